import type { Contract } from "../contract/contract.ts";
import { judgeObjective } from "../probe/percentile.ts";
import { answerTo, type Signal as ReleaseSignal } from "../release/signal.ts";
import type { Promised } from "./report.ts";
import type { SignalKind, WatchResult } from "./run.ts";

/** What each kind is called where it is answered to; a resource at its limit is degraded performance. */
const releaseSignals: Record<SignalKind, ReleaseSignal> = {
  health: "health",
  "error-rate": "error-rate",
  latency: "latency",
  resources: "latency",
  security: "security-alert",
};

/** What was promised of health's response times; too few answers are said, and decide nothing. */
export function promisedOf(
  { objectives }: Contract,
  answers: ReadonlyMap<string, readonly number[]>,
): Promised[] {
  const { healthP99 } = objectives;
  if (healthP99 === undefined) return [];
  return [...answers].map(([name, samples]) => {
    const judged = judgeObjective(samples, { name: `${name} health`, percentile: 99, limitMs: healthP99 });
    if ("missing" in judged) return { why: judged.missing, verdict: "inconclusive" };
    return { why: judged.why, verdict: judged.met ? "pass" : "fail" };
  });
}

export function withPromised(result: WatchResult, promised: readonly Promised[]): WatchResult {
  return promised.some(({ verdict }) => verdict === "fail") ? { ...result, verdict: "fail" } : result;
}

/** What `--record` keeps; `checks` are as the ledger's records of type smoke have them. */
export function recordOf(
  { verdict, signals, watchedMs, stoppedEarly }: WatchResult,
  promised: readonly Promised[],
  about: { environment: string; sha: string | null; startedAt: number; endedAt: number; minutes: number },
) {
  const { environment, sha, startedAt, endedAt, minutes } = about;
  const bad = signals.find((one) => one.verdict === "fail")?.kind ?? "latency";
  const signal = releaseSignals[bad];
  const answer = answerTo({ signal, minutes: Math.min(watchedMs / 60_000, minutes) }, minutes);
  return {
    command: "watch",
    environment,
    sha,
    startedAt: new Date(startedAt).toISOString(),
    endedAt: new Date(endedAt).toISOString(),
    minutes,
    watchedSeconds: watchedMs / 1000,
    stoppedEarly,
    verdict,
    ...(verdict === "fail" ? { signal, answer } : {}),
    checks: [
      ...signals.map(({ name, verdict: outcome, why }) => ({ name, outcome, detail: why })),
      ...promised
        .filter((one) => one.verdict !== "inconclusive")
        .map(({ why, verdict: outcome }) => ({ name: "response times", outcome, detail: why })),
    ],
    signals,
  };
}
