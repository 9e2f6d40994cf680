import type { Report } from "../cli/report.ts";
import { verdicts } from "../smoke/report.ts";
import type { SignalResult, WatchResult } from "./run.ts";

/** What came of the promised response times. */
export interface Promised {
  why: string;
  verdict: "pass" | "fail" | "inconclusive";
}

/** What the watch saw, for people. */
export function reportOf(result: WatchResult, environment: string, promised: readonly Promised[]): Report {
  const minutes = (result.watchedMs / 60_000).toFixed(1);
  const says = {
    pass: "does well",
    fail: "does not do well",
    inconclusive: "could not be judged",
  }[result.verdict];
  const judged = promised.filter((one) => one.verdict !== "inconclusive");
  const early = result.stoppedEarly ? "; the rest of the time would not have changed that" : "";
  return {
    verdict: verdicts[result.verdict],
    title: `${environment} ${says}, watched for ${minutes} min${early}.`,
    rows: [
      ...result.signals.map((signal) => rowOf({ ...signal, why: `${signal.why}.` })),
      ...judged.map((one) => rowOf({ name: "response times", ...one })),
    ],
    notes: promised.filter((one) => !judged.includes(one)).map(({ why }) => why),
  };
}

function rowOf({ name, verdict, why }: Pick<SignalResult, "name" | "verdict" | "why">) {
  const todo = {
    pass: undefined,
    fail: "Roll back: while it is watched, what is wrong is the release's.",
    inconclusive:
      "Mend what keeps the figures from coming, and watch again; until then the release is not good.",
  }[verdict];
  return { name, verdict: verdicts[verdict], why, todo };
}
