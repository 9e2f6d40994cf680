import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Contract } from "../../../pipeline/contract/contract.ts";
import { weekdays } from "../../../pipeline/contract/schedule.ts";
import type { Facts } from "../../../pipeline/facts/facts.ts";
import { judgeAll, questionOf, verdictOf } from "../../../pipeline/gate/decide.ts";
import { firstOpening } from "../../../pipeline/gate/when.ts";
import {
  contract,
  declared,
  goodFacts,
  hours,
  monday,
  production,
  release,
  ruled,
  shifted,
} from "../world.ts";

const deep = process.env["GATEHOUSE_DEEP"] !== undefined;
const minute = 60_000;

describe("when", () => {
  const ask = (facts: Partial<Facts>, from = monday, rules: Contract = contract) =>
    firstOpening(rules, { ...goodFacts, ...facts }, Date.parse(from));

  it("is now, where every gate is open", () => {
    expect(ask({})).toEqual({ verdict: "yes", at: monday, blocking: [] });
  });

  it("names every gate that keeps it shut until then", () => {
    const friday = "2027-02-05T15:00:00Z";
    const closed = { reference: "#3", title: "Slow", openedAt: monday, closedAt: "2027-02-09T14:30:00Z" };
    const passes: Facts["passes"] = {
      value: [
        {
          environment: "staging",
          sha: release,
          tree: null,
          at: "2027-02-10T13:00:00Z",
          outcome: "pass",
          source: "s",
        },
      ],
    };
    const opening = ask({ incidents: { value: [closed] }, passes }, friday);
    expect(opening.at).toBe("2027-02-10T14:30:00Z");
    expect(opening.blocking).toMatchObject([
      { gate: "window", from: friday, until: "2027-02-10T14:00:00Z" },
      { gate: "earlier-stage", verdict: "unknown", until: "2027-02-10T12:58:00Z" },
      { gate: "incidents", from: friday, until: "2027-02-10T14:30:00Z" },
      { gate: "blackout", from: "2027-02-08T05:00:00Z", until: "2027-02-10T05:00:00Z" },
    ]);
  });

  it("is not known while a fact is missing, and never where time alone does not help", () => {
    expect(ask({ incidents: { missing: "GitHub answered 500." } })).toMatchObject({ verdict: "unknown" });
    const never = ask({ onBranch: { value: false } });
    expect(never).toMatchObject({
      verdict: "no",
      blocking: expect.arrayContaining([expect.objectContaining({ gate: "branch" })]),
    });
    expect(never.at).toBeUndefined();
  });

  it("waits through the skipped hour where the window begins in it", () => {
    const window = {
      zone: "America/New_York",
      runway: false,
      hours: [{ days: ["sunday" as const], from: "02:30", to: "04:00" }],
    };
    const opening = ask({}, "2027-03-14T06:00:00Z", ruled({ window, requires: undefined }));
    expect(opening.at).toBe("2027-03-14T07:00:00Z");
  });
});

/** Days around which zones change their clocks. */
const starts = ["2027-03-13", "2027-03-27", "2027-04-02", "2027-10-02", "2027-11-06", "2028-02-28"];
const clock = fc
  .integer({ min: 0, max: 95 })
  .map(
    (quarter) =>
      `${String(Math.floor(quarter / 4)).padStart(2, "0")}:${["00", "15", "30", "45"][quarter % 4]}`,
  );
const span = fc
  .tuple(fc.subarray([...weekdays], { minLength: 1 }), clock, fc.oneof(clock, fc.constant("24:00")))
  .filter(([, from, to]) => from < to)
  .map(([days, from, to]) => ({ days, from, to }));
const windows = fc.record({
  zone: fc.constantFrom(
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/Santiago",
    "UTC",
    "Asia/Kathmandu",
  ),
  hours: fc.array(span, { minLength: 1, maxLength: 3 }),
  runway: fc.boolean(),
});

const situation = fc.record({
  start: fc.constantFrom(...starts),
  minutes: fc.integer({ min: 0, max: 1439 }),
  window: fc.option(windows, { nil: undefined }),
  blackout: fc.boolean(),
  rate: fc.option(
    fc.record({ deployments: fc.integer({ min: 1, max: 3 }), perHours: fc.integer({ min: 1, max: 12 }) }),
    { nil: undefined },
  ),
  releases: fc.array(fc.integer({ min: -60, max: 12 * 60 }), { maxLength: 4 }),
  incident: fc.option(fc.integer({ min: 0, max: 20 * 60 }), { nil: undefined }),
  passed: fc.integer({ min: 0, max: 24 * 60 }),
  override: fc.option(
    fc.record({ from: fc.integer({ min: -600, max: 600 }), for: fc.integer({ min: 1, max: 900 }) }),
    { nil: undefined },
  ),
});

it(
  "when is always the first minute that gate accepts",
  () => {
    const days = 3;
    fc.assert(
      fc.property(situation, (given) => {
        const from = Date.parse(`${given.start}T00:00:00Z`) + given.minutes * minute;
        const iso = new Date(from).toISOString();
        const ago = (minutes: number) => shifted(iso, -minutes * minute);
        const rules = ruled({
          window: given.window,
          blackouts: given.blackout ? [{ from: given.start, to: given.start, reason: "Closed" }] : [],
          rateLimit: given.rate,
          requires: { environment: "staging", withinHours: 36 },
          limits: production.limits,
        });
        const facts: Facts = {
          ...goodFacts,
          releases: {
            value: given.releases.map((minutes, run) => ({
              run,
              sha: release,
              at: ago(minutes),
              source: `r${run}`,
            })),
          },
          incidents: {
            value:
              given.incident === undefined
                ? []
                : [
                    {
                      reference: "#1",
                      title: "Down",
                      openedAt: ago(given.incident + 60),
                      closedAt: ago(given.incident),
                    },
                  ],
          },
          passes: {
            value: [
              {
                environment: "staging",
                sha: release,
                tree: null,
                at: ago(given.passed),
                outcome: "pass",
                source: "s",
              },
            ],
          },
          declarations: given.override
            ? declared({
                gates: ["incidents", "window", "rate-limit"],
                at: ago(-given.override.from),
                until: ago(-given.override.from - given.override.for),
              })
            : { value: [] },
        };
        const question = questionOf(rules, facts, from);
        const accepts = (at: number) => verdictOf(judgeAll({ ...question, at })) === "yes";
        const minutes = Array.from({ length: days * 1440 + 1 }, (_, index) => from + index * minute);
        const brute = minutes.find(accepts);
        const { at } = firstOpening(rules, facts, from, days);
        expect(at === undefined ? undefined : Date.parse(at)).toBe(brute);
      }),
      { seed: 2027, numRuns: deep ? 1000 : 12, endOnFailure: true },
    );
  },
  deep ? 3_600_000 : 60_000,
);

it("counts hours and not days: a rate limit of four hours opens four hours later", () => {
  const went = { run: 1, sha: release, at: shifted(monday, -hours(3)), source: "d" };
  const opening = firstOpening(
    contract,
    { ...goodFacts, deployments: { value: [went] } },
    Date.parse(monday),
  );
  expect(opening.at).toBe(shifted(monday, hours(1)));
});
