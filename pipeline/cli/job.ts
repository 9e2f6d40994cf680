import { appendFileSync, writeFileSync } from "node:fs";
import { masker } from "../audit/mask.ts";
import { Untold } from "../facts/tell.ts";
import type { Frame } from "./command.ts";

/** A decision that cannot be kept is none: it could not be proven later. @throws Untold */
export function keep(file: string | undefined, record: string): void {
  if (file === undefined) return;
  try {
    writeFileSync(file, record);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Untold(
      `The decision could not be recorded in ${file}: ${reason}. Nothing goes without its record.`,
    );
  }
}

/** What GitHub Actions shows and hands on of a step. */
export interface Job {
  /** Adds Markdown to the job's summary. */
  summary(markdown: string): void;
  /** Sets an output of the step. */
  output(name: string, value: string): void;
}

/** The job around the command. Neither decides anything: where they cannot be written, a warning says so. */
export function jobOf({ environment, err }: Frame): Job {
  const mask = masker(environment);
  const append = (name: string, text: string) => {
    const file = environment[name];
    if (!file) return;
    try {
      appendFileSync(file, mask(text));
    } catch (error) {
      err(
        `Warning: ${name} could not be written: ${error instanceof Error ? error.message : String(error)}\n`,
      );
    }
  };
  return {
    summary: (markdown) => append("GITHUB_STEP_SUMMARY", markdown),
    output: (name, value) => append("GITHUB_OUTPUT", `${name}=${value}\n`),
  };
}
