import { readFileSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { LedgerError } from "../failure.ts";
import { readWitnessFile } from "../verify/export-folder.ts";
import type { Witness } from "../verify/finding.ts";

/**
 * Reads a file that an option names.
 *
 * @param option as people write it, for messages: `--entry`.
 * @throws LedgerError when it cannot be read.
 */
export function readNamed(option: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new LedgerError("usage", `${option} names ${file}, which cannot be read (${reasonOf(error)}).`);
  }
}

/** @throws LedgerError when it cannot be written, for example because the disk is full. */
export function writeNamed(option: string, file: string, content: string): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw new LedgerError("usage", `${option} names ${file}, which cannot be written (${reasonOf(error)}).`);
  }
}

/** The JSON of a file that an option names. @throws LedgerError */
export function readJson(option: string, file: string): unknown {
  return parseJson(readNamed(option, file), `${option} names ${file}, which`);
}

/** @param subject begins the sentence that says it is no JSON. @throws LedgerError */
export function parseJson(text: string, subject: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new LedgerError("entry", `${subject} is no JSON.`);
  }
}

/** All witnesses of files that `--witness` names. @throws LedgerError */
export async function readWitnessFiles(files: readonly string[]): Promise<Witness[]> {
  for (const file of files) {
    await readFile(file).catch((error: unknown) => {
      throw new LedgerError("usage", `--witness names ${file}, which cannot be read (${reasonOf(error)}).`);
    });
  }
  return (await Promise.all(files.map(readWitnessFile))).flat();
}

function reasonOf(error: unknown): string {
  if (error instanceof Error && "code" in error) return String(error.code);
  return error instanceof Error ? error.message : String(error);
}
