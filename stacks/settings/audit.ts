import { z } from "zod";
import { day, oneOf, text } from "./vocabulary.ts";

const years = 7;
/** Seven years in days, the leap days of the longest such span included. */
export const sevenYearsInDays = 2557;

/**
 * How long evidence stays, and how firmly. Less than seven years in COMPLIANCE mode has to be asked for by name, with a
 * reason and an end (S002-AUD: records for seven years; S3 Object Lock).
 */
const retention = z
  .strictObject({
    mode: oneOf(["COMPLIANCE", "GOVERNANCE"], "the Object Lock mode").default("COMPLIANCE"),
    days: z
      .int("whole days")
      .min(1, "at least 1 day")
      .max(36_500, "at most 36500 days")
      .default(sevenYearsInDays),
    rehearsal: z.strictObject({ reason: text("why evidence may end early"), until: day }).optional(),
  })
  .superRefine((given, context) => {
    if (given.rehearsal) return;
    const remedy = "or name an exception: audit.retention.rehearsal with a reason and a day on which it ends";
    if (given.days < sevenYearsInDays) {
      context.addIssue({
        code: "custom",
        path: ["days"],
        message: `at least ${sevenYearsInDays} days (${years} years) in production, ${remedy}`,
      });
    }
    if (given.mode !== "COMPLIANCE") {
      context.addIssue({ code: "custom", path: ["mode"], message: `COMPLIANCE in production, ${remedy}` });
    }
  });

/** Name of an S3 bucket; unique in all of AWS. Room is left for the suffix of the index. */
const bucketName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{1,55}[a-z0-9]$/,
    "3 to 57 lower-case letters, digits and hyphens, beginning and ending with a letter or digit",
  );

const principal = z
  .string()
  .regex(/^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/.+$/, "the ARN of an AWS role or user");

/** The archive of evidence. */
export const audit = z.strictObject({
  bucket: bucketName,
  retention: retention.prefault({}),
  /**
   * The workflow files whose jobs write before an environment opens, for example gates: below a prefix of their own,
   * from the default branch alone.
   */
  earlyWorkflows: z
    .array(z.string().regex(/^[\w.-]+\.ya?ml$/, "the name of a workflow file that ends in .yml or .yaml"))
    .default([]),
  /** The AWS principals (role ARNs) of the auditors, who may read and nothing else. */
  readers: z.array(principal).default([]),
});

/** Where backups of databases are kept, as firmly as evidence (S002-PROD-09). */
export const backups = z.strictObject({
  bucket: bucketName,
  retention: retention.prefault({}),
  /** The AWS principals who may restore. */
  restorers: z.array(principal).default([]),
});
