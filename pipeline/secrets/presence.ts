import type { Verdict } from "../gate/rule.ts";

/** One name, and whether the job was given something under it. */
export interface Presence {
  name: string;
  verdict: Verdict;
  why: string;
}

/**
 * Which of the names have a value, and which are missing or empty. Names are looked at and never values: GitHub hands on an
 * empty text for a secret that is not there.
 */
export function presenceOf(
  names: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Presence[] {
  return [...new Set(names)].map((name) => {
    const value = environment[name];
    if (value === undefined) return { name, verdict: "no", why: "It is not set." };
    return value.trim() === ""
      ? { name, verdict: "no", why: "It is empty." }
      : { name, verdict: "yes", why: "It is there." };
  });
}
