import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Tells that this process owns a folder, until it is released. */
export interface Lock {
  release(): void;
}

/**
 * Takes the lock of a folder, also over from a process that is gone.
 *
 * @returns the lock, or the id of the living process that holds it.
 */
export function takeLock(folder: string): Lock | { heldBy: number } {
  const file = join(folder, "lock");
  for (;;) {
    if (createWhole(file, String(process.pid))) return { release: () => rmSync(file, { force: true }) };
    const holder = holderOf(folder);
    if (holder !== undefined && isAlive(holder)) return { heldBy: holder };
    setAside(file, holder);
  }
}

/** The process that holds a folder's lock, alive or not. */
export function holderOf(folder: string): number | undefined {
  const text = readIfThere(join(folder, "lock"));
  const pid = Number(text);
  return text !== undefined && Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and is somebody else's.
    return isCode(error, "EPERM");
  }
}

/** Creates a file with its whole content at once; false when there is one. */
function createWhole(file: string, content: string): boolean {
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (isCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes the lock of a dead process, unless another process did so meanwhile and took it: that one stays. */
function setAside(file: string, dead: number | undefined): void {
  const aside = `${file}.${process.pid}.stale`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (isCode(error, "ENOENT")) return;
    throw error;
  }
  const moved = Number(readIfThere(aside));
  if (dead !== undefined && moved !== dead) createWhole(file, String(moved));
  rmSync(aside, { force: true });
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
