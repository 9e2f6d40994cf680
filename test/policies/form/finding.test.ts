import { describe, expect, it } from "vitest";
import { absent, type Demand, exactly, judge } from "../../../policies/form/finding.ts";
import { notKnown, type Properties } from "../../../policies/form/value.ts";
import { resource, undecided, violations } from "../resources.ts";

const judgeIt = (properties: Properties, demand: Demand) =>
  judge({ kind: "Thing", resource: resource("t", "name", properties) }, [demand]);

describe("judging a demand", () => {
  it("says nothing when it is met", () => {
    expect(judgeIt({ a: { b: true } }, exactly("a.b", true))).toEqual([]);
  });

  it.each([
    [{}, "not given"],
    [{ a: null }, "not given"],
    [{ a: { b: null } }, "not given"],
    [{ a: { b: "true" } }, '"true"'],
    [{ a: { b: ["true"] } }, '["true"]'],
    [{ a: "text" }, "not given"],
  ])("refuses %j", (properties, given) => {
    expect(violations(judgeIt(properties, exactly("a.b", true)))).toEqual([
      `Thing "name" must have a.b true; given: ${given}.`,
    ]);
  });

  it("does not find what an object inherits", () => {
    expect(judgeIt({}, absent("constructor"))).toEqual([]);
    expect(violations(judgeIt({}, exactly("toString.name", "toString")))).toHaveLength(1);
  });

  it("leaves open what is not known, wherever on the path that is", () => {
    const open: Properties[] = [{ a: notKnown }, { a: { b: notKnown } }, { a: { b: [1, notKnown] } }];
    for (const properties of open) {
      const findings = judgeIt(properties, exactly("a.b", true));
      expect(violations(findings)).toEqual([]);
      expect(undecided(findings)).toHaveLength(1);
    }
  });

  it("shows what is known of a value, and no more than a line of it", () => {
    const partly: Properties = { a: ["x", notKnown] };
    expect(undecided(judgeIt(partly, exactly("a", "x")))).toEqual([
      'Thing "name" must have a "x"; given: ["x","(not known before the update)"].',
    ]);
    const [message = ""] = violations(judgeIt({ a: "long".repeat(500) }, exactly("a", "x")));
    expect(message.length).toBeLessThan(400);
  });
});
