import { isWriting, type Step } from "../suite/schema.ts";
import { MissingValue } from "../suite/template.ts";
import type { SmokeWorld } from "../world.ts";
import { lookStep } from "./look.ts";
import { requestStep } from "./request.ts";
import { done, failed, type StepResult } from "./result.ts";
import type { Values } from "./values.ts";

/** How often a step is tried that changes nothing. */
const tries = 3;

/** Milliseconds before the second try; doubled for the third. */
const firstWaitMs = 500;

interface At {
  base: string;
  values: Values;
  signal: AbortSignal;
}

/** Runs a step: again where that changes nothing and may help. */
export async function runStep(
  step: Step,
  at: At,
  world: SmokeWorld,
): Promise<{ result: StepResult; tries: number }> {
  for (let tried = 1; ; tried++) {
    const result = await tryStep(step, at, world);
    const again =
      result.kind === "failed" &&
      tried < tries &&
      step.request?.times === undefined &&
      (result.neverArrived === true || !isWriting(step));
    if (!again || at.signal.aborted) return { result, tries: tried };
    await world.sleep(result.waitMs ?? jittered(firstWaitMs * 2 ** (tried - 1), world.random()), at.signal);
  }
}

/** Between half and all of a wait, so that what failed together is not tried again together. */
export function jittered(ms: number, random: number): number {
  return Math.round(ms * (0.5 + random / 2));
}

async function tryStep(step: Step, at: At, world: SmokeWorld): Promise<StepResult> {
  try {
    if (step.request) return await requestStep(step, step.request, at, world);
    return step.database ? await lookStep(step, step.database, at.values, world) : done;
  } catch (error) {
    if (!(error instanceof MissingValue)) throw error;
    const [, variable] = /^(?:env|secret)\.(.*)$/.exec(error.variable) ?? [];
    if (variable === undefined) return failed(`${error.message}: the step that gives it did not`);
    return { kind: "untried", why: `${variable} is not set in this job: hand it to the step, under env` };
  }
}
