import type { WatchRules } from "../contract/watch.ts";

/** One look at a signal. `none`: nothing could be seen, which is never good. */
export type Reading =
  | { state: "good" | "bad"; why: string; value?: number; limit?: number }
  | { state: "none"; why: string };

export function none(why: string): Reading {
  return { state: "none", why };
}

/** Sums of decimal fractions miss by less than this; no rate or time is measured as finely. */
const tolerance = 1e-9;

/** Whether a value lies above a limit, and not at it. */
function isAbove(value: number, limit: number): boolean {
  return value - limit > tolerance * Math.max(1, Math.abs(limit));
}

/**
 * Error rates in percent. The limit lies percentage points above the baseline, and at it nothing is wrong (C25).
 *
 * @param baseline undefined where there is none yet: it is then taken to be without errors, the strictest there is.
 */
export function judgeErrorRate(
  value: number,
  baseline: number | undefined,
  { errorRatePoints }: Pick<WatchRules, "errorRatePoints">,
): Reading {
  const limit = (baseline ?? 0) + errorRatePoints;
  const above = baseline === undefined ? "no baseline yet" : `baseline ${rounded(baseline)} %`;
  return judged(
    isAbove(value, limit),
    value,
    limit,
    `error rate ${rounded(value)} %, at most ${rounded(limit)} % (${above})`,
  );
}

/**
 * Latencies in milliseconds. The limit lies a share above the baseline, and at it nothing is wrong (C25).
 *
 * @param objective the promised limit, which stands in where there is no baseline; there it must stay below.
 */
export function judgeLatency(
  value: number,
  baseline: number | undefined,
  { latencyPercent }: Pick<WatchRules, "latencyPercent">,
  objective?: number,
): Reading {
  if (baseline !== undefined) {
    const limit = baseline * (1 + latencyPercent / 100);
    const why = `latency ${rounded(value)} ms, at most ${rounded(limit)} ms (baseline ${rounded(baseline)} ms)`;
    return judged(isAbove(value, limit), value, limit, why);
  }
  if (objective === undefined) return none("latency has no baseline yet, and no objective stands in for it");
  const why = `latency ${rounded(value)} ms, below ${objective} ms (no baseline yet)`;
  return judged(!isAbove(objective, value), value, objective, why);
}

/** Use of a resource in percent: at the limit it is a breach (S004-CAN-07). */
export function judgeUse(what: "CPU" | "memory", value: number, limit: number): Reading {
  return judged(!isAbove(limit, value), value, limit, `${what} ${rounded(value)} %, below ${limit} %`);
}

function judged(isBad: boolean, value: number, limit: number, why: string): Reading {
  return { state: isBad ? "bad" : "good", value, limit, why };
}

export function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
