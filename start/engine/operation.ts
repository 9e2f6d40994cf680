import type { EngineEvent, Stack } from "@pulumi/pulumi/automation/index.js";
import { messageOf } from "../failure.ts";
import type { Interruption } from "../interruption.ts";
import { refusalOf } from "./refusal.ts";
import { emptyTally, observe, type Progress, type Tally } from "./tally.ts";

export type OperationName = "preview" | "up" | "refresh" | "destroy";

/** A finished operation on one stack. */
export interface Operation {
  stack: string;
  name: OperationName;
  seconds: number;
  tally: Tally;
}

export interface Surroundings {
  interruption: Interruption;
  /** Paths of the policy packs that judge previews and ups. */
  policyPacks: readonly string[];
  /** Called with each of the engine's events that moves the operation on. */
  onProgress(stack: string, operation: OperationName, progress: Progress): void;
}

/** What the engine hands over while it works, in the form that all its operations take. */
interface Handlers {
  onEvent: (event: EngineEvent) => void;
  signal: AbortSignal;
  color: "never";
}

/** @throws Failure when a policy, a cloud or the settings refuse, or a person stops it. */
export function preview(
  stack: Stack,
  around: Surroundings,
  options: { refresh?: boolean } = {},
): Promise<Operation> {
  return watch(stack, "preview", around, (handlers) =>
    stack.preview({ ...handlers, ...options, policyPacks: [...around.policyPacks] }),
  );
}

/** @throws Failure as preview does; what was done until then is in the state. */
export function up(stack: Stack, around: Surroundings): Promise<Operation> {
  return watch(stack, "up", around, (handlers) =>
    stack.up({ ...handlers, policyPacks: [...around.policyPacks] }),
  );
}

/**
 * Reads every resource of the state from its cloud.
 *
 * @param options.expectNoChanges fails where the cloud differs from the state.
 * @param options.clearPendingCreates forgets creates that a killed engine left pending: import first what they made.
 */
export function refresh(
  stack: Stack,
  around: Surroundings,
  options: { clearPendingCreates?: boolean; expectNoChanges?: boolean } = {},
): Promise<Operation> {
  return watch(stack, "refresh", around, (handlers) => stack.refresh({ ...handlers, ...options }));
}

/** Removes what is not protected, nor needed by what is. What somebody removed by hand is no error. */
export function destroyUnprotected(stack: Stack, around: Surroundings): Promise<Operation> {
  return watch(stack, "destroy", around, (handlers) =>
    stack.destroy({ ...handlers, excludeProtected: true, refresh: true }),
  );
}

async function watch(
  stack: Stack,
  name: OperationName,
  { interruption, onProgress }: Surroundings,
  run: (handlers: Handlers) => Promise<unknown>,
): Promise<Operation> {
  interruption.check();
  const begin = performance.now();
  const tally = emptyTally();
  const onEvent = (event: EngineEvent) => {
    observe(tally, event);
    if (tally.cancelled) interruption.engineKnows();
    onProgress(stack.name, name, tally.progress);
  };
  onProgress(stack.name, name, tally.progress);
  try {
    await run({ onEvent, signal: interruption.signal, color: "never" });
  } catch (error) {
    throw interruption.failure() ?? refusalOf(stack.name, name, tally, messageOf(error));
  }
  return { stack: stack.name, name, seconds: (performance.now() - begin) / 1000, tally };
}
