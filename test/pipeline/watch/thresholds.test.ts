import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { usualWatch } from "../../../pipeline/contract/watch.ts";
import { judgeObjective, leastSamples, percentileOf } from "../../../pipeline/probe/percentile.ts";
import { judgeErrorRate, judgeLatency, judgeUse } from "../../../pipeline/watch/thresholds.ts";

const seeded = { numRuns: 300, seed: 11 };
const tenths = (least: number, most: number) =>
  fc.integer({ min: least * 10, max: most * 10 }).map((n) => n / 10);

describe("the error rate", () => {
  it.each([
    [0.1, 1.1, "good"],
    [0.1, 1.11, "bad"],
    [1, 2, "good"],
    [1, 2.01, "bad"],
    [0, 1, "good"],
    [0, 1.01, "bad"],
  ])("S004-CAN-05: with a baseline of %d %%, %d %% is %s", (baseline, value, state) => {
    expect(judgeErrorRate(value, baseline, usualWatch).state).toBe(state);
  });

  it("S004-CAN-05: is no breach at one percentage point above, whatever the baseline (property)", () => {
    fc.assert(
      fc.property(tenths(0, 99), (baseline) => {
        expect(judgeErrorRate(baseline + 1, baseline, usualWatch).state).toBe("good");
        expect(judgeErrorRate(baseline + 1.001, baseline, usualWatch).state).toBe("bad");
      }),
      seeded,
    );
  });

  it("without a baseline is held against none", () => {
    expect(judgeErrorRate(1, undefined, usualWatch).state).toBe("good");
    expect(judgeErrorRate(1.1, undefined, usualWatch)).toMatchObject({ state: "bad", value: 1.1, limit: 1 });
  });
});

describe("latency", () => {
  it.each([
    [120, "good"],
    [121, "bad"],
  ])("S004-CAN-06: with a baseline of 100 ms, %i ms is %s", (value, state) => {
    expect(judgeLatency(value, 100, usualWatch).state).toBe(state);
  });

  it("S004-CAN-06: is no breach at 20 % above, whatever the baseline (property)", () => {
    fc.assert(
      fc.property(tenths(1, 9999), (baseline) => {
        expect(judgeLatency(baseline * 1.2, baseline, usualWatch).state).toBe("good");
        expect(judgeLatency(baseline * 1.2001, baseline, usualWatch).state).toBe("bad");
      }),
      seeded,
    );
  });

  it("without a baseline must stay below its objective, and tells nothing where there is none", () => {
    expect(judgeLatency(1999, undefined, usualWatch, 2000).state).toBe("good");
    expect(judgeLatency(2000, undefined, usualWatch, 2000).state).toBe("bad");
    expect(judgeLatency(1, undefined, usualWatch).state).toBe("none");
  });
});

describe("resources", () => {
  it.each([
    ["CPU", 79.9, "good"],
    ["CPU", 80, "bad"],
    ["memory", 84.9, "good"],
    ["memory", 85, "bad"],
  ] as const)("S004-CAN-07: %s at %d %% is %s", (what, value, state) => {
    const limit = what === "CPU" ? usualWatch.cpuPercent : usualWatch.memoryPercent;
    expect(judgeUse(what, value, limit).state).toBe(state);
  });
});

describe("percentiles", () => {
  it("are of the nearest rank (property)", () => {
    const samples = fc.array(fc.integer({ min: 0, max: 5000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 99 }), (given, percentile) => {
        const found = percentileOf(given, percentile);
        const notAbove = given.filter((one) => one <= (found ?? -1)).length;
        const below = given.filter((one) => one < (found ?? -1)).length;
        expect(notAbove * 100).toBeGreaterThanOrEqual(percentile * given.length);
        expect(below * 100).toBeLessThan(percentile * given.length);
      }),
      seeded,
    );
  });

  /** A hundred answers of which so many took the limit itself. */
  const answers = (slow: number, limit: number) =>
    Array.from({ length: 100 }, (_, at) => (at < slow ? limit : 10));

  it.each([
    ["S004-SLA-01", 99, 1000, 2],
    ["S004-SLA-02", 95, 2000, 6],
    ["S004-SLA-03", 90, 3000, 11],
  ])("%s: p%i from samples fails at %i ms", (_, percentile, limitMs, slow) => {
    const objective = { name: "answers", percentile, limitMs };
    expect(judgeObjective(answers(slow, limitMs), objective)).toMatchObject({
      met: false,
      measured: limitMs,
    });
    expect(judgeObjective(answers(slow, limitMs - 1), objective)).toMatchObject({ met: true });
    expect(judgeObjective(answers(slow - 1, limitMs), objective)).toMatchObject({ met: true, measured: 10 });
  });

  it("of too few answers are not told", () => {
    expect([90, 95, 99].map(leastSamples)).toEqual([10, 20, 100]);
    expect(judgeObjective(answers(0, 1).slice(1), { name: "health", percentile: 99, limitMs: 1 })).toEqual({
      missing: "health: 99 answers; the 99th percentile needs 100.",
    });
  });
});

describe("thresholds", () => {
  it("are the contract's to say", () => {
    expect(judgeErrorRate(3, 1, { errorRatePoints: 2 }).state).toBe("good");
    expect(judgeErrorRate(3, 1, { errorRatePoints: 1.5 }).state).toBe("bad");
    expect(judgeLatency(140, 100, { latencyPercent: 50 }).state).toBe("good");
  });
});
