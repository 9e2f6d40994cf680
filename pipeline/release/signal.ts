/** What can be wrong with a release that went out. */
export const signals = [
  "smoke",
  "migration",
  "health",
  "error-rate",
  "latency",
  "security-alert",
  "tests",
  "anomaly",
] as const;
export type Signal = (typeof signals)[number];

/** Signals of a service that is watched: after the watch they may have any cause. */
const watched: readonly Signal[] = ["health", "error-rate", "latency", "security-alert", "anomaly"];

export interface Heard {
  signal: Signal;
  /** Minutes since the release went out. */
  minutes: number;
}

/**
 * What a signal leads to. Every one goes back by itself while the release is fresh (S000-RB-01, S002-RB-01,
 * S003-RB-01); what a watch would have seen later is for people to judge.
 *
 * @param watchMinutes for how long a release is watched; that very minute still counts.
 */
export function answerTo({ signal, minutes }: Heard, watchMinutes: number): "roll back" | "alert" {
  return watched.includes(signal) && minutes > watchMinutes ? "alert" : "roll back";
}
