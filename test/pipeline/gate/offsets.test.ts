import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { weekdays } from "../../../pipeline/contract/schedule.ts";
import { closingOf, isInside } from "../../../pipeline/gate/calendar.ts";
import { localTime } from "../../../pipeline/gate/zone.ts";

// An oracle that shares no code with Node: offsets.py wrote the table by Python's zoneinfo and the tz database's own data.
const deep = process.env["GATEHOUSE_DEEP"] !== undefined;
const [heading = "", ...lines] = readFileSync(new URL("offsets.txt", import.meta.url), "utf8")
  .trim()
  .split("\n");
const [, version = "", first = "", last = ""] = /^tzdata (\S+), from (\d+) until (\d+)$/.exec(heading) ?? [];

interface Stretch {
  /** Milliseconds since 1970; the first moment of the offset. */
  from: number;
  until: number;
  /** In milliseconds. */
  offset: number;
}

const tables = new Map<string, Stretch[]>();
for (const line of lines) {
  const [changes = "", names = ""] = line.split(" | ");
  const [begin = "", ...others] = changes.split(" ");
  const starts = [`${first}:${begin}`, ...others].map((text) => text.split(":").map(Number));
  const stretches = starts.map(([at = 0, offset = 0], index) => ({
    from: at * 1000,
    until: (starts[index + 1]?.[0] ?? Number(last)) * 1000,
    offset: offset * 1000,
  }));
  for (const name of names.split(" ")) tables.set(name, stretches);
}

const zones = deep
  ? [...tables.keys()]
  : [
      "America/New_York",
      "Australia/Lord_Howe", // half an hour
      "Africa/Casablanca", // back for Ramadan
      "America/Santiago", // at midnight
    ];

const [minute, day] = [60_000, 86_400_000];
const span = (days: readonly (typeof weekdays)[number][], from: string, to: string) => ({
  days: [...days],
  from,
  to,
});

/** Windows that end in the middle of changes, at midnight, and over a weekend. */
const hours = [
  span(weekdays.slice(0, 4), "09:00", "15:00"),
  span(weekdays, "00:30", "01:30"),
  span(weekdays, "02:15", "03:00"),
  span(weekdays.slice(5), "22:00", "24:00"),
];

const minutesOf = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const edges = [...new Set(hours.flatMap(({ from, to }) => [minutesOf(from), minutesOf(to)]))];

/** By the table alone: the wall's clock is UTC moved by the offset. */
function inside(stretch: Stretch, at: number): boolean {
  const wall = at + stretch.offset;
  const minutes = (((wall % day) + day) % day) / minute;
  const name = weekdays[(Math.floor(wall / day) + 3) % 7];
  return hours.some(
    ({ days, from, to }) =>
      days.some((one) => one === name) && minutesOf(from) <= minutes && minutes < minutesOf(to),
  );
}

/** Every moment at which the window may open or close in a stretch, its own two ends included. */
function* momentsIn({ from, until, offset }: Stretch): Generator<number> {
  yield from;
  for (let midnight = Math.floor((from + offset) / day) * day - offset; midnight < until; midnight += day) {
    for (const edge of edges) {
      const at = midnight + edge * minute;
      if (at > from && at < until) yield at;
    }
  }
}

describe(`windows against the tz database, ${version} by Python (Node has ${process.versions["tz"]})`, () => {
  it.each(zones)(
    "%s: both sides of every edge and every change, for ten years",
    (zone) => {
      const window = { zone, hours, runway: false };
      const wrong: string[] = [];
      const table = tables.get(zone) ?? [];
      let checked = 0;
      for (const [index, stretch] of table.entries()) {
        const before = table[index - 1];
        for (const at of momentsIn(stretch)) {
          checked += 2;
          if (isInside(window, at) !== inside(stretch, at)) wrong.push(new Date(at).toISOString());
          const earlier = at === stretch.from ? before : stretch;
          if (earlier && isInside(window, at - 1) !== inside(earlier, at - 1)) {
            wrong.push(`just before ${new Date(at).toISOString()}`);
          }
        }
      }
      expect(wrong.slice(0, 5)).toEqual([]);
      expect(checked).toBeGreaterThan(3650 * edges.length);
    },
    120_000,
  );

  it.each(zones)("%s: a window closes at the first moment outside", (zone) => {
    const window = { zone, hours, runway: true };
    const table = tables.get(zone) ?? [];
    for (const stretch of table) {
      // Around each change, and in the middle of each stretch.
      for (const start of [stretch.from - 3 * 60 * minute, (stretch.from + stretch.until) / 2]) {
        if (start < Number(first) * 1000) continue;
        const [at, step] = [Math.floor(start / minute) * minute, minute];
        if (!isInside(window, at)) continue;
        let model = at;
        const stretchAt = (moment: number) =>
          table.find(({ from, until }) => from <= moment && moment < until);
        for (let here = stretchAt(model); here && inside(here, model); here = stretchAt(model)) model += step;
        expect([zone, new Date(closingOf(window, at) ?? 0).toISOString()]).toEqual([
          zone,
          new Date(model).toISOString(),
        ]);
      }
    }
  });

  it.each(["2028-02-29", "2032-02-29"])("%s is a day of its own in every zone", (leap) => {
    for (const zone of zones) {
      const stretch = tables
        .get(zone)
        ?.find(
          ({ from, until }) =>
            from <= Date.parse(`${leap}T12:00:00Z`) && Date.parse(`${leap}T12:00:00Z`) < until,
        );
      const begin = Date.parse(`${leap}T00:00:00Z`) - (stretch?.offset ?? 0);
      const days = [begin - 1, begin, begin + day - 1, begin + day].map((at) =>
        localTime(zone, at).day.slice(5),
      );
      expect([zone, days]).toEqual([zone, ["02-28", "02-29", "02-29", "03-01"]]);
    }
  });
});
