import type { Stage } from "../contract/environment.ts";

/** One step of the escalation: who is told when it lasts. */
export interface Step {
  /** From 0 on. */
  number: number;
  afterMinutes: number;
  emails: readonly string[];
}

/** The steps of an environment, the earliest first. */
export function stepsOf({ alerts }: Stage): Step[] {
  return (alerts?.escalation ?? [])
    .toSorted((one, other) => one.afterMinutes - other.afterMinutes)
    .map((one, number) => ({ ...one, number }));
}

/** Those that are due when something has lasted so many minutes. The first is always. */
export function dueSteps(steps: readonly Step[], minutes: number): Step[] {
  return steps.filter(({ afterMinutes, number }) => number === 0 || afterMinutes <= minutes);
}

/** Addresses without repetition, in any case of letters. */
export function addressesOf(team: readonly string[], steps: readonly Step[]): string[] {
  const all = [...team, ...steps.flatMap(({ emails }) => emails)];
  return [...new Map(all.map((one) => [one.toLowerCase(), one])).values()];
}
