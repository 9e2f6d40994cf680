import type { Resource } from "../form/resource.ts";
import { at, isRecord, isText, show } from "../form/value.ts";

/** What an Audit component says of an exception from the full retention. */
export interface Rehearsal {
  /** The exception is declared completely and has not ended. */
  valid: boolean;
  /** What is wrong with a declared exception; undefined where none is declared, or nothing is wrong. */
  wrong?: string;
}

const property = "retention.rehearsal";

/**
 * Reads `retention.rehearsal` of an Audit component: `reason`, a text, and `until`, the last day of the exception as
 * YYYY-MM-DD.
 *
 * @param today the day of the run in UTC, in the same form
 */
export function rehearsalOf(component: Resource, today: string): Rehearsal {
  const given = at(component.properties, property);
  if (given === undefined || given === null) return { valid: false };
  const { reason, until } = isRecord(given) ? given : {};
  if (!isText(reason) || reason.trim() === "") {
    return { valid: false, wrong: `must have ${property}.reason with a reason; given: ${show(reason)}` };
  }
  if (!isText(until) || !isDay(until)) {
    return {
      valid: false,
      wrong: `must have ${property}.until with a day (YYYY-MM-DD); given: ${show(until)}`,
    };
  }
  if (until < today) {
    return {
      valid: false,
      wrong: `must have ${property}.until of ${today} or later; given: ${show(until)}, which has passed`,
    };
  }
  return { valid: true };
}

function isDay(text: string): boolean {
  const moment = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(moment.valueOf()) && moment.toISOString().startsWith(`${text}T`);
}
