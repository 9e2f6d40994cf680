import type { ClockReading } from "../../platforms/s3/objects.ts";
import type { ClockEvidence } from "./chain/record.ts";
import { LedgerError } from "./failure.ts";

/** Seconds by which the runner's clock may differ from another; GitHub's own runners are within one. */
export const usualSkewLimit = 120;

/** What other clocks said; undefined for one that did not answer. */
export interface Clocks {
  s3: ClockReading | undefined;
  github: ClockReading | undefined;
}

/**
 * Compares the runner's clock with the others.
 *
 * @param limit in seconds.
 * @throws LedgerError when one differs by more: what is recorded then would carry a wrong time.
 */
export function judgeClocks(clocks: Clocks, limit: number = usualSkewLimit): ClockEvidence[] {
  const evidence = clockEvidence(clocks);
  const wrong = evidence.filter(({ runnerAhead }) => Math.abs(runnerAhead) > limit);
  if (wrong.length === 0) return evidence;
  const said = wrong.map(({ source, time, runnerAhead }) => {
    const way = runnerAhead > 0 ? "ahead of" : "behind";
    return `${Math.abs(runnerAhead)} s ${way} ${source === "s3" ? "S3" : "GitHub"}, which says ${time}`;
  });
  throw new LedgerError(
    "clock",
    `This machine's clock is ${said.join(" and ")}; at most ${limit} s are allowed. ` +
      "Set it, for example by NTP, and run again.",
  );
}

export function clockEvidence({ s3, github }: Clocks): ClockEvidence[] {
  return [...(s3 ? [evidenceOf("s3", s3)] : []), ...(github ? [evidenceOf("github", github)] : [])];
}

function evidenceOf(source: ClockEvidence["source"], { theirs, ours }: ClockReading): ClockEvidence {
  // A Date header gives the second that has begun: half a second later is the best guess, and any is within one.
  const runnerAhead = Math.round((ours - theirs) / 1000);
  return { source, time: new Date(theirs).toISOString(), runnerAhead };
}

/**
 * GitHub's clock, from the Date of any answer of its API: no permission is needed, and one that is refused will do.
 *
 * @param answerWithin in milliseconds.
 * @returns undefined when there is no answer.
 */
export async function askGithubClock(apiUrl: string, answerWithin = 5000): Promise<ClockReading | undefined> {
  const begin = Date.now();
  try {
    const { headers } = await fetch(apiUrl, { method: "HEAD", signal: AbortSignal.timeout(answerWithin) });
    const ours = Math.round((begin + Date.now()) / 2);
    const theirs = Date.parse(headers.get("date") ?? "");
    return Number.isNaN(theirs) ? undefined : { theirs, ours };
  } catch {
    // S3's clock is evidence without GitHub's; which of them answered stands in the record.
    return undefined;
  }
}
