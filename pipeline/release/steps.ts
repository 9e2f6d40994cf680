import { HostError } from "../../platforms/hosts/host.ts";

/** How a step of a change of traffic went. */
export interface StepResult {
  name: string;
  outcome: "done" | "there" | "kept" | "failed" | "not begun";
  detail: string;
  /** Each try, with what the host said. */
  tries: readonly string[];
}

export interface Step {
  name: string;
  run(): Promise<{ outcome: "done" | "there" | "kept"; detail: string }>;
}

/** A step is tried so often (S004-RB-04). */
const mostTries = 3;

/**
 * Runs steps in order, each again where the host's refusal may pass. After one that failed none begins; all are told.
 *
 * @param wait in seconds.
 */
export async function runSteps(
  steps: readonly Step[],
  wait: (seconds: number) => Promise<unknown>,
): Promise<StepResult[]> {
  const results: StepResult[] = [];
  for (const step of steps) {
    const stopped = results.some(({ outcome }) => outcome === "failed");
    results.push(
      stopped
        ? { name: step.name, outcome: "not begun", detail: "A step before it failed.", tries: [] }
        : await runStep(step, wait),
    );
  }
  return results;
}

async function runStep(
  { name, run }: Step,
  wait: (seconds: number) => Promise<unknown>,
): Promise<StepResult> {
  const tries: string[] = [];
  for (;;) {
    try {
      const { outcome, detail } = await run();
      return { name, outcome, detail, tries: [...tries, "done"] };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      tries.push(message);
      const again = error instanceof HostError && error.passing && tries.length < mostTries;
      if (!again) return { name, outcome: "failed", detail: message, tries };
      await wait(2 ** tries.length);
    }
  }
}
