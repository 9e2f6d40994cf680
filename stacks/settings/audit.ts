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

/** The archive of evidence. */
export const audit = z.strictObject({
  /** Name of the S3 bucket; unique in all of AWS. */
  bucket: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
      "3 to 63 lower-case letters, digits and hyphens (S3's rule for names)",
    ),
  retention: retention.prefault({}),
  /** The GitHub environments whose jobs may write evidence. */
  writers: z.array(text("a GitHub environment")).min(1, "at least one GitHub environment that may write"),
  /** The AWS principals (role ARNs) of the auditors, who may read and nothing else. */
  readers: z
    .array(z.string().regex(/^arn:aws[a-z-]*:iam::\d{12}:(role|user)\/.+$/, "the ARN of an AWS role or user"))
    .default([]),
});
