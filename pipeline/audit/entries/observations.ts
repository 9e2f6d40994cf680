import { z } from "zod";
import { login, moment, oneOf, sha, text, whole } from "../../contract/words.ts";
import { attachments, checked, checkSpan, comment, jobOutcomes, spanFields, stored } from "./words.ts";

/** Who used a secret, by its name. GitHub reports no reads: the source says whose log it was. */
export const secretAccess = z.strictObject({
  secret: text("the secret's name, never its value"),
  store: text("where it is kept"),
  action: oneOf(["read", "write", "rotate", "delete", "denied"], "what was done"),
  by: text("who"),
  accessedAt: moment,
  source: text("whose log tells it"),
});

const count = whole(0, 1_000_000, "findings");

/** What a scanner found; its whole report lies elsewhere. */
export const securityScan = z.strictObject({
  commit: sha,
  tool: text("the scanner"),
  version: text("its version"),
  verdict: oneOf(["pass", "fail", "inconclusive"], "the verdict"),
  findings: z.strictObject({ critical: count, high: count, medium: count, low: count }),
  report: stored,
});

/** A measured figure of one span of time. */
export const metric = z
  .strictObject({
    name: text("what was measured"),
    unit: text("the unit"),
    value: z.number("a number"),
    samples: whole(0, Number.MAX_SAFE_INTEGER, "samples"),
    from: moment,
    to: moment,
    commit: sha.optional(),
    service: text("the service").optional(),
    /** The samples themselves, in the unit; a percentile over longer spans needs them. */
    observations: z.array(z.number("a number")).max(5000, "at most 5000 samples in one record").optional(),
  })
  .superRefine(({ from, to }, context) => {
    if (Date.parse(to) < Date.parse(from)) {
      context.addIssue({ code: "custom", path: ["to"], message: `not before from, ${from}` });
    }
  });

export const incident = z.strictObject({
  issue: whole(1, Number.MAX_SAFE_INTEGER, "the issue's number"),
  change: oneOf(["opened", "escalated", "updated", "recovered", "closed", "reopened"], "what became of it"),
  severity: oneOf(["critical", "high", "low"], "how bad it is"),
  title: text("what is wrong"),
  /** When it began, where that is known: before it was detected. */
  began: moment.optional(),
  detail: comment.optional(),
});

/** A smoke test or a watch: evidence of its own, which gates ask for. */
export const smoke = z.strictObject({
  commit: sha,
  /** The commit's tree: a merge may give the same content another commit. Null where it was not read. */
  tree: sha.nullable(),
  verdict: oneOf(["pass", "fail", "inconclusive"], "the verdict"),
  checks: z.array(checked).min(1, "at least one check"),
  attachments,
});

/** A look at the pipeline itself that nobody asked for: whether it drifted, whether its way back works. */
export const rehearsal = z.strictObject({
  commit: sha,
  outcome: oneOf(jobOutcomes, "how it went"),
  reason: comment.optional(),
  attachments,
});

/** A message that was sent to people, or could not be. */
export const notification = z.strictObject({
  channel: oneOf(["slack", "email", "pagerduty", "github", "guardian"], "the channel"),
  event: text("what it was about"),
  outcome: oneOf(["success", "failure"], "whether it was taken"),
  attempts: whole(0, 1000, "tries"),
  by: login.optional(),
  detail: comment.optional(),
});

/** A copy of data that was made before a change; `copy` is what a restore would read. */
export const backup = z
  .strictObject({
    what: text("what was copied"),
    outcome: oneOf(["success", "failure"], "whether it was made"),
    copy: stored.nullable(),
    ...spanFields,
  })
  .superRefine(checkSpan)
  .refine(({ outcome, copy }) => outcome === "failure" || copy !== null, {
    path: ["copy"],
    message: "where the copy is and its hash: without them nobody can restore it",
  });
