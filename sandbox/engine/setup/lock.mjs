// @ts-check
import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isAlive, processStart } from "./process-identity.mjs";

/** How often a waiting process looks again, in milliseconds. */
const retryInterval = 250;

/**
 * @typedef {object} Owner
 * @property {number} pid
 * @property {string | undefined} [start] when that process began, where the platform tells
 * @property {string} what what it does under the lock, for those who wait
 * @property {string} since ISO time
 * @property {boolean} [released]
 */

/**
 * Runs `work` while no other process runs work under the same lock.
 *
 * The lock is a folder of numbered files; the highest number names the owner. To take the lock is to create the next
 * number, which the file system grants to one process only; it may be done once the owner has released its number or
 * has died. So a killed owner leaves nothing to clean up by hand, and of two that find it dead one wins.
 *
 * @template Result
 * @param {string} folder the lock; made when missing
 * @param {{ what: string, onWait?: ((owner: Owner) => void) | undefined, signal?: AbortSignal | undefined }} options
 *   `onWait` is told once whom this process waits for
 * @param {() => Promise<Result>} work
 * @returns {Promise<Result>}
 */
export async function withLock(folder, { what, onWait, signal }, work) {
  mkdirSync(folder, { recursive: true });
  /** @type {Owner} */
  const self = { pid: process.pid, start: processStart(process.pid), what, since: new Date().toISOString() };
  let toldAbout = 0;
  for (;;) {
    signal?.throwIfAborted();
    const highest = numbersIn(folder)[0] ?? 0;
    const owner = read(folder, highest);
    if (owner && !owner.released && isAlive(owner)) {
      if (toldAbout !== highest) onWait?.(owner);
      toldAbout = highest;
      await sleep(retryInterval);
    } else if (claim(folder, highest + 1, self)) {
      try {
        return await work();
      } finally {
        write(folder, highest + 1, { ...self, released: true });
      }
    }
  }
}

/**
 * @param {string} folder
 * @returns {number[]} the highest first
 */
function numbersIn(folder) {
  return readdirSync(folder)
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((a, b) => b - a);
}

/**
 * @param {string} folder
 * @param {number} number
 * @returns {Owner | undefined} undefined where there is none
 */
function read(folder, number) {
  try {
    return JSON.parse(readFileSync(join(folder, `${number}`), "utf8"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * Creates a number with its content in one step, so that nobody reads half of it. The claim holds when no higher
 * number is there: one who was slow may recreate a number that its successors have already removed.
 *
 * @param {string} folder
 * @param {number} number
 * @param {Owner} owner
 * @returns {boolean}
 */
function claim(folder, number, owner) {
  const draft = join(folder, `draft-${process.pid}-${number}`);
  writeFileSync(draft, JSON.stringify(owner));
  try {
    linkSync(draft, join(folder, `${number}`));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const others = numbersIn(folder).filter((other) => other !== number);
  if (others.some((other) => other > number)) {
    rmSync(join(folder, `${number}`), { force: true });
    return false;
  }
  for (const other of others) rmSync(join(folder, `${other}`), { force: true });
  return true;
}

/**
 * @param {string} folder
 * @param {number} number
 * @param {Owner} owner
 */
function write(folder, number, owner) {
  const draft = join(folder, `draft-${process.pid}-${number}`);
  writeFileSync(draft, JSON.stringify(owner));
  renameSync(draft, join(folder, `${number}`));
}
