import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ObjectReader } from "../../platforms/s3/objects.ts";

/** A folder on disk, for example an export, read as if it were a bucket: a file's path in it is its key. */
export function openFolder(folder: string): ObjectReader {
  return {
    async get(key) {
      const path = join(folder, ...key.split("/"));
      try {
        const body = await readFile(path);
        return { body, storedAt: (await stat(path)).mtime };
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async *list(prefix, { after, limit = Number.POSITIVE_INFINITY } = {}) {
      const below = prefix.slice(0, prefix.lastIndexOf("/") + 1);
      const keys = (await filesBelow(join(folder, ...below.split("/"))))
        .map((name) => `${below}${name}`)
        .filter((key) => key.startsWith(prefix) && (after === undefined || key > after))
        .sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
      for (const key of keys.slice(0, limit)) {
        const { mtime, size } = await stat(join(folder, ...key.split("/")));
        yield { key, storedAt: mtime, size };
      }
    },
  };
}

async function filesBelow(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length).replaceAll("\\", "/"))
      .map((name) => name.replace(/^\/+/, ""));
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}
