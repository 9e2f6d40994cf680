import { type Blackout, type Window, weekdays } from "../contract/schedule.ts";
import { edgesBetween, localTime } from "./zone.ts";

const dayInMs = 24 * 60 * 60_000;

/** What a calendar is read from: the parts of a stage that speak of days and hours. */
export interface Calendar {
  window?: Window | undefined;
  blackouts: readonly Blackout[];
  holidays: readonly string[];
}

/** The zone that the days of a calendar are meant in. */
export function zoneOf({ window }: Calendar): string {
  return window?.zone ?? "UTC";
}

/** Whether a moment is in a window; windows are half-open, so the minute of `to` is outside. */
export function isInside(window: Window, at: number): boolean {
  const local = localTime(window.zone, at);
  return window.hours.some(
    ({ days, from, to }) =>
      days.some((name) => weekdays.indexOf(name) === local.weekday) &&
      minutesOf(from) <= local.minutes &&
      local.minutes < minutesOf(to),
  );
}

/**
 * The moment at which a window closes that is open at `at`: the first one outside, wherever the clock jumps in between.
 * Undefined when it stays open for the eight days that are looked at.
 */
export function closingOf(window: Window, at: number): number | undefined {
  const minutes = window.hours.flatMap(({ from, to }) => [minutesOf(from), minutesOf(to)]);
  return edgesBetween(window.zone, minutes, at, at + 8 * dayInMs).find((edge) => !isInside(window, edge));
}

/** Why nothing goes out on the day of a moment; undefined on every other day. */
export function closedDay(calendar: Calendar, at: number): string | undefined {
  const { day } = localTime(zoneOf(calendar), at);
  if (calendar.holidays.includes(day)) return `${day} is a holiday`;
  const blackout = calendar.blackouts.find(({ from, to }) => from <= day && day <= to);
  return blackout && `${blackout.from} to ${blackout.to}: ${blackout.reason}`;
}

/** The moments in (from, until] at which the calendar may open or close. */
export function calendarEdges(calendar: Calendar, from: number, until: number): number[] {
  const days = calendar.blackouts.length + calendar.holidays.length > 0 ? [0] : [];
  const hours = calendar.window?.hours.flatMap((span) => [minutesOf(span.from), minutesOf(span.to)]) ?? [];
  const minutes = [...new Set([...days, ...hours])];
  return minutes.length === 0 ? [] : edgesBetween(zoneOf(calendar), minutes, from, until);
}

function minutesOf(clock: string): number {
  const [hours = "", minutes = ""] = clock.split(":");
  return Number(hours) * 60 + Number(minutes);
}
