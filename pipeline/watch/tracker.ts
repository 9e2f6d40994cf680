import type { Reading } from "./thresholds.ts";

export interface TrackerRules {
  /** Bad samples in a row that make a signal bad. */
  badAfter: number;
  /** Good samples in a row after which a bad one is forgotten. */
  goodAfter: number;
  /** The share of bad samples, in percent, that is too much however they are spread. */
  mostBadPercent: number;
  /** The share of planned samples, in percent, that must be there. */
  leastSamplesPercent: number;
}

/** What a signal's samples add up to. */
export interface Tracked {
  samples: number;
  bad: number;
  missing: number;
  badInRow: number;
  goodInRow: number;
  /** Why the signal is bad for sure, whatever comes; undefined while it is not. */
  broken: string | undefined;
}

export const untracked: Tracked = {
  samples: 0,
  bad: 0,
  missing: 0,
  badInRow: 0,
  goodInRow: 0,
  broken: undefined,
};

/**
 * Adds a sample. One bad answer does not make a signal bad: several in a row do, or too many altogether.
 *
 * @param planned how many samples the whole watch takes of the signal.
 */
export function track(
  before: Tracked,
  { state, why }: Reading,
  rules: TrackerRules,
  planned: number,
): Tracked {
  // What was not seen says nothing: a run of bad samples neither grows nor ends by it.
  if (state === "none") return { ...before, missing: before.missing + 1 };
  const isBad = state === "bad";
  const after = {
    samples: before.samples + 1,
    bad: before.bad + (isBad ? 1 : 0),
    missing: before.missing,
    badInRow: isBad ? before.badInRow + 1 : 0,
    goodInRow: isBad ? 0 : before.goodInRow + 1,
  };
  return { ...after, broken: before.broken ?? brokenBecause(after, why, rules, planned) };
}

function brokenBecause(
  { bad, badInRow }: Pick<Tracked, "bad" | "badInRow">,
  why: string,
  { badAfter, mostBadPercent }: TrackerRules,
  planned: number,
): string | undefined {
  if (badInRow >= badAfter) return `${badAfter} bad in a row; the last: ${why}`;
  // More than that of all samples that will ever be: good ones to come would not change it. Of a signal with few samples,
  // one or two would be a great share.
  if (bad >= badAfter && bad * 100 > mostBadPercent * planned) {
    return `${bad} bad of ${planned} planned, more than ${mostBadPercent} %; the last: ${why}`;
  }
  return undefined;
}

/** Whether a signal's last bad sample is followed by enough good ones. */
export function isSettled({ bad, goodInRow }: Tracked, { goodAfter }: TrackerRules): boolean {
  return bad === 0 || goodInRow >= goodAfter;
}

export type SignalVerdict = "pass" | "fail" | "inconclusive";

/** What the samples allow to conclude at the end. Missing ones are inconclusive, never a pass. */
export function concluded(tracked: Tracked, rules: TrackerRules): { verdict: SignalVerdict; why: string } {
  const { samples, bad, missing, broken } = tracked;
  const planned = samples + missing;
  if (broken !== undefined) return { verdict: "fail", why: broken };
  if (bad >= rules.badAfter && bad * 100 > rules.mostBadPercent * samples) {
    return { verdict: "fail", why: `${bad} bad of ${samples} samples, more than ${rules.mostBadPercent} %` };
  }
  if (samples === 0 || samples * 100 < rules.leastSamplesPercent * planned) {
    return {
      verdict: "inconclusive",
      why: `${samples} of ${planned} samples are there, ${rules.leastSamplesPercent} % are needed`,
    };
  }
  if (!isSettled(tracked, rules)) {
    return {
      verdict: "inconclusive",
      why: `it was bad at the end, and not good ${rules.goodAfter} times since`,
    };
  }
  return {
    verdict: "pass",
    why: `${samples - bad} of ${samples} samples good${missing > 0 ? `, ${missing} missing` : ""}`,
  };
}
