import { posix } from "node:path";
import { cargo } from "./cargo.ts";
import { below, type Files, type Lockfile } from "./lockfile.ts";
import { npm } from "./npm.ts";
import { pnpm } from "./pnpm.ts";
import { uv } from "./uv.ts";

const lockfiles: readonly Lockfile[] = [npm, pnpm, uv, cargo];

/** A lock file with what it says otherwise than its manifests; `missing` where that could not be told. */
export type Comparison = { lock: string; remedy: string } & ({ differences: string[] } | { missing: string });

/**
 * Holds every lock file of a commit against the manifests that it was made from.
 *
 * @param changed the paths that changed: a lock file among them that is gone, and whose manifest stays, is told as well.
 */
export async function compareLockfiles(files: Files, changed: readonly string[]): Promise<Comparison[]> {
  const found: Comparison[] = [];
  for (const path of files.paths) {
    const kind = kindOf(path);
    if (kind) found.push(await compareOne(kind, path, files));
  }
  for (const path of changed) {
    const kind = files.paths.includes(path) ? undefined : kindOf(path);
    if (!kind || !files.paths.includes(below(posix.dirname(path), kind.manifest))) continue;
    found.push({
      lock: path,
      remedy: kind.remedy,
      differences: [`it was removed, and ${kind.manifest} stays`],
    });
  }
  return found;
}

function kindOf(path: string): Lockfile | undefined {
  // Packages that others published bring theirs along, and nobody installs by those.
  if (/(^|\/)(node_modules|vendor|\.venv)\//.test(path)) return undefined;
  return lockfiles.find(({ name }) => posix.basename(path) === name);
}

async function compareOne(kind: Lockfile, path: string, files: Files): Promise<Comparison> {
  const common = { lock: path, remedy: kind.remedy };
  try {
    return { ...common, differences: await kind.differences(posix.dirname(path), files) };
  } catch (error) {
    return { ...common, missing: reasonOf(error) };
  }
}

/** Zod tells every fault with its place as a document; the first one is enough for people. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message.startsWith("[") ? "it does not have the form of such a file" : error.message;
}
