import { z } from "zod";

/** A text that is not empty; `what` is said when it is. */
export function text(what: string) {
  return z.string().trim().min(1, `${what}, not empty`);
}

/** One of a few words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words, what: string) {
  return z.enum(words, { error: `${what}: ${words.join(", ")}` });
}

/** A day, as `2027-01-31`. */
export const day = z.iso.date({ error: "a day as YYYY-MM-DD" });

/** The stages of a release's road. The word decides which safety rules bind, whatever the environment's name. */
export const tiers = ["development", "staging", "production"] as const;
