import { z } from "zod";

/** A text that is not empty. */
export function text(what: string) {
  return z.string().min(1, `${what}, not empty`);
}

/** One of a few words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words, what: string) {
  return z.enum(words, { error: `${what}: ${words.join(", ")}` });
}

/** A whole number between two bounds, both allowed. */
export function whole(least: number, most: number, unit: string) {
  const allowed = `a whole number of ${unit} from ${least} to ${most}`;
  return z.int(allowed).min(least, allowed).max(most, allowed);
}

export const percent = z.number().gt(0, "a share in percent above 0").max(100, "at most 100 percent");

/** A day, as `2027-01-31`. */
export const day = z.iso.date({ error: "a day as YYYY-MM-DD" });

/** A moment in UTC, as `2027-01-31T15:00:00Z`, with or without milliseconds. */
export const moment = z.iso.datetime({ error: "a moment in UTC as YYYY-MM-DDTHH:MM:SSZ" });

export const email = z.email({ error: "an e-mail address" });

/** A commit's full SHA. */
export const sha = z
  .string()
  .regex(/^[0-9a-f]{40}$/, "a commit's full SHA: 40 lower-case hexadecimal digits");

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "a SHA-256: 64 lower-case hexadecimal digits");

export const roleName = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, "a role's name: lower-case letters, digits and hyphens");

/** The name of a stage of the road, which is also its GitHub environment's. */
export const environmentName = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,39}$/,
    "lower-case letters, digits and hyphens, at most 40, beginning with a letter",
  );

export const login = z
  .string()
  .regex(
    /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})(\[bot\])?$/,
    "a GitHub name: letters, digits and hyphens, at most 39",
  );

export const teamSlug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]*$/, "a team's slug: lower-case letters, digits, - and _");

export const variableName = z
  .string()
  .regex(
    /^(?!GITHUB_)[A-Z_][A-Z0-9_]*$/,
    "a variable's name: capitals, digits and _, not beginning with GITHUB_",
  );

/** A file pattern as the guard reads it: `*` within one part of a path, `**` across parts. */
export const pathPattern = z
  .string()
  .regex(/^[^\s!#[\]\\/][^\s![\]\\]*$/, "a path or pattern from the repository's root, without spaces");
