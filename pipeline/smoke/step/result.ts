/** What came of one step. */
export type StepResult =
  | { kind: "done" }
  | {
      kind: "failed";
      why: string;
      /** Whether what was asked certainly did not reach the service, so that a write may be tried again. */
      neverArrived?: boolean;
      /** Milliseconds that the service asks to wait. */
      waitMs?: number;
    }
  /** It could not be tried: a value is missing. */
  | { kind: "untried"; why: string };

export const done: StepResult = { kind: "done" };

export function failed(why: string): StepResult {
  return { kind: "failed", why };
}
