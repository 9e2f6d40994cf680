import type { Facts } from "./facts.ts";
import type { Finding } from "./finding.ts";
import { type Step, steps } from "./steps.ts";

/** A step and how it stands. */
export interface Result extends Finding {
  id: string;
  title: string;
  why: string;
  /** Where it is explained. */
  section: string;
}

/** What doctor has to say. */
export interface Diagnosis {
  exitCode: 0 | 1 | 3;
  verdict: string;
  /** The id of the step to take next; absent when all is done. */
  nextStep?: string;
  accounts: "real" | "sandbox";
  steps: Result[];
}

const documentPath = "docs/bootstrap.md";

/** Judges what was read, step by step. */
export function diagnose(facts: Facts, of: readonly Step[] = steps): Diagnosis {
  const results = of
    .filter(({ applies }) => applies === undefined || applies(facts))
    .map(({ id, title, why, judge }) => ({
      id,
      title,
      why,
      section: `${documentPath}#${id}`,
      ...judge(facts),
    }));
  const next = nextOf(results);
  return {
    exitCode: exitCodeOf(results),
    verdict: verdictOf(results, next),
    ...(next && { nextStep: next.id }),
    accounts: facts.sandbox ? "sandbox" : "real",
    steps: results,
  };
}

/** The first step that is not done. One that no reading can ever tell waits until nothing else is left. */
function nextOf(results: readonly Result[]): Result | undefined {
  const open = results.filter(({ state }) => state !== "done");
  return open.find(({ byHand }) => !byHand) ?? open[0];
}

function exitCodeOf(results: readonly Result[]): Diagnosis["exitCode"] {
  if (results.some(({ state }) => state === "missing" || state === "wrong")) return 1;
  return results.some(({ state }) => state === "unknown") ? 3 : 0;
}

function verdictOf(results: readonly Result[], next: Result | undefined): string {
  if (!next) return `Nothing is missing: all ${results.length} steps are done.`;
  const words = {
    missing: next.title,
    wrong: `mend "${next.title}"`,
    unknown: `find out about "${next.title}", which could not be told`,
    done: next.title,
  };
  return `Next step: ${words[next.state]} (${next.id}).`;
}
