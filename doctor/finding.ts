/**
 * How a step stands. `unknown`: it could not be told, which never counts as done. `wrong`: something is there and is
 * not what the settings or the road need.
 */
export const states = ["done", "missing", "wrong", "unknown"] as const;
export type State = (typeof states)[number];

/** What was found of one step. */
export interface Finding {
  state: State;
  /** What was seen, in a sentence or a few words. */
  found: string;
  /** What to do next: a command, or a page and what to do there. Absent where nothing is left to do. */
  next?: string;
  /** Of an unknown: no reading can ever tell, so a person looks and goes on with the steps after it. */
  byHand?: true;
}

export const done = (found: string): Finding => ({ state: "done", found });
export const missing = (found: string, next: string): Finding => ({ state: "missing", found, next });
export const wrong = (found: string, next: string): Finding => ({ state: "wrong", found, next });
export const unknown = (found: string, next: string): Finding => ({ state: "unknown", found, next });

/** What no reading can tell: a person has to look. */
export const byHand = (found: string, next: string): Finding => ({
  state: "unknown",
  found,
  next,
  byHand: true,
});

const gravity: readonly State[] = ["done", "unknown", "missing", "wrong"];

/** One finding of several about the same step: the gravest decides, and everything that is not done is told. */
export function together(findings: readonly Finding[]): Finding {
  const state = findings.reduce<State>(
    (worst, one) => (gravity.indexOf(one.state) > gravity.indexOf(worst) ? one.state : worst),
    "done",
  );
  const told = state === "done" ? findings : findings.filter((one) => one.state !== "done");
  const next = [...new Set(told.filter((one) => one.state === state).flatMap((one) => one.next ?? []))];
  return {
    state,
    found: [...new Set(told.map(({ found }) => found))].join("; "),
    ...(next.length > 0 && { next: next.join("\n") }),
    ...(state === "unknown" && told.every((one) => one.byHand) && { byHand: true }),
  };
}
