import { weekdays } from "../../contract/schedule.ts";
import { closedDay, closingOf, isInside, zoneOf } from "../calendar.ts";
import { given, instant, no, type Rule, span, unknown, yes } from "../rule.ts";
import { localTime } from "../zone.ts";

/** More than this between two clocks, in milliseconds, and neither is believed. */
const tolerance = 120_000;

/** Whether the runner's clock can be believed: all other gates lean on it. */
export const clock: Rule = {
  name: "clock",
  binds: ["release"],
  overridable: false,
  judge: ({ facts }) =>
    given(facts.clock, ({ runner, github }) => {
      const apart = Math.abs(Date.parse(runner) - Date.parse(github));
      return apart <= tolerance
        ? yes(`The runner's clock and GitHub's are ${Math.round(apart / 1000)} s apart.`)
        : unknown(
            `The runner's clock says ${runner}, GitHub's ${github}: ${span(apart)} apart.`,
            "Set the runner's clock, or use another runner.",
          );
    }),
};

export const window: Rule = {
  name: "window",
  binds: ["release"],
  overridable: true,
  judge({ stage, at }) {
    const { window, limits } = stage;
    if (!window) return yes("No window is set: any hour will do.");
    const here = `${localText(window.zone, at)} in ${window.zone}`;
    if (!isInside(window, at)) {
      const spans = window.hours.map(({ days, from, to }) => `${daysText(days)} ${from} to ${to}`);
      return no(`${here} is outside ${spans.join(" and ")}.`, "Ask `when` for the next opening.");
    }
    const closing = closingOf(window, at);
    const needed = (limits.deployMinutes + limits.rollbackMinutes) * 60_000;
    if (window.runway && closing !== undefined && closing - at < needed) {
      return no(
        `${here} is inside, and the window closes in ${span(closing - at)}; a deployment of ${limits.deployMinutes} min ` +
          `and its rollback of ${limits.rollbackMinutes} min do not fit.`,
        "Ask `when` for the next opening.",
      );
    }
    return yes(
      closing === undefined ? `${here} is inside.` : `${here} is inside; it closes at ${instant(closing)}.`,
    );
  },
};

export const blackout: Rule = {
  name: "blackout",
  binds: ["release"],
  overridable: true,
  judge({ stage, at }) {
    const closed = closedDay(stage, at);
    const { day } = localTime(zoneOf(stage), at);
    return closed === undefined
      ? yes(`${day} (${zoneOf(stage)}) is neither a holiday nor in a blackout.`)
      : no(`Nothing goes out: ${closed} (${zoneOf(stage)}).`, "Ask `when` for the next opening.");
  },
};

/** A weekday and a time of day, as people read them off the wall. */
function localText(zone: string, at: number): string {
  const { day, weekday, minutes } = localTime(zone, at);
  const whole = Math.floor(minutes);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${weekdays[weekday]} ${day} ${two(Math.floor(whole / 60))}:${two(whole % 60)}`;
}

/** `monday to thursday` where the days follow each other. */
function daysText(days: readonly (typeof weekdays)[number][]): string {
  const places = days.map((name) => weekdays.indexOf(name));
  const inRow = places.every((place, index) => index === 0 || place === (places[index - 1] ?? 0) + 1);
  return days.length > 2 && inRow ? `${days[0]} to ${days.at(-1)}` : days.join(", ");
}
