import { setTimeout as sleep } from "node:timers/promises";
import { askHttp } from "../../platforms/http/ask.ts";
import type { Environment } from "../cli/command.ts";
import type { AskHttp } from "../probe/probe.ts";
import type { OpenDatabase } from "./database/database.ts";

/** What smoke tests have of the world. */
export interface SmokeWorld {
  ask: AskHttp;
  openDatabase: OpenDatabase;
  /** Resolves after so many milliseconds, or at once where the signal comes first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Milliseconds of a clock that only goes forward. */
  tick(): number;
  /** From 0 up to 1. */
  random(): number;
  variables: Environment;
}

/** The real world. */
export function realWorld(variables: Environment, openDatabase: OpenDatabase): SmokeWorld {
  return {
    ask: askHttp,
    openDatabase,
    sleep: sleepFor,
    tick: () => performance.now(),
    random: Math.random,
    variables,
  };
}

/** Waits without keeping the process alive for it. */
export async function sleepFor(ms: number, signal?: AbortSignal): Promise<void> {
  await sleep(ms, undefined, signal ? { signal } : {}).catch((error: unknown) => {
    if (!signal?.aborted) throw error;
  });
}
