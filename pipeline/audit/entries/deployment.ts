import { z } from "zod";
import { login, moment, roleName, sha, text } from "../../contract/words.ts";
import { attachments, checked, checkSpan, comment, outcome, seconds, spanFields } from "./words.ts";

/** S002-AUD-02. GitHub tells no moment of decision: it lies between two that were observed. */
export const approval = z
  .strictObject({
    approver: login,
    role: roleName,
    notBefore: moment,
    notAfter: moment,
    comment,
    /** When the approver's membership of the role was read. */
    membershipReadAt: moment,
  })
  .superRefine(({ notBefore, notAfter }, context) => {
    if (Date.parse(notAfter) < Date.parse(notBefore)) {
      context.addIssue({ code: "custom", path: ["notAfter"], message: `not before notBefore, ${notBefore}` });
    }
  });

/** S002-AUD-04. */
const migrations = z.strictObject({
  run: z.array(text("a migration")).min(1, "the migrations that ran; null where none did"),
  durationSeconds: seconds,
  schemaBefore: text("the schema's version before"),
  schemaAfter: text("the schema's version after"),
});

/** S002-AUD-05. */
const tests = z.strictObject({
  smoke: z.array(checked),
  health: z.array(checked),
  failures: z.array(comment),
  warnings: z.array(comment),
});

/**
 * S002-AUD-01, -03, -04 and -05. The UTC timestamp and the deployer's name are `at` and `actor` of every entry.
 *
 * @param environments that a deployment can be made to.
 * @param approved those of them that a person opens: there, approvals (S002-AUD-02) are empty only for a failure that
 * says why.
 */
export function deployment(environments: readonly string[], approved: readonly string[]) {
  return z
    .strictObject({
      environment: z.enum(environments, `one of the environments: ${environments.join(", ")}`),
      commit: z.strictObject({ sha, branch: text("the branch") }),
      version: text("the version number"),
      execution: z.strictObject({ ...spanFields, outcome }).superRefine(checkSpan),
      approvals: z.array(approval),
      /** Null where the release has none. */
      migrations: migrations.nullable(),
      tests,
      /** Why it failed or was taken back. */
      reason: comment.optional(),
      attachments,
    })
    .superRefine(({ environment, approvals, execution, reason }, context) => {
      if (!approved.includes(environment) || approvals.length > 0) return;
      // Nobody approved what was refused before anybody could: S002-AUD-08 wants its record all the same.
      if (execution.outcome === "failure" && reason) return;
      const message = `at least one approval: people open ${environment}; a failure without one needs its reason`;
      context.addIssue({ code: "custom", path: ["approvals"], message });
    });
}
