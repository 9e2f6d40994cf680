import type { Stack } from "@pulumi/pulumi/automation/index.js";
import type { Surroundings } from "../engine/operation.ts";
import type { Session } from "../engine/session.ts";
import { releaseStaleLock } from "./engine-locks.ts";
import { type Recovery, settlePending } from "./pending.ts";

/**
 * Puts in order what a killed run left on a stack: its lock, then its pending operations.
 *
 * @returns what was left; undefined when nothing was.
 */
export async function recover(
  stack: Stack,
  session: Session,
  around: Surroundings,
): Promise<(Recovery & { lock: boolean }) | undefined> {
  const lock = await releaseStaleLock(stack, session.backend, session.project);
  const settled = await settlePending(stack, session.find, around, session.intents.left(stack.name));
  session.intents.done(stack.name);
  return lock || settled ? { lock, imported: [], settled: [], ...settled } : undefined;
}

/** What was put in order, for a line of progress. */
export function recoveryText({ lock, imported, settled }: Recovery & { lock: boolean }): string {
  const parts = [
    lock && "a stale lock removed",
    imported.length > 0 && `imported what was half made: ${imported.join(", ")}`,
    settled.length > 0 && `settled: ${settled.join(", ")}`,
  ];
  return parts.filter(Boolean).join("; ");
}
