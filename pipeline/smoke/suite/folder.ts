import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readSuite, SuiteError } from "./read.ts";
import type { Suite } from "./schema.ts";

/** Where specification 002 places the suites (S002-SMOKE-07). */
export const usualFolder = "tools/testing/smoke-tests";

/** A suite with the file that it was read from. */
export interface SuiteFile {
  file: string;
  suite: Suite;
}

/**
 * Reads every suite of a folder: its `.yaml` and `.yml` files, by name.
 *
 * @throws SuiteError where there is no folder or no suite, and with the faults of all files at once.
 */
export function readSuites(folder: string): SuiteFile[] {
  const files = namesIn(folder).map((name) => join(folder, name));
  if (files.length === 0) {
    throw new SuiteError(
      `${folder} has no suite (*.yaml). Nothing is smoke-tested without one: add one, or name another folder with --suite.`,
    );
  }
  const faults: string[] = [];
  const suites = files.flatMap((file) => {
    try {
      return [{ file, suite: readSuite(readFileSync(file, "utf8"), file) }];
    } catch (error) {
      if (!(error instanceof SuiteError)) throw error;
      faults.push(error.message);
      return [];
    }
  });
  if (faults.length > 0) throw new SuiteError(`The smoke tests cannot be run:\n${faults.join("\n")}`);
  const names = suites.flatMap(({ suite, file }) => suite.checks.map(({ name }) => ({ name, file })));
  const twin = names.find(({ name }, index) => names.findIndex((one) => one.name === name) < index);
  if (twin)
    throw new SuiteError(`${twin.file} has a second check named ${JSON.stringify(twin.name)}: rename one.`);
  return suites;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /\.ya?ml$/.test(name))
      .sort();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : String(error);
    throw new SuiteError(
      `The folder of the smoke tests cannot be read (${folder}: ${code}). Check the release out, or name another folder with --suite.`,
    );
  }
}
