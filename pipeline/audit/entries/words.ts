import { z } from "zod";
import { moment, oneOf, sha256, text } from "../../contract/words.ts";

/** What a person wrote; may be empty. */
export const comment = z.string().max(10_000, "at most 10,000 characters");

/** Whole milliseconds from one moment to another would hide a leap; seconds with a fraction are what people read. */
export const seconds = z.number("seconds").min(0, "seconds from 0 on");

export const outcome = oneOf(["success", "failure", "rollback"], "the outcome");

/** Something stored elsewhere, with the hash by which it is known again. */
export const stored = z.strictObject({ location: text("where it is stored"), sha256 });

/** A thing that was tried, and how it went. */
export const checked = z.strictObject({
  name: text("what was checked"),
  outcome: oneOf(["pass", "fail", "inconclusive"], "how it went"),
  detail: comment.optional(),
});

/** S002-AUD-03: begin, end and duration; the duration is the end minus the begin, to the millisecond. */
export const spanFields = { startedAt: moment, endedAt: moment, durationSeconds: seconds };

export function checkSpan(
  { startedAt, endedAt, durationSeconds }: { startedAt: string; endedAt: string; durationSeconds: number },
  context: z.RefinementCtx,
): void {
  const took = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
  if (took < 0) {
    context.addIssue({ code: "custom", path: ["endedAt"], message: `not before startedAt, ${startedAt}` });
  } else if (Math.abs(took - durationSeconds) >= 0.0005) {
    const message = `${took}, the seconds from startedAt to endedAt`;
    context.addIssue({ code: "custom", path: ["durationSeconds"], message });
  }
}

/** What a command of the run wrote of its outcome. A large one, or one that is a record of its own, by its hash alone. */
export const attachment = z.strictObject({
  name: text("the file's name"),
  sha256,
  content: z.unknown().optional(),
});

export const attachments = z.array(attachment).optional();

/** From the worst that a job can come to. */
export const jobOutcomes = ["success", "failure", "cancelled"] as const;
