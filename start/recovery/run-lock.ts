import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { exitCodes, Failure } from "../failure.ts";
import { processMark } from "./processes.ts";

const owner = z.object({ pid: z.number(), mark: z.string(), since: z.string() });

/**
 * Takes the sandbox's folder for one run of the main job; the lock of a run that was killed is taken over.
 *
 * @returns gives the folder back.
 * @throws Failure (2) while another run works in the folder.
 */
export function takeFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const lock = join(folder, "run.lock");
  const own = `${lock}.${process.pid}`;
  const mine = { pid: process.pid, mark: processMark(process.pid) ?? "", since: new Date().toISOString() };
  writeFileSync(own, JSON.stringify(mine), { mode: 0o600 });
  try {
    // A link appears with its content and only once: two runs that start together cannot both have it.
    while (!link(own, lock)) discardStale(lock, folder);
  } finally {
    rmSync(own, { force: true });
  }
  return () => rmSync(lock, { force: true });
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

/** Removes the lock of a dead run. It is moved aside first, and put back when a live run took it in between. */
function discardStale(lock: string, folder: string): void {
  refuseWhileAlive(lock, folder);
  const aside = `${lock}.${process.pid}.stale`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
    throw error;
  }
  const alive = livingOwner(aside);
  if (alive) link(aside, lock);
  rmSync(aside, { force: true });
}

function refuseWhileAlive(lock: string, folder: string): void {
  const alive = livingOwner(lock);
  if (!alive) return;
  throw new Failure(
    exitCodes.badInput,
    `Another run (process ${alive.pid}, since ${alive.since}) works in ${folder}. ` +
      "Wait for it, stop it with ^C, or take another folder with --folder.",
  );
}

function livingOwner(file: string): z.infer<typeof owner> | undefined {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
  const found = owner.safeParse(JSON.parse(text));
  return found.success && processMark(found.data.pid) === found.data.mark ? found.data : undefined;
}
