import fc from "fast-check";
import { expect, it } from "vitest";
import type { Facts, Passage } from "../../../pipeline/facts/facts.ts";
import { decide } from "../../../pipeline/gate/decide.ts";
import { goodFacts, hours, monday, release, ruled, shifted, tree } from "../world.ts";

const deep = process.env["GATEHOUSE_DEEP"] !== undefined;
/** Milliseconds. */
const within = deep ? 3_600_000 : 60_000;
const runs = { seed: 2027, numRuns: deep ? 10_000 : 300 };
const now = Date.parse(monday);
const second = 1000;
const at = (before: number) => shifted(monday, -before);

function verdictOf(
  gate: string,
  rules: ReturnType<typeof ruled>,
  facts: Partial<Facts>,
  time = now,
): string | undefined {
  return decide(rules, { ...goodFacts, ...facts }, time).gates.find((one) => one.gate === gate)?.verdict;
}

const own = { id: 700, startedAt: now - hours(1) };

const passage = fc.record({
  /** Around the limits, to the second, and beyond them. */
  before: fc.oneof(
    fc.integer({ min: -60, max: 14 * 3600 }).map((seconds) => seconds * second),
    fc.constantFrom(
      ...[1, 2, 4, 6, 12].flatMap((count) => [hours(count) - second, hours(count), hours(count) + second]),
    ),
  ),
  run: fc.oneof(fc.constantFrom(700, 601, 602, 603), fc.constant(null)),
  source: fc.constantFrom("a", "b", "c"),
});

const asPassage = ({
  before,
  run,
  source,
}: {
  before: number;
  run: number | null;
  source: string;
}): Passage => ({
  run,
  sha: release,
  at: at(before),
  source,
});

it(
  "S002-PROD-05: the rate limit is a brute-force count of releases",
  () => {
    const situation = fc.record({
      deployments: fc.array(passage, { maxLength: 6 }),
      releases: fc.array(passage, { maxLength: 6 }),
      limit: fc.record({
        deployments: fc.integer({ min: 1, max: 4 }),
        perHours: fc.constantFrom(1, 2, 4, 6, 12),
      }),
    });
    fc.assert(
      fc.property(situation, ({ deployments, releases, limit }) => {
        const all = [...deployments, ...releases];
        // One by one: a release is counted if any of its passages, other than this attempt's own, is recent.
        const names = new Set<string>();
        for (const { before, run, source } of all) {
          const isOwn = run === own.id && now - before >= own.startedAt;
          if (!isOwn && before < hours(limit.perHours))
            names.add(run === null ? `source ${source}` : String(run));
        }
        const expected = names.size < limit.deployments ? "yes" : "no";
        const facts = {
          deployments: { value: deployments.map(asPassage) },
          releases: { value: releases.map(asPassage) },
        };
        expect(verdictOf("rate-limit", ruled({ rateLimit: limit }), facts)).toBe(expected);
      }),
      runs,
    );
  },
  within,
);

it(
  "the moment that a rate limit names is the first at which it opens",
  () => {
    const situation = fc.record({
      deployments: fc.array(passage, { minLength: 1, maxLength: 6 }),
      limit: fc.record({
        deployments: fc.integer({ min: 1, max: 3 }),
        perHours: fc.constantFrom(1, 2, 4, 6, 12),
      }),
    });
    fc.assert(
      fc.property(situation, ({ deployments, limit }) => {
        const rules = ruled({ rateLimit: limit });
        const facts = { deployments: { value: deployments.map(asPassage) } };
        const result = decide(rules, { ...goodFacts, ...facts }, now).gates.find(
          ({ gate }) => gate === "rate-limit",
        );
        if (result?.verdict !== "no") return;
        const [named = ""] = /\d{4}-\S+?Z/.exec(result.todo ?? "") ?? [];
        const opens = Date.parse(named);
        expect([opens - second, opens].map((time) => verdictOf("rate-limit", rules, facts, time))).toEqual([
          "no",
          "yes",
        ]);
      }),
      runs,
    );
  },
  within,
);

const pass = fc.record({
  before: fc.oneof(
    fc.integer({ min: -300, max: 60 * 3600 }).map((seconds) => seconds * second),
    fc.constantFrom(
      ...[24, 36].flatMap((count) => [hours(count) - second, hours(count), hours(count) + second]),
    ),
  ),
  environment: fc.constantFrom("staging", "development"),
  sha: fc.constantFrom(release, "d".repeat(40)),
  tree: fc.constantFrom(tree, "e".repeat(40), null),
  outcome: fc.constantFrom("pass" as const, "fail" as const),
});

it(
  "S002-PROD-06: freshness is what the newest record that speaks of this content says",
  () => {
    const situation = fc.record({
      passes: fc.uniqueArray(pass, { maxLength: 6, selector: ({ before }) => before }),
      withinHours: fc.constantFrom(24, 36),
    });
    fc.assert(
      fc.property(situation, ({ passes, withinHours }) => {
        let newest: (typeof passes)[number] | undefined;
        for (const one of passes) {
          const speaks = one.environment === "staging" && (one.sha === release || one.tree === tree);
          if (speaks && (newest === undefined || one.before < newest.before)) newest = one;
        }
        const expected =
          newest === undefined
            ? "no"
            : // Two minutes ahead are a clock's error; more is no fact.
              newest.before < -120 * second
              ? "unknown"
              : newest.outcome === "pass" && newest.before <= hours(withinHours)
                ? "yes"
                : "no";
        const facts: Partial<Facts> = {
          passes: {
            value: passes.map(({ before, ...rest }) => ({ ...rest, at: at(before), source: "staging" })),
          },
        };
        expect(
          verdictOf("earlier-stage", ruled({ requires: { environment: "staging", withinHours } }), facts),
        ).toBe(expected);
      }),
      runs,
    );
  },
  within,
);
