import type { Row } from "../../cli/report.ts";
import type { StepResult } from "../steps.ts";

/** A row for each step, with every try that failed. */
export function rowsOf(results: readonly StepResult[]): Row[] {
  return results.map(({ name, outcome, detail, tries }) => {
    const failed = tries.filter((said) => said !== "done");
    const again =
      failed.length > 0 && outcome !== "failed" ? ` Tried ${tries.length} times: ${failed.join(" | ")}` : "";
    return {
      name,
      verdict: outcome === "failed" ? "no" : outcome === "not begun" ? "unknown" : "yes",
      why: `${detail}${again}`,
      ...(outcome === "failed"
        ? { todo: "See what the host says of it, and start the rollback again: what is done stays done." }
        : {}),
    };
  });
}

/** What is in which state, in one sentence each, where not everything was done. */
export function standsOf(results: readonly StepResult[]): string[] {
  const words: Record<StepResult["outcome"], string> = {
    done: "went back",
    there: "was there already",
    kept: "stays as it is",
    failed: "COULD NOT go back",
    "not begun": "was not touched",
  };
  return results.map(({ name, outcome }) => `${name}: ${words[outcome]}`);
}
