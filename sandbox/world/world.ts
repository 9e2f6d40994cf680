import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The clouds that the sandbox stands in for, by the name of their Pulumi provider. */
export const cloudNames = ["github", "aws", "azure-native", "vercel", "doppler"] as const;
export type CloudName = (typeof cloudNames)[number];

/** One cloud's state: a JSON document that outlives the process, as a cloud outlives its callers. */
export interface Cloud<Document> {
  /** The state as it is on disk now, hand edits included. Do not change what it returns. */
  read(): Document;
  /**
   * Runs `step` on a copy of the state and keeps the copy, on disk, unless `step` throws.
   * The write is atomic: a process killed at any moment leaves the state before or after, never between.
   */
  change<Result>(step: (draft: Document) => Result): Result;
}

/**
 * Opens one cloud's document, `<folder>/<name>.json`.
 *
 * @param initial makes the document of an account in which nothing was declared yet; called only when there is no file.
 */
export function openCloud<Document>(
  folder: string,
  name: CloudName,
  initial: () => Document,
): Cloud<Document> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${name}.json`);
  let cached: { stamp: string; document: Document } | undefined;

  function stampOf(): string | undefined {
    const stat = statSync(file, { throwIfNoEntry: false, bigint: true });
    return stat && `${stat.ino}:${stat.mtimeNs}:${stat.size}`;
  }

  function write(document: Document): void {
    const next = `${file}.${process.pid}.next`;
    writeFileSync(next, `${JSON.stringify(document, null, 2)}\n`, { mode: 0o600 });
    renameSync(next, file);
    cached = { stamp: stampOf() ?? "", document };
  }

  function read(): Document {
    const stamp = stampOf();
    if (stamp === undefined) write(initial());
    else if (cached?.stamp !== stamp) {
      cached = { stamp, document: parse<Document>(file) };
    }
    if (!cached) throw new Error(`${file} cannot be read`);
    return cached.document;
  }

  read();
  return {
    read,
    change(step) {
      const draft = structuredClone(read());
      const result = step(draft);
      write(draft);
      return result;
    },
  };
}

function parse<Document>(file: string): Document {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(
      `The sandbox's state ${file} is not JSON (${error instanceof Error ? error.message : error}). ` +
        "Undo the hand edit, or throw the sandbox away with `npm run sandbox -- --reset`.",
    );
  }
}
