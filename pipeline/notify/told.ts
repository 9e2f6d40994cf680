import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { canonicalJson, sha256Hex } from "../canonical.ts";
import type { Environment } from "../cli/command.ts";

/** What was told already, in the timeline of the incident that it is about. */
const mark = z.strictObject({ event: z.string(), step: z.int() });
export type Mark = z.infer<typeof mark>;

const opening = "<!-- gatehouse-notified ";

/** A comment that says what was told, and that the next run finds. */
export function markedText(marks: readonly Mark[], text: string): string {
  return [...marks.map((one) => `${opening}${JSON.stringify(one)} -->`), text].join("\n");
}

/** What the comments of an incident say was told since it last recovered; oldest first. */
export function marksIn(comments: readonly string[]): Mark[] {
  const all = comments.flatMap((text) =>
    text.split("\n").flatMap((line) => {
      if (!line.startsWith(opening) || !line.endsWith(" -->")) return [];
      try {
        return mark.safeParse(JSON.parse(line.slice(opening.length, -4))).data ?? [];
      } catch {
        // A person edited the comment: then it is told once more.
        return [];
      }
    }),
  );
  const end = all.findLastIndex(({ event }) => event === "recovered");
  return all.slice(end < 0 ? 0 : end);
}

/** In this file the job notes what it told: a step that is run twice tells once. */
const fileOf = (environment: Environment) => {
  const folder = environment["RUNNER_TEMP"];
  return folder ? join(folder, "gatehouse-told.txt") : undefined;
};

export function wasToldHere(environment: Environment, what: unknown): boolean {
  const file = fileOf(environment);
  if (file === undefined || !existsSync(file)) return false;
  return readFileSync(file, "utf8")
    .split("\n")
    .includes(sha256Hex(canonicalJson(what)));
}

/** @returns why it could not be noted: it may then be told twice. */
export function noteToldHere(environment: Environment, what: unknown): string | undefined {
  const file = fileOf(environment);
  if (file === undefined) return undefined;
  try {
    appendFileSync(file, `${sha256Hex(canonicalJson(what))}\n`);
    return undefined;
  } catch (error) {
    return `What was told could not be noted (${error instanceof Error ? error.message : String(error)}).`;
  }
}
