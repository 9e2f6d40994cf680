import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runWatch, type Sample, type Signal, type WatchPlan } from "../../../pipeline/watch/run.ts";
import type { Reading } from "../../../pipeline/watch/thresholds.ts";
import { type FakeClock, fakeClock } from "./clock.ts";

const plan: WatchPlan = {
  everyMs: 10_000,
  lengthMs: 15 * 60_000,
  badAfter: 3,
  goodAfter: 3,
  mostBadPercent: 10,
  leastSamplesPercent: 90,
};
/** Samples of 15 minutes at every 10 seconds, both ends included. */
const whole = 91;

const start = Date.parse("2027-02-01T15:00:00Z");
type State = Reading["state"];
const readings: Record<State, Reading> = {
  good: { state: "good", why: "it is well" },
  bad: { state: "bad", why: "it is not" },
  none: { state: "none", why: "nothing came" },
};

/** A signal whose samples are those of a text: `+` good, `-` bad, `?` none; the last goes on. */
function signalOf(text: string, more: Partial<Signal> = {}): Signal {
  const states: Record<string, State> = { "+": "good", "-": "bad", "?": "none" };
  let at = 0;
  return {
    name: "backend health",
    kind: "health",
    fromMs: 0,
    everyMs: 0,
    sample: async () => readings[states[text[Math.min(at++, text.length - 1)] ?? "?"] ?? "none"],
    ...more,
  };
}

async function watched(
  signals: Signal[],
  change: Partial<WatchPlan> = {},
  clock: FakeClock = fakeClock(start),
) {
  const kept: Sample[] = [];
  const result = await runWatch(signals, { ...plan, ...change }, clock, (sample) => kept.push(sample));
  return { ...result, kept };
}

describe("15 minutes", () => {
  it("S002-PROD-10: are watched from end to end, and pass when every sample is good", async () => {
    const result = await watched([signalOf("+")]);
    expect(result).toMatchObject({ verdict: "pass", watchedMs: 15 * 60_000, stoppedEarly: false });
    expect(result.kept).toHaveLength(whole);
    expect(result.kept.at(0)?.at).toBe("2027-02-01T15:00:00.000Z");
    expect(result.kept.at(-1)?.at).toBe("2027-02-01T15:15:00.000Z");
  });

  it("S002-PROD-10: fail on a bad answer in their last minute", async () => {
    const result = await watched([signalOf(`${"+".repeat(whole - 2)}-`)]);
    expect(result.verdict).toBe("fail");
  });

  it("S004-CAN-04: are sampled at a fixed short interval, and end early on a breach", async () => {
    const result = await watched([signalOf("+++---")]);
    expect(result).toMatchObject({ verdict: "fail", stoppedEarly: true, watchedMs: 50_000 });
    const times = result.kept.map(({ at }) => (Date.parse(at) - start) / 1000);
    expect(times).toEqual([0, 10, 20, 30, 40, 50]);
    expect(result.signals[0]?.why).toBe("3 bad in a row; the last: it is not");
  });
});

describe("hysteresis", () => {
  it("one bad sample, and two in a row, are no failure", async () => {
    expect((await watched([signalOf("++-++--+")])).verdict).toBe("pass");
  });

  it("every other sample is: too many altogether, as soon as that is sure", async () => {
    const result = await watched([signalOf("-+".repeat(whole))]);
    expect(result).toMatchObject({ verdict: "fail", stoppedEarly: true });
    // More than a tenth of 91: the tenth bad one is the 19th sample.
    expect(result.kept).toHaveLength(19);
    expect(result.signals[0]?.why).toMatch(/^10 bad of 91 planned, more than 10 %/);
  });

  it("what is bad at the end is watched until it has settled", async () => {
    const tail = (end: string) => watched([signalOf(`${"+".repeat(whole - 1)}${end}`)]);
    const settled = await tail("-+++");
    expect(settled).toMatchObject({ verdict: "pass", watchedMs: 15 * 60_000 + 30_000 });
    expect((await tail("---")).verdict).toBe("fail");
    expect((await tail("-+-+-+-+-")).verdict).toBe("inconclusive");
  });

  it("a critical alert is enough once", async () => {
    const result = await watched([signalOf("+-", { badAfter: 1, kind: "security" })]);
    expect(result).toMatchObject({ verdict: "fail", watchedMs: 10_000 });
  });
});

