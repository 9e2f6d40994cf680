import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isSettled,
  type Plan,
  planDelivery,
  type Situation,
  type Versions,
} from "../../../provider/delivery/plan.ts";

const paths = ["a", "b/c", ".github/workflows/ci.yml", "d"];
const versions: fc.Arbitrary<Versions> = fc
  .dictionary(
    fc.constantFrom(...paths),
    fc.record({ sha: fc.constantFrom("1", "2", "3"), mode: fc.constantFrom("100644", "100755") }),
  )
  .map((entries) => new Map(Object.entries(entries)));

const some = fc.subarray(paths);
const pull = fc.record({
  number: fc.constantFrom(1, 2, 3),
  url: fc.constant("u"),
  base: fc.constantFrom("main", "develop"),
  isOurs: fc.boolean(),
});

const situations: fc.Arbitrary<Situation> = fc.record({
  desired: versions,
  checks: fc.dictionary(fc.constantFrom(...paths), fc.constant(["test"])),
  last: fc.option(
    fc.record({
      live: some,
      pending: some,
      leaving: some,
      liveChecks: fc.dictionary(fc.constantFrom(...paths), fc.constant(["old"])),
      delivered: some,
      pullRequest: fc.option(fc.constant({ number: 1, url: "u" })),
    }),
    { nil: undefined },
  ),
  newWords: fc.boolean(),
  base: fc.option(
    fc.record({ files: versions, isProtected: fc.boolean(), brought: some.map((one) => new Set(one)) }),
    { nil: undefined },
  ),
  branch: fc.option(fc.record({ files: versions, isUpToDate: fc.boolean(), isOurs: fc.boolean() }), {
    nil: undefined,
  }),
  pulls: fc.uniqueArray(pull, { selector: (one) => one.base }),
  baseName: fc.constant("main"),
});

/** The world after a plan was carried out and, where it proposes, merged or not. */
function after(situation: Situation, plan: Plan): Situation {
  const files = new Map(situation.base?.files);
  for (const { path, kind } of plan.changes) {
    const version = situation.desired.get(path);
    if (kind === "remove" || !version) files.delete(path);
    else files.set(path, version);
  }
  const proposed = plan.way === "pull-request";
  const kept = situation.pulls.filter(({ number }) => !plan.closes.includes(number));
  const mine = plan.pull ?? { number: 9, url: "u" };
  return {
    ...situation,
    newWords: false,
    last: { ...plan.outcome, pullRequest: proposed ? mine : null },
    base: {
      ...(situation.base ?? { isProtected: false }),
      ...(proposed ? { files: situation.base?.files ?? files } : { files }),
      brought: new Set<string>(),
    },
    branch: plan.removesBranch
      ? undefined
      : proposed
        ? plan.commits
          ? { files, isUpToDate: true, isOurs: true }
          : situation.branch
        : situation.branch,
    pulls: proposed
      ? [...kept.filter(({ number }) => number !== mine.number), { ...mine, base: "main", isOurs: true }]
      : kept,
  };
}

describe("a plan", () => {
  it("carried out is settled, and leaves what it said", () => {
    fc.assert(
      fc.property(situations, (situation) => {
        const plan = planDelivery(situation);
        const next = planDelivery(after(situation, plan));
        expect({ ...next.outcome, pullRequest: null }).toEqual({ ...plan.outcome, pullRequest: null });
        expect(isSettled(next)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it("changes nothing but what is declared or was delivered before", () => {
    fc.assert(
      fc.property(situations, (situation) => {
        const mine = new Set([...(situation.last?.delivered ?? []), ...(situation.base?.brought ?? [])]);
        for (const { path, kind } of planDelivery(situation).changes) {
          if (kind === "remove") expect(mine.has(path) && !situation.desired.has(path)).toBe(true);
          else expect(situation.desired.has(path)).toBe(true);
        }
      }),
    );
  });

  it("never commits to a protected branch, and calls no file live that is not", () => {
    fc.assert(
      fc.property(situations, (situation) => {
        const plan = planDelivery(situation);
        if (!situation.base?.isProtected) return;
        expect(["none", "pull-request"]).toContain(plan.way);
        for (const path of plan.outcome.live) {
          expect(situation.base.files.get(path)).toEqual(situation.desired.get(path));
        }
      }),
    );
  });

  it("puts every declared file under live or pending, and none under both", () => {
    fc.assert(
      fc.property(situations, (situation) => {
        const { live, pending } = planDelivery(situation).outcome;
        expect([...live, ...pending].toSorted()).toEqual([...situation.desired.keys()].toSorted());
      }),
    );
  });

  it("closes only what is the delivery's, and removes no other branch", () => {
    fc.assert(
      fc.property(situations, (situation) => {
        const plan = planDelivery(situation);
        const ours = situation.pulls.filter((one) => one.isOurs).map(({ number }) => number);
        for (const number of plan.closes) expect(ours).toContain(number);
        if (plan.removesBranch) expect(situation.branch?.isOurs || ours.length > 0).toBe(true);
      }),
    );
  });

  it("keeps the checks of the version that the default branch has while another waits", () => {
    const version = (sha: string) => ({ sha, mode: "100644" });
    const { outcome } = planDelivery({
      desired: new Map([
        ["changed.yml", version("2")],
        ["new.yml", version("1")],
        ["live.yml", version("1")],
      ]),
      checks: { "changed.yml": ["new"], "new.yml": ["new"], "live.yml": ["live"] },
      last: {
        live: ["changed.yml"],
        pending: [],
        leaving: [],
        liveChecks: { "changed.yml": ["old"], "new.yml": ["gone by hand"] },
        delivered: [],
        pullRequest: null,
      },
      newWords: false,
      base: {
        files: new Map([
          ["changed.yml", version("1")],
          ["live.yml", version("1")],
        ]),
        isProtected: true,
        brought: new Set(),
      },
      branch: undefined,
      pulls: [],
      baseName: "main",
    });
    expect(outcome.liveChecks).toEqual({ "changed.yml": ["old"], "live.yml": ["live"] });
  });
});
