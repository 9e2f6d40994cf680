import * as pulumi from "@pulumi/pulumi";
import type { DeliveredFile } from "./repository-files.ts";

/** Files of one origin. */
export interface FileSet {
  /** Whose they are, for an error: `workflows`, `runtime`. */
  from: string;
  files: Readonly<Record<string, DeliveredFile>>;
}

/**
 * All files by path, in the order of their paths.
 *
 * @throws RunError when two origins claim one path.
 */
export function gatherFiles(sets: readonly FileSet[]): Record<string, DeliveredFile> {
  const owners = new Map<string, string>();
  for (const { from, files } of sets) {
    for (const path of Object.keys(files)) {
      const other = owners.get(path);
      if (other !== undefined) {
        throw new pulumi.RunError(
          `Both ${other} and ${from} deliver ${path}: one path is one file. Take it out of one of them.`,
        );
      }
      owners.set(path, from);
    }
  }
  const entries = sets.flatMap(({ files }) => Object.entries(files));
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
