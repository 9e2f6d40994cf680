import { z } from "zod";

/** A text that is not empty; `what` is said when it is. */
export function text(what: string) {
  return z.string().trim().min(1, `${what}, not empty`);
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

/** A day, as `2027-01-31`. The engine reads one that stands without quotes as a moment: its midnight in UTC. */
export const day = z
  .string()
  .transform((given) => given.replace(/^(\d{4}-\d\d-\d\d)[T ]00:00:00(Z| \+0000 UTC)$/, "$1"))
  .pipe(z.iso.date({ error: "a day as YYYY-MM-DD" }));

/** An address that hears of something. */
export const email = z.email({ error: "an e-mail address" });

/** The name of a role; who holds it is said once, under `roles`. */
export const roleName = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, "a role's name: lower-case letters, digits and hyphens");

/** A team of the organization by the name in its address. */
export const teamSlug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]*$/, "a team's slug as in its address: lower-case letters, digits, - and _");

/** The name of a stage of the road, which is also its GitHub environment's. */
export const environmentName = z
  .string()
  .regex(
    /^[a-z][a-z0-9-]{0,39}$/,
    "lower-case letters, digits and hyphens, at most 40, beginning with a letter",
  );

/** The name of a secret or of a variable of GitHub Actions (GitHub Docs, "Naming your secrets"). */
export const variableName = z
  .string()
  .regex(
    /^(?!GITHUB_)[A-Z_][A-Z0-9_]*$/,
    "a variable's name: capitals, digits and _, not beginning with GITHUB_",
  );

/** A file pattern as CODEOWNERS and the guard read it: `*` within one part of a path, `**` across parts. */
export const pathPattern = z
  .string()
  .regex(/^[^\s!#[\]\\/][^\s![\]\\]*$/, "a path or pattern from the repository's root, without spaces");

/** A file of the application repository. */
export const filePath = z
  .string()
  .regex(
    /^(?!\/)(?!(?:.*\/)?\.{1,2}(?:\/|$))[A-Za-z0-9._/-]+[A-Za-z0-9]$/,
    "a file's path from the repository's root: letters, digits, '.', '_', '-' and '/'",
  );

/** The stages of a release's road. The word decides which safety rules bind, whatever the environment's name. */
export const tiers = ["development", "staging", "production"] as const;
