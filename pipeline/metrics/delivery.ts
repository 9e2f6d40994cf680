import type { Contract } from "../contract/contract.ts";
import type { Verdict } from "../gate/rule.ts";
import type { Evidence } from "./evidence.ts";

/** One figure, held against what was promised where something was. */
export interface Figure {
  name: string;
  /** `unknown`: nothing was recorded that it could be computed from. */
  verdict: Verdict;
  /** Undefined where there is none. */
  value?: number;
  unit: string;
  /** What was promised, as people read it: `below 5 %`. */
  target?: string;
  why: string;
}

const minute = 60_000;

const keeps = {
  above: (value: number, limit: number) => value > limit,
  below: (value: number, limit: number) => value < limit,
  "at least": (value: number, limit: number) => value >= limit,
  "at most": (value: number, limit: number) => value <= limit,
};

/** @param says how a value is promised; at a limit that it must be above or below, it is not kept. */
export function figure(
  { name, unit, why }: Pick<Figure, "name" | "unit" | "why">,
  value: number | undefined,
  promised?: { says: keyof typeof keeps; limit: number | undefined },
): Figure {
  const limit = promised?.limit;
  const target = limit === undefined ? undefined : `${promised?.says} ${limit} ${unit}`;
  if (value === undefined || !Number.isFinite(value)) {
    return { name, verdict: "unknown", unit, ...(target && { target }), why };
  }
  const rounded = Math.round(value * 1000) / 1000;
  const kept = limit === undefined || promised === undefined || keeps[promised.says](value, limit);
  return { name, verdict: kept ? "yes" : "no", value: rounded, unit, ...(target && { target }), why };
}

/**
 * Releases that reached users and were taken back: the job itself took them back, or a correction left their commit
 * before the next release came.
 */
function wasTakenBack({ deployments, corrections }: Evidence, at: number): boolean {
  const one = deployments[at];
  if (!one) return false;
  if (one.outcome === "rollback") return true;
  const next = deployments.slice(at + 1).find(({ outcome }) => outcome !== "failure");
  return corrections.some(
    ({ from, startedAt }) =>
      from === one.sha &&
      Date.parse(startedAt) >= Date.parse(one.startedAt) &&
      (next === undefined || Date.parse(startedAt) < Date.parse(next.startedAt)),
  );
}

const mean = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((sum, one) => sum + one, 0) / values.length;

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  const lower = sorted[sorted.length % 2 === 1 ? middle : middle - 1];
  return upper === undefined || lower === undefined ? undefined : (upper + lower) / 2;
}

/** Minutes from the beginning, or the detection, of each incident that is over to its end. */
export function incidentTimes({ incidents }: Evidence): { recovery: number[]; detection: number[] } {
  const byIssue = Map.groupBy(incidents, ({ issue }) => issue);
  const recovery: number[] = [];
  const detection: number[] = [];
  for (const changes of byIssue.values()) {
    const opened = changes.find(({ change }) => change === "opened");
    if (!opened) continue;
    const began = changes.find((one) => one.began !== undefined)?.began;
    if (began !== undefined) detection.push((Date.parse(opened.at) - Date.parse(began)) / minute);
    // Whoever closes it later, for its review, does not make it longer.
    const end =
      changes.find(({ change }) => change === "recovered") ??
      changes.find(({ change }) => change === "closed");
    if (end) recovery.push((Date.parse(end.at) - Date.parse(opened.at)) / minute);
  }
  return { recovery, detection };
}

/**
 * The four figures of DORA, with the two that S004-MET-01 and -02 add: a rolled-back release is a success of the
 * deployment and a failure of the change, so each counts once in each.
 *
 * @param days length of the span. @param committedAt when a commit was made, ISO, where that is known.
 */
export function deliveryFigures(
  evidence: Evidence,
  objectives: Contract["objectives"],
  days: number,
  committedAt: ReadonlyMap<string, string>,
): Figure[] {
  const { deployments } = evidence;
  const out = deployments.filter(({ outcome }) => outcome !== "failure");
  const back = deployments.filter((one, at) => one.outcome !== "failure" && wasTakenBack(evidence, at));
  const leads = out.flatMap(({ sha, endedAt }) => {
    const committed = committedAt.get(sha);
    return committed === undefined ? [] : [(Date.parse(endedAt) - Date.parse(committed)) / (60 * minute)];
  });
  const { recovery, detection } = incidentTimes(evidence);
  const share = (part: number, whole: number) => (whole === 0 ? undefined : (100 * part) / whole);
  return [
    figure(
      {
        name: "Deployment frequency",
        unit: "a day",
        why: `${out.length} releases went out in ${Math.round(days)} days`,
      },
      out.length / days,
    ),
    figure(
      {
        name: "Lead time for changes",
        unit: "hours",
        why:
          leads.length === 0
            ? "no commit's time is known"
            : `median of ${leads.length}, from the commit to its end in this environment`,
      },
      median(leads),
    ),
    figure(
      {
        name: "Change failure rate",
        unit: "%",
        why: `${back.length} of ${out.length} releases were taken back`,
      },
      share(back.length, out.length),
      { says: "below", limit: objectives.changeFailure },
    ),
    figure(
      {
        name: "Mean time to recovery",
        unit: "minutes",
        why: `${recovery.length} incidents, from detected to over`,
      },
      mean(recovery),
      { says: "below", limit: objectives.meanTimeToRecovery },
    ),
    figure(
      {
        name: "Mean time to detection",
        unit: "minutes",
        why: `${detection.length} incidents whose beginning is known`,
      },
      mean(detection),
      { says: "below", limit: objectives.meanTimeToDetection },
    ),
    figure(
      {
        name: "Deployment success rate",
        unit: "%",
        why: `${out.length} of ${deployments.length} deployments went out`,
      },
      share(out.length, deployments.length),
      { says: "above", limit: objectives.deploymentSuccess },
    ),
  ];
}
