import type { Reading } from "./thresholds.ts";
import {
  concluded,
  isSettled,
  type SignalVerdict,
  type Tracked,
  type TrackerRules,
  track,
  untracked,
} from "./tracker.ts";

/** Something that tells whether a release does well. */
export interface Signal {
  /** For example `backend health`. */
  name: string;
  kind: SignalKind;
  /** Milliseconds from the watch's begin before which it says nothing of the release. */
  fromMs: number;
  /** Milliseconds between two samples; rounded up to the watch's own interval. */
  everyMs: number;
  /** Bad samples in a row that make it bad, where one is enough. */
  badAfter?: number;
  sample(at: number): Promise<Reading>;
}

export type SignalKind = "health" | "error-rate" | "latency" | "resources" | "security";

export interface WatchPlan extends TrackerRules {
  everyMs: number;
  lengthMs: number;
}

/** One sample, as it is kept. */
export interface Sample {
  at: string;
  signal: string;
  reading: Reading;
}

export interface WatchClock {
  now(): number;
  /** In seconds. */
  wait(seconds: number): Promise<unknown>;
}

export interface SignalResult {
  name: string;
  kind: SignalKind;
  verdict: SignalVerdict;
  why: string;
  samples: number;
  bad: number;
  missing: number;
}

export interface WatchResult {
  verdict: SignalVerdict;
  signals: SignalResult[];
  /** Milliseconds for which it was watched. */
  watchedMs: number;
  stoppedEarly: boolean;
}

/**
 * Samples signals until the time is over, or until one of them is bad for sure. A signal that is bad at the end is
 * watched a little longer, until it has settled or is bad.
 */
export async function runWatch(
  signals: readonly Signal[],
  plan: WatchPlan,
  clock: WatchClock,
  keep: (sample: Sample) => void,
): Promise<WatchResult> {
  const begin = clock.now();
  const states = signals.map((signal) => ({
    signal,
    tracked: untracked,
    next: begin + signal.fromMs,
    planned: plannedOf(signal, plan),
  }));
  const isOver = () => states.some(({ tracked }) => tracked.broken !== undefined);
  const look = async (at: number) => {
    const due = states.filter(({ next }) => next <= at);
    const readings = await Promise.all(due.map(({ signal }) => sampled(signal, at)));
    due.forEach((state, index) => {
      const reading = readings[index] ?? { state: "none", why: "there is no sample" };
      const rules = rulesFor(state.signal, plan);
      keep({ at: new Date(at).toISOString(), signal: state.signal.name, reading });
      state.tracked = track(state.tracked, reading, rules, state.planned);
      state.next = nextAfter(state.next, Math.max(state.signal.everyMs, plan.everyMs), at);
    });
  };
  const end = begin + plan.lengthMs;
  const latest = end + plan.everyMs * (plan.badAfter + plan.goodAfter);
  for (let at = begin; ; ) {
    await look(at);
    const settled = states.every(({ signal, tracked }) => isSettled(tracked, rulesFor(signal, plan)));
    if (isOver() || at >= latest || (at >= end && settled)) break;
    const next = nextAfter(at, plan.everyMs, clock.now());
    // The last look is at the very end, however the interval divides the time.
    const target = at < end ? Math.min(next, Math.max(end, clock.now())) : next;
    await clock.wait(Math.max(0, target - clock.now()) / 1000);
    at = Math.max(clock.now(), target);
  }
  const results = states.map(({ signal, tracked }) =>
    resultOf(signal, withSkipped(tracked, signal, plan), plan),
  );
  const watchedMs = clock.now() - begin;
  return {
    verdict: verdictOf(results),
    signals: results,
    watchedMs,
    stoppedEarly: watchedMs < plan.lengthMs,
  };
}

function rulesFor({ badAfter }: Signal, plan: WatchPlan): TrackerRules {
  return badAfter === undefined ? plan : { ...plan, badAfter };
}

/** How many samples the watch takes of a signal when nothing delays it. */
function plannedOf({ fromMs, everyMs }: Signal, plan: WatchPlan): number {
  return Math.max(1, Math.floor((plan.lengthMs - fromMs) / Math.max(everyMs, plan.everyMs)) + 1);
}

/** Samples that were due and never taken, because others took so long, are missing ones. */
function withSkipped(tracked: Tracked, signal: Signal, plan: WatchPlan): Tracked {
  if (tracked.broken !== undefined) return tracked;
  const skipped = plannedOf(signal, plan) - tracked.samples - tracked.missing;
  return skipped > 0 ? { ...tracked, missing: tracked.missing + skipped } : tracked;
}

/** The first moment of a grid that lies after another moment. */
function nextAfter(from: number, every: number, after: number): number {
  return from + every * (Math.floor(Math.max(0, after - from) / every) + 1);
}

async function sampled(signal: Signal, at: number): Promise<Reading> {
  try {
    return await signal.sample(at);
  } catch (error) {
    return { state: "none", why: error instanceof Error ? error.message : String(error) };
  }
}

function resultOf(signal: Signal, tracked: Tracked, plan: WatchPlan): SignalResult {
  const { samples, bad, missing } = tracked;
  return {
    name: signal.name,
    kind: signal.kind,
    ...concluded(tracked, rulesFor(signal, plan)),
    samples,
    bad,
    missing,
  };
}

function verdictOf(results: readonly SignalResult[]): SignalVerdict {
  if (results.some(({ verdict }) => verdict === "fail")) return "fail";
  const isSure = results.length > 0 && results.every(({ verdict }) => verdict === "pass");
  return isSure ? "pass" : "inconclusive";
}
