import { type CheckResult, type Planned, runCheck, type SmokeVerdict } from "./check.ts";
import type { Plan } from "./plan.ts";
import type { SmokeWorld } from "./world.ts";

/** Milliseconds for all smoke tests together (S002-SMOKE-06: below three minutes). */
export const totalLimitMs = 180_000;

/** Of these, what is kept to remove what was made. */
export const cleanupMs = 15_000;

/** Checks that run at the same time. */
const atOnce = 8;

export interface SmokeResult {
  verdict: SmokeVerdict;
  checks: CheckResult[];
  leftOut: Plan["leftOut"];
  /** Groups that must run, and of which nothing ran. */
  missingGroups: string[];
  ms: number;
  mark: string;
}

/** Runs a plan within the total limit: health first, then everything, then what would use up limits. */
export async function runPlan(
  plan: Plan,
  { mark, groups }: { mark: string; groups: readonly string[] },
  world: SmokeWorld,
): Promise<SmokeResult> {
  const begin = world.tick();
  const [steps, cleanup, ended] = [new AbortController(), new AbortController(), new AbortController()];
  const limits = { steps: steps.signal, cleanup: cleanup.signal };
  const clocks = [
    world.sleep(totalLimitMs - cleanupMs, ended.signal).then(() => steps.abort()),
    world.sleep(totalLimitMs, ended.signal).then(() => cleanup.abort()),
  ];
  const run = (planned: Planned) => limited(planned, runCheck(planned, mark, limits, world), cleanup.signal);
  const checks = [
    ...(await inParallel(plan.health, run)),
    ...(await inParallel(plan.checks, run)),
    ...(await inParallel(plan.bursts, run, 1)),
  ];
  ended.abort();
  await Promise.all(clocks);
  const missingGroups = groups.filter((group) => !checks.some((check) => check.group === group));
  const ms = Math.round(world.tick() - begin);
  return {
    verdict: verdictOf(checks, missingGroups),
    checks,
    leftOut: plan.leftOut,
    missingGroups,
    ms,
    mark,
  };
}

/** One failure fails; a group that did not run fails as well, and nothing at all is no pass. */
function verdictOf(checks: readonly CheckResult[], missingGroups: readonly string[]): SmokeVerdict {
  if (missingGroups.length > 0 || checks.some(({ verdict }) => verdict === "fail")) return "fail";
  const isSure = checks.length > 0 && checks.every(({ verdict }) => verdict === "pass");
  return isSure ? "pass" : "inconclusive";
}

/** What holds on to the very end is given up: the limit is total. */
function limited(
  { name, group, file }: Planned,
  running: Promise<CheckResult>,
  end: AbortSignal,
): Promise<CheckResult> {
  const why = `did not finish within ${totalLimitMs / 1000} s.`;
  const late: CheckResult = { name, group, file, verdict: "fail", why, ms: totalLimitMs, tries: 1 };
  return Promise.race([
    running,
    new Promise<CheckResult>((resolve) => {
      if (end.aborted) resolve(late);
      end.addEventListener("abort", () => resolve(late), { once: true });
    }),
  ]);
}

async function inParallel<Item, Result>(
  items: readonly Item[],
  run: (item: Item) => Promise<Result>,
  most: number = atOnce,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await run(item);
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  return results;
}
