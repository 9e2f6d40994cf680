import { z } from "zod";
import { nearest } from "./nearest.ts";
import { day, oneOf, text, whole } from "./vocabulary.ts";

const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, "a time of day as HH:MM, 00:00 to 24:00");

/**
 * A time zone of the IANA database. Abbreviations are refused: "EST" never changes its clock, while the people who say
 * it mean New York's.
 */
export const zone = z.string().superRefine((given, context) => {
  if (isZone(given)) return;
  const abbreviations: Record<string, string> = { EST: "America/New_York", CST: "America/Chicago" };
  const meant = abbreviations[given] ?? nearest(given, Intl.supportedValuesOf("timeZone"));
  context.addIssue({
    code: "custom",
    message: `an IANA time zone such as America/New_York or UTC${meant ? `; did you mean ${meant}?` : ""}`,
  });
});

function isZone(name: string): boolean {
  if (name === "UTC") return true;
  if (!name.includes("/")) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

const hours = z
  .strictObject({
    days: z.array(oneOf(weekdays, "a day of the week")).min(1, "at least one day of the week"),
    /** The first minute that is inside. */
    from: clock,
    /** The first minute that is outside again: windows are half-open. */
    to: clock,
  })
  .superRefine((given, context) => {
    if (given.from < given.to) return;
    context.addIssue({
      code: "custom",
      path: ["to"],
      message: `a time after ${given.from} of the same day; a window over midnight is written as two`,
    });
  });

/** When releases may go out. */
export const window = z
  .strictObject({
    zone,
    hours: z.array(hours).min(1, "at least one span of hours"),
    /** Whether a deployment and its rollback must fit before the window closes; narrows the window. */
    runway: z.boolean().default(true),
  })
  .superRefine((given, context) => {
    given.hours.forEach((later, index) => {
      const earlier = given.hours.findIndex((other, place) => place < index && overlap(other, later));
      if (earlier < 0) return;
      context.addIssue({
        code: "custom",
        path: ["hours", index],
        message: `hours that do not overlap hours[${earlier}]; write one span that covers both`,
      });
    });
  });

type Hours = z.infer<typeof hours>;

function overlap(one: Hours, other: Hours): boolean {
  const common = one.days.some((name) => other.days.includes(name));
  return common && one.from < other.to && other.from < one.to;
}

/** Days on which nothing goes out, both ends included, in the window's zone. */
export const blackout = z
  .strictObject({ from: day, to: day, reason: text("why nothing goes out") })
  .superRefine((given, context) => {
    if (given.from <= given.to) return;
    context.addIssue({ code: "custom", path: ["to"], message: `a day not before ${given.from}` });
  });

/** How often a release may go out. A rollback never waits for it. */
export const rateLimit = z.strictObject({
  deployments: whole(1, 100, "deployments"),
  perHours: whole(1, 24 * 31, "hours"),
});
