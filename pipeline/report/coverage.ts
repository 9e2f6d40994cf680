import { isAbsolute, relative, resolve, sep } from "node:path";
import type { Lines } from "./lines.ts";

/** Covered lines among those that can be run. */
export interface Coverage {
  covered: number;
  total: number;
  /** By file, the least covered first. */
  files: { file: string; covered: number; total: number }[];
}

/** Puts reports together: a line is covered where any of them covers it. */
export function merged(reports: readonly Lines[], root: string): Lines {
  const all: Lines = new Map();
  for (const report of reports) {
    for (const [source, lines] of report) {
      const file = isAbsolute(source) ? relative(root, source) : source;
      const ofFile = all.get(file) ?? new Map<number, boolean>();
      for (const [number, isCovered] of lines) ofFile.set(number, isCovered || ofFile.get(number) === true);
      all.set(file, ofFile);
    }
  }
  return all;
}

/** What is covered of the files below the folders; of all files without any. */
export function coverageOf(lines: Lines, root: string, folders?: readonly string[]): Coverage {
  const files = [...lines]
    .filter(([file]) => folders === undefined || folders.some((folder) => lies(root, file, folder)))
    .map(([file, ofFile]) => ({
      file,
      covered: [...ofFile.values()].filter((isCovered) => isCovered).length,
      total: ofFile.size,
    }))
    .sort((one, other) => other.total - other.covered - (one.total - one.covered));
  const sum = (key: "covered" | "total") => files.reduce((all, file) => all + file[key], 0);
  return { covered: sum("covered"), total: sum("total"), files };
}

function lies(root: string, file: string, folder: string): boolean {
  return resolve(root, file).startsWith(`${resolve(root, folder)}${sep}`);
}

/** Whether a share reaches a floor given in hundredths of a percent: in whole numbers, so that nothing is rounded up. */
export function reaches({ covered, total }: Coverage, hundredths: number): boolean {
  return covered * 10_000 >= hundredths * total;
}

/** A share in percent, cut off and never rounded up: 84.99 % is not 85 %. */
export function percentText({ covered, total }: { covered: number; total: number }): string {
  return total === 0 ? "nothing" : `${Math.floor((covered * 10_000) / total) / 100} %`;
}
