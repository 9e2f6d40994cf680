import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as after } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { z } from "zod";
import { exitCodes, Failure } from "../failure.ts";
import { isRunning } from "./processes.ts";

/** What the engine writes into a lock of its file backend (pkg/backend/diy/lock.go of Pulumi 3). */
const engineLock = z.object({ pid: z.number(), hostname: z.string() });

/** How long an engine may need to notice that the run that started it was killed, in ms. */
const patience = 15_000;

/**
 * Removes the lock that a killed engine left on a stack, with the engine's own `cancel`.
 *
 * @param backend the URL of the file backend.
 * @returns whether there was one.
 * @throws Failure (2) when a live engine, started by hand for example, holds the stack.
 */
export async function releaseStaleLock(stack: Stack, backend: string, project: string): Promise<boolean> {
  const folder = join(fileURLToPath(backend), ".pulumi", "locks", "organization", project, stack.name);
  if (holders(folder).length === 0) return false;
  const deadline = Date.now() + patience;
  for (let alive = living(folder); alive !== undefined; alive = living(folder)) {
    if (Date.now() > deadline) {
      throw new Failure(
        exitCodes.badInput,
        `Stack ${stack.name} is being changed by process ${alive} (pulumi). Wait for it to end, or stop it with ^C.`,
      );
    }
    await after(250);
  }
  await stack.cancel();
  return true;
}

function holders(folder: string): z.infer<typeof engineLock>[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
  return files.map((name) => engineLock.parse(JSON.parse(readFileSync(join(folder, name), "utf8"))));
}

/** The process of a lock's owner that runs on this machine, or may run on another. */
function living(folder: string): number | undefined {
  return holders(folder).find(({ pid, hostname: host }) => host !== hostname() || isRunning(pid))?.pid;
}
