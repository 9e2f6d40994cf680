import { describe, expect, it } from "vitest";
import { weekdays } from "../../../pipeline/contract/schedule.ts";
import { calendarEdges, closingOf, isInside } from "../../../pipeline/gate/calendar.ts";
import { edgesBetween, localTime } from "../../../pipeline/gate/zone.ts";

const deep = process.env["GATEHOUSE_DEEP"] !== undefined;
const minute = 60_000;
const day = 24 * 60 * minute;
const all = [...weekdays];
const instant = (at: number) => new Date(at).toISOString();

/** Reads the clock on the wall as ICU writes it, with no arithmetic of ours in between. */
function oracle(zone: string) {
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    weekday: "long",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return (at: number) => {
    const [weekday = "", clock = ""] = format
      .format(at)
      .toLowerCase()
      .split(/,? (?=\d)/);
    return { weekday, clock };
  };
}

/** A window whose edges meet the hours at which zones change their clocks. */
const windowIn = (zone: string) => ({
  zone,
  runway: false,
  hours: [
    { days: [...weekdays].slice(0, 5), from: "09:00", to: "15:00" },
    { days: all, from: "00:30", to: "01:30" },
    { days: all, from: "02:15", to: "03:00" },
    { days: [...weekdays].slice(5), from: "22:00", to: "24:00" },
  ],
});

function expected(
  window: ReturnType<typeof windowIn>,
  { weekday, clock }: { weekday: string; clock: string },
) {
  return window.hours.some(
    ({ days, from, to }) => days.some((name) => name === weekday) && from <= clock && clock < to,
  );
}

describe("windows against the clock on the wall", () => {
  const zones = deep
    ? Intl.supportedValuesOf("timeZone")
    : [
        "America/New_York",
        "Australia/Lord_Howe", // half an hour
        "Africa/Casablanca", // back before and forward after Ramadan
        "Europe/Dublin",
        "Asia/Kathmandu", // a quarter of an hour off
        "Pacific/Chatham",
        "America/Santiago", // changes at midnight
      ];
  const [from, until] = [Date.UTC(2026, 0, 1), Date.UTC(deep ? 2036 : 2029, 0, 1)];

  it.each(zones)(
    "%s: on both sides of every edge",
    (zone) => {
      const window = windowIn(zone);
      const read = oracle(zone);
      const wrong: string[] = [];
      let [edges, inside] = [0, isInside(window, from)];
      for (const edge of calendarEdges({ window, blackouts: [], holidays: [] }, from, until)) {
        edges++;
        // Nothing changes between two edges: what holds just before this one held since the last.
        for (const at of [edge - 1, edge]) {
          if (isInside(window, at) !== expected(window, read(at))) wrong.push(instant(at));
        }
        if (isInside(window, edge - 1) !== inside) wrong.push(`${instant(edge)}: changed before`);
        inside = isInside(window, edge);
      }
      expect(wrong).toEqual([]);
      expect(edges).toBeGreaterThan(((until - from) / day) * 5);
    },
    60_000,
  );

  it.each(zones)(
    "%s: no edge is missed, minute by minute around each change",
    (zone) => {
      const window = windowIn(zone);
      const read = oracle(zone);
      const changes = edgesBetween(zone, [], from, until);
      const wrong = changes.flatMap((change) =>
        Array.from({ length: 2 * 180 }, (_, index) => change + (index - 180) * minute).filter(
          (at) => isInside(window, at) !== expected(window, read(at)),
        ),
      );
      expect(wrong.map(instant)).toEqual([]);
    },
    60_000,
  );
});

describe("changes of the clock, as the tz database has them", () => {
  it.each([
    ["America/New_York", "2027-03-14T07:00:00.000Z"],
    ["America/New_York", "2027-11-07T06:00:00.000Z"],
    ["Europe/Berlin", "2027-03-28T01:00:00.000Z"],
    ["Australia/Lord_Howe", "2027-04-03T15:00:00.000Z"],
    ["Australia/Lord_Howe", "2027-10-02T15:30:00.000Z"],
    ["Pacific/Apia", "2011-12-30T10:00:00.000Z"],
  ])("%s %s", (zone, at) => {
    const around = edgesBetween(zone, [], Date.parse(at) - 5 * day, Date.parse(at) + 5 * day);
    expect(around.map(instant)).toEqual([at]);
  });

  it("Samoa had no 30 December 2011", () => {
    const before = localTime("Pacific/Apia", Date.parse("2011-12-30T09:59:59Z"));
    const after = localTime("Pacific/Apia", Date.parse("2011-12-30T10:00:00Z"));
    expect([before.day, after.day]).toEqual(["2011-12-29", "2011-12-31"]);
  });

  it("29 February is a day like others", () => {
    expect(localTime("Europe/Berlin", Date.parse("2028-02-29T11:00:00Z"))).toEqual({
      day: "2028-02-29",
      weekday: 1,
      minutes: 720,
    });
  });
});

describe("a window's closing", () => {
  const night = (from: string, to: string) => ({
    zone: "America/New_York",
    runway: true,
    hours: [{ days: all, from, to }],
  });
  const closing = (window: ReturnType<typeof night>, at: string) => {
    const found = closingOf(window, Date.parse(at));
    return found === undefined ? undefined : instant(found);
  };

  it.each([
    [
      "an hour that happens twice closes after its first time",
      "01:00",
      "02:00",
      "2027-11-07T05:30Z",
      "2027-11-07T07:00:00.000Z",
    ],
    [
      "a closing time that happens twice is the first one",
      "00:00",
      "01:30",
      "2027-11-07T04:30Z",
      "2027-11-07T05:30:00.000Z",
    ],
    [
      "a closing time in the gap is the gap's beginning",
      "01:00",
      "02:30",
      "2027-03-14T06:30Z",
      "2027-03-14T07:00:00.000Z",
    ],
    ["midnight is the end of the day", "22:00", "24:00", "2027-02-02T04:00Z", "2027-02-02T05:00:00.000Z"],
  ])("%s", (_, from, to, at, expectedClosing) => {
    expect(closing(night(from, to), at)).toBe(expectedClosing);
  });

  it("spans that touch are one window", () => {
    const hours = [
      { days: all, from: "22:00", to: "24:00" },
      { days: all, from: "00:00", to: "02:00" },
    ];
    expect(closing({ ...night("00:00", "24:00"), hours }, "2027-02-02T04:00Z")).toBe(
      "2027-02-02T07:00:00.000Z",
    );
  });

  it("there is none where it never closes", () => {
    expect(closing(night("00:00", "24:00"), "2027-02-02T04:00Z")).toBeUndefined();
  });
});