describe("what is missing", () => {
  it("is inconclusive, never a pass", async () => {
    expect((await watched([signalOf("?")])).verdict).toBe("inconclusive");
    expect((await watched([signalOf(`${"?".repeat(10)}+`)])).verdict).toBe("inconclusive");
    expect((await watched([])).verdict).toBe("inconclusive");
  });

  it("may be a little", async () => {
    expect((await watched([signalOf(`${"?".repeat(9)}+`)])).verdict).toBe("pass");
  });

  it("neither grows nor ends a run of bad samples", async () => {
    expect((await watched([signalOf("--?-+")])).verdict).toBe("fail");
  });

  it("does not hide a failure elsewhere", async () => {
    const result = await watched([signalOf("?", { name: "CPU" }), signalOf("---")]);
    expect(result.verdict).toBe("fail");
    expect(result.signals.map(({ verdict }) => verdict)).toEqual(["inconclusive", "fail"]);
  });

  it("is counted where samples were due and never taken", async () => {
    const clock = fakeClock(start);
    const slow = signalOf("+", {
      sample: async () => {
        clock.pass(25_000);
        return readings.good;
      },
    });
    const result = await watched([slow], {}, clock);
    expect(result.verdict).toBe("inconclusive");
    expect(result.signals[0]).toMatchObject({ samples: 31, missing: 60 });
  });

  it("tells why, where the signal itself broke", async () => {
    const broken = signalOf("+", {
      sample: async () => {
        throw new Error("the wire is cut");
      },
    });
    const { kept } = await watched([broken]);
    expect(kept[0]?.reading).toEqual({ state: "none", why: "the wire is cut" });
  });
});

describe("signals of the cloud", () => {
  it("are asked later and less often, and missed by their own count", async () => {
    const result = await watched([signalOf("+", { fromMs: 180_000, everyMs: 60_000 })]);
    expect(result.kept.map(({ at }) => (Date.parse(at) - start) / 60_000)).toEqual(
      Array.from({ length: 13 }, (_, index) => index + 3),
    );
    expect(result.verdict).toBe("pass");
  });

  it("are so few that two bad ones are a great share, and no failure yet; three are", async () => {
    const few = { fromMs: 180_000, everyMs: 60_000 };
    expect((await watched([signalOf("-++-+", few)])).verdict).toBe("pass");
    expect((await watched([signalOf("-++-+-+", few)])).verdict).toBe("fail");
  });

  it("cannot be told in a watch that is too short for them", async () => {
    const result = await watched([signalOf("+", { fromMs: 180_000, everyMs: 60_000 })], { lengthMs: 60_000 });
    expect(result.verdict).toBe("inconclusive");
  });
});

describe("whatever the samples (property)", () => {
  const samples = fc.array(fc.constantFrom("+", "-", "?"), { minLength: 1, maxLength: whole + 10 });

  it("a pass has no three bad ones in a row, few bad ones, and nearly all samples", async () => {
    await fc.assert(
      fc.asyncProperty(samples, async (given) => {
        const text = given.join("");
        const { verdict, kept } = await watched([signalOf(text)]);
        const seen = kept.map(({ reading }) => reading.state);
        const told = seen.filter((state) => state !== "none");
        const run = told.map((state) => (state === "bad" ? "-" : "+")).join("");
        const bad = told.filter((state) => state === "bad").length;
        if (run.includes("---")) expect(verdict).toBe("fail");
        if (verdict === "pass") {
          expect(run).not.toContain("---");
          expect(bad < 3 || bad * 100 <= 10 * told.length).toBe(true);
          expect(told.length * 100).toBeGreaterThanOrEqual(90 * seen.length);
        }
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  it("stopping early never changes what the whole time would have said", async () => {
    await fc.assert(
      fc.asyncProperty(samples, async (given) => {
        const result = await watched([signalOf(given.join(""))]);
        if (result.stoppedEarly) expect(result.verdict).toBe("fail");
      }),
      { numRuns: 200, seed: 4 },
    );
  });
});
