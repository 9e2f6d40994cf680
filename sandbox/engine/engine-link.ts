import { createHash } from "node:crypto";
import { linkSync, mkdirSync, renameSync, rmSync, statSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { executableName } from "./executables.ts";
import { cacheFolder } from "./setup/index.mjs";

/** A folder of the cache for what belongs to these words together. */
export function folderFor(subject: string, ...words: readonly string[]): string {
  const key = createHash("sha256").update(JSON.stringify(words)).digest("hex").slice(0, 16);
  return join(cacheFolder(), subject, key);
}

/**
 * Makes `root`/bin/pulumi the same as `engine` and returns its path.
 *
 * A `hard` link is another name for the same file: the engine then takes that folder for its own, where a symbolic
 * link leads it back. Where two file systems forbid it, the link is symbolic.
 */
export function linkEngine(engine: string, root: string, kind: "hard" | "symbolic"): string {
  const link = join(root, "bin", executableName("pulumi"));
  const { ino } = statSync(engine, { bigint: true });
  // stat looks through symbolic links, so this holds for both kinds.
  if (statSync(link, { throwIfNoEntry: false, bigint: true })?.ino === ino) return link;
  mkdirSync(dirname(link), { recursive: true });
  const draft = `${link}.${process.pid}`;
  rmSync(draft, { force: true });
  if (kind === "symbolic" || !hardLinked(engine, draft)) symlinkSync(engine, draft);
  renameSync(draft, link);
  return link;
}

function hardLinked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && ["EXDEV", "EPERM", "EMLINK"].includes(`${error.code}`)) {
      return false;
    }
    throw error;
  }
}
