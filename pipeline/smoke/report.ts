import type { Report, Row } from "../cli/report.ts";
import type { Verdict } from "../gate/rule.ts";
import type { CheckResult, SmokeVerdict } from "./check.ts";
import type { SmokeResult } from "./run.ts";

/** The words of records as the runtime's verdicts. */
export const verdicts: Record<SmokeVerdict, Verdict> = { pass: "yes", fail: "no", inconclusive: "unknown" };

const says: Record<SmokeVerdict, string> = {
  pass: "works",
  fail: "does not work",
  inconclusive: "could not be told to work",
};

/** What the smoke tests found, for people. */
export function reportOf(result: SmokeResult, environment: string): Report {
  const { checks, verdict, leftOut, missingGroups, ms, mark } = result;
  const bad = checks.filter((one) => one.verdict !== "pass").length;
  return {
    verdict: verdicts[verdict],
    title: `${environment} ${says[verdict]}: ${checks.length - bad} of ${checks.length} checks passed in ${(ms / 1000).toFixed(1)} s.`,
    rows: [...missingGroups.map(missingRow), ...checks.map(rowOf)],
    notes: [
      ...leftOut.map(({ name, group, why }) => `Not run: ${name} (${group}), because ${why}.`),
      `Groups that ran: ${[...new Set(checks.map(({ group }) => group))].sort().join(", ") || "none"}.`,
      `What the tests wrote carries the mark ${mark}.`,
    ],
  };
}

function missingRow(group: string): Row {
  return {
    name: group,
    verdict: "no",
    why: "No check of this group ran, and every release must have run it.",
    todo: "Add a check of this group to the suites, or run all services.",
  };
}

function rowOf({ name, group, verdict, why, ms, tries }: CheckResult): Row {
  const more = tries > 1 ? ` It took ${tries} tries.` : "";
  return {
    name: `${group}: ${name}`,
    verdict: verdicts[verdict],
    why: `${why} (${ms} ms)${more}`,
    ...(verdict === "pass" ? {} : { todo: todo[verdict] }),
  };
}

const todo: Record<Exclude<SmokeVerdict, "pass">, string> = {
  fail: "Roll back, then look for the cause where it can wait.",
  inconclusive: "Give the job what is missing, and run the smoke tests again.",
};
