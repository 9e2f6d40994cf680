import type { ScheduleSettings } from "../settings/workflows-files.ts";

/** One schedule of a workflow. */
export interface Cron {
  readonly cron: string;
  readonly timezone?: string;
}

/**
 * A schedule as GitHub's clock has it, away from the full hour, when half the world's workflows start. Closer in
 * business hours, wider at all other times; together the entries cover the whole week and never meet. Which minute it is
 * depends on the file's name alone.
 */
export function cronsOf(schedule: ScheduleSettings, file: string): Cron[] {
  const { everyMinutes, offHoursMinutes, businessHours, each } = schedule;
  const odd = oddMinuteOf(file);
  if (each !== undefined) return [{ cron: `${odd} 5 * * ${each === "week" ? "1" : "*"}` }];
  const close = everyMinutes ?? 5;
  if (businessHours === undefined) return [{ cron: `${minutes(close, odd)} * * * *` }];
  const { zone: timezone, from, to } = businessHours;
  const wide = minutes(offHoursMinutes ?? close, odd);
  return [
    { cron: `${minutes(close, odd)} ${hours(from, to - 1)} * * 1-5`, timezone },
    ...(from === 0 ? [] : [{ cron: `${wide} ${hours(0, from - 1)} * * 1-5`, timezone }]),
    ...(to === 24 ? [] : [{ cron: `${wide} ${hours(to, 23)} * * 1-5`, timezone }]),
    { cron: `${wide} * * * 0,6`, timezone },
  ];
}

/** Every so many minutes, beginning at an odd one. */
function minutes(every: number, odd: number): string {
  return `${odd % every || 1}-59/${every}`;
}

function hours(first: number, last: number): string {
  return first === last ? `${first}` : `${first}-${last}`;
}

/** An odd minute from 1 to 59 that a name always gives. */
function oddMinuteOf(name: string): number {
  const sum = [...name].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
  return (sum % 29) * 2 + 1;
}
