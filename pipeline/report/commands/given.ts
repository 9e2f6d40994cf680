import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { type Given, WrongUse } from "../../cli/command.ts";
import { type Selection, selection } from "../selection.ts";

/**
 * The reports that a command is given, each once.
 *
 * @throws WrongUse without any
 */
export function inputsOf(command: string, given: Given): string[] {
  const files = [...new Map(given.list("input").map((file) => [resolve(file), file])).values()];
  if (files.length > 0) return files;
  throw new WrongUse(`${command} needs --input FILE at least once: the report to read.`);
}

/** What `select tests` wrote, where it is given. */
export function readSelection(given: Given): Selection | undefined {
  const file = given.text("selection");
  if (file === undefined) return undefined;
  const read = selection.safeParse(parsed(file));
  if (read.success) return read.data;
  throw new WrongUse(
    `--selection is ${file}, which \`select tests\` did not write: ${read.error.issues[0]?.message}.`,
  );
}

/** @throws WrongUse where there is no such file, or no JSON in it */
export function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new WrongUse(
      `${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}
