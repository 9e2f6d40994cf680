import { z } from "zod";
import { login, oneOf, sha, text } from "../../contract/words.ts";
import { attachments, checkSpan, comment, outcome, spanFields, stored } from "./words.ts";

/** S000-RB-05: what put an environment back. */
export const correction = z
  .strictObject({
    /** Null where a rollback failed before it was known. */
    from: sha.nullable(),
    to: sha.nullable(),
    /** A person's GitHub name, or that of the app whose watch decided. */
    actor: login,
    reason: text("why"),
    trigger: oneOf(["person", "automatic"], "who started it"),
    outcome: outcome.exclude(["rollback"]),
    ...spanFields,
    attachments,
  })
  .superRefine(checkSpan)
  .refine(({ from, to, outcome: how }) => how === "failure" || (from !== null && to !== null), {
    path: ["to"],
    message: "the releases that it came from and went to; they are unknown only of a failure",
  });

/** S002-MIG-11 and -12. A migration that is taken back is a record of its own, with the direction `down`. */
export const migration = z
  .strictObject({
    name: text("the migration"),
    direction: oneOf(["up", "down"], "the direction"),
    user: text("the user"),
    outcome: outcome.exclude(["rollback"]),
    snapshots: z.strictObject({ before: stored, after: stored }),
    detail: comment.optional(),
    ...spanFields,
  })
  .superRefine(checkSpan);
