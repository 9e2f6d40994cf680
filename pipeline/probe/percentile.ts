/** How many samples a percentile needs: with fewer it is the largest of them, and one slow answer decides. */
export function leastSamples(percentile: number): number {
  return Math.ceil(100 / (100 - percentile));
}

/** The percentile by nearest rank: the smallest sample that so many percent of all do not exceed. */
export function percentileOf(samples: readonly number[], percentile: number): number | undefined {
  const sorted = samples.toSorted((one, other) => one - other);
  return sorted[Math.max(Math.ceil((percentile / 100) * sorted.length) - 1, 0)];
}

/** What was promised of response times: a percentile that must stay below a limit in milliseconds. */
export interface Objective {
  name: string;
  percentile: number;
  limitMs: number;
}

export type ObjectiveResult =
  | { met: boolean; measured: number; limit: number; why: string }
  | { missing: string };

/** Holds samples against an objective: at the limit it is not met. */
export function judgeObjective(
  samples: readonly number[],
  { name, percentile, limitMs }: Objective,
): ObjectiveResult {
  const measured = percentileOf(samples, percentile);
  const least = leastSamples(percentile);
  if (measured === undefined || samples.length < least) {
    return {
      missing: `${name}: ${samples.length} answers; the ${percentile}th percentile needs ${least}.`,
    };
  }
  const met = measured < limitMs;
  const why = `${name}: the ${percentile}th percentile of ${samples.length} answers is ${measured} ms; it must be below ${limitMs} ms.`;
  return { met, measured, limit: limitMs, why };
}
