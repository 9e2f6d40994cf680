import { z } from "zod";
import { day, oneOf, text, whole } from "./words.ts";

/** In the order of ISO 8601. */
export const weekdays = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const;

export type Weekday = (typeof weekdays)[number];

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, "a time of day as HH:MM, 00:00 to 24:00");

const zone = z.string().refine(isZone, "an IANA time zone such as America/New_York or UTC");

function isZone(name: string): boolean {
  // Intl takes abbreviations and offsets as well; "EST" never changes its clock, and people mean New York's by it.
  if (name !== "UTC" && !name.includes("/")) return false;
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
    /** The first minute that is outside again. */
    to: clock,
  })
  .refine(({ from, to }) => from < to, { path: ["to"], message: "a time after `from` of the same day" });

/** When releases may go out. */
export const window = z.strictObject({
  zone,
  hours: z.array(hours).min(1, "at least one span of hours"),
  /** Whether a deployment and its rollback must fit before the window closes. */
  runway: z.boolean(),
});

/** Days on which nothing goes out, both ends included, in the window's zone; in UTC where there is no window. */
export const blackout = z
  .strictObject({ from: day, to: day, reason: text("why nothing goes out") })
  .refine(({ from, to }) => from <= to, { path: ["to"], message: "a day not before `from`" });

/** How often a release may go out. A rollback never waits for it. */
export const rateLimit = z.strictObject({
  deployments: whole(1, 100, "deployments"),
  perHours: whole(1, 24 * 31, "hours"),
});

export type Window = z.infer<typeof window>;
export type Blackout = z.infer<typeof blackout>;
