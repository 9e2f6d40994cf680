import { runStep } from "./step/step.ts";
import { Values } from "./step/values.ts";
import { type Check, isWriting, type Step } from "./suite/schema.ts";
import { namesIn } from "./suite/template.ts";
import type { SmokeWorld } from "./world.ts";

/** A check as it is run: once for each of its cases. */
export interface Planned {
  name: string;
  group: string;
  /** The suite's file; `contract` for what the contract itself asks. */
  file: string;
  check: Check;
  /** Where its requests go; empty where it makes none. */
  base: string;
  /** The values of this case. */
  given: Readonly<Record<string, string>>;
}

/** The three values of a verdict, as records have them. */
export type SmokeVerdict = "pass" | "fail" | "inconclusive";

export interface CheckResult {
  name: string;
  group: string;
  file: string;
  verdict: SmokeVerdict;
  /** In one sentence. */
  why: string;
  ms: number;
  /** The most tries that any of its steps took. */
  tries: number;
}

interface Limits {
  /** Ends the check's steps. */
  steps: AbortSignal;
  /** Ends its clean-up, later. */
  cleanup: AbortSignal;
}

/** Runs a check's steps one after another, then removes what they made. */
export async function runCheck(
  plan: Planned,
  mark: string,
  limits: Limits,
  world: SmokeWorld,
): Promise<CheckResult> {
  const { check, name, group, file } = plan;
  const begin = world.tick();
  const values = new Values(world.variables, { ...plan.given, mark });
  const found = await runSteps(plan, values, limits.steps, world);
  const leftBehind = found.wrote ? await cleanUp(plan, values, limits.cleanup, world) : undefined;
  const said = [found.why, leftBehind && `${leftBehind} What is left carries the mark ${mark}.`];
  const passed = `${check.steps.length === 1 ? "as it must be" : `all ${check.steps.length} steps as they must be`}.`;
  return {
    name,
    group,
    file,
    // A release that cannot remove what it made does not work either.
    verdict: leftBehind && found.verdict === "pass" ? "fail" : found.verdict,
    why: values.masked(said.filter(Boolean).join(" ") || passed),
    ms: Math.round(world.tick() - begin),
    tries: found.tries,
  };
}

interface Found {
  verdict: SmokeVerdict;
  why: string | undefined;
  tries: number;
  /** Whether a step that writes was begun. */
  wrote: boolean;
}

async function runSteps(
  { check, base }: Planned,
  values: Values,
  signal: AbortSignal,
  world: SmokeWorld,
): Promise<Found> {
  let wrote = false;
  let tries = 1;
  for (const [index, step] of check.steps.entries()) {
    if (signal.aborted) return { verdict: "fail", why: "did not finish in time.", tries, wrote };
    wrote ||= isWriting(step);
    const ran = await runStep(step, { base, values, signal }, world);
    tries = Math.max(tries, ran.tries);
    const { result } = ran;
    if (result.kind === "done") continue;
    const why = `${labelOf(step, index)}: ${result.why}.`;
    return { verdict: result.kind === "untried" ? "inconclusive" : "fail", why, tries, wrote };
  }
  return { verdict: "pass", why: undefined, tries, wrote };
}

/** @returns what could not be removed; undefined where nothing is left. */
async function cleanUp(
  { check, base }: Planned,
  values: Values,
  signal: AbortSignal,
  world: SmokeWorld,
): Promise<string | undefined> {
  const problems: string[] = [];
  for (const [index, step] of check.cleanup.entries()) {
    // What was never captured was never made, as far as anybody can tell.
    const unknown = namesIn([step.request, step.database]).find((name) => values.lookUp(name) === undefined);
    if (unknown !== undefined) {
      problems.push(`Clean-up ${labelOf(step, index)} could not be tried: \${${unknown}} is not known.`);
      continue;
    }
    // Removing twice is as good as once.
    const { result } = await runStep({ ...step, safe: true }, { base, values, signal }, world);
    if (result.kind !== "done") problems.push(`Clean-up ${labelOf(step, index)}: ${result.why}.`);
  }
  return problems.length > 0 ? problems.join(" ") : undefined;
}

function labelOf({ name, request, database }: Step, index: number): string {
  if (name !== undefined) return name;
  if (request) return `${request.method} ${request.path}`;
  return `step ${index + 1}${database?.query ? " (query)" : ""}`;
}
