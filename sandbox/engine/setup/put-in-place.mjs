// @ts-check
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * Makes the folder `target` so that it is there whole or not at all: `make` fills a folder beside it, which takes
 * its name once `make` has ended. What an earlier, killed attempt left behind is removed first. The caller holds the
 * lock of `target`.
 *
 * @param {string} target
 * @param {(folder: string) => Promise<void>} make throws when what it made does not work
 * @returns {Promise<void>}
 */
export async function putInPlace(target, make) {
  const parent = dirname(target);
  const prefix = `.${basename(target)}.part-`;
  mkdirSync(parent, { recursive: true });
  for (const name of readdirSync(parent)) {
    if (name.startsWith(prefix)) rmSync(join(parent, name), { recursive: true, force: true });
  }
  const part = mkdtempSync(join(parent, prefix));
  try {
    await make(part);
    rmSync(target, { recursive: true, force: true });
    renameSync(part, target);
  } finally {
    rmSync(part, { recursive: true, force: true });
  }
}
