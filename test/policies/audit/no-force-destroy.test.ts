import { describe, expect, it } from "vitest";
import { noForceDestroy as policy } from "../../../policies/audit/no-force-destroy.ts";
import { notKnown, type Properties } from "../../../policies/form/value.ts";
import { judgeStack, resource, undecided, violations } from "../resources.ts";

const judged = (properties: Properties) =>
  judgeStack(policy, [resource("any:module:Thing", "thing", properties)]);

describe("any resource", () => {
  it.each<Properties>([{}, { forceDestroy: false }, { skipFinalSnapshot: null }])(
    "passes with %j",
    (properties) => {
      expect(judged(properties)).toEqual([]);
    },
  );

  it("S002-AUD-06: is refused with forceDestroy", () => {
    expect(violations(judged({ forceDestroy: true }))).toEqual([
      'Resource "thing" must have forceDestroy off; given: true.',
    ]);
  });

  it.each(["forceDestroy", "forceDelete", "skipFinalSnapshot"])(
    "is refused with %s, also as a text",
    (property) => {
      for (const value of [true, "true"]) expect(violations(judged({ [property]: value }))).toHaveLength(1);
    },
  );

  it("leaves open what only the update knows", () => {
    expect(violations(judged({ forceDestroy: notKnown }))).toEqual([]);
    expect(undecided(judged({ forceDestroy: notKnown }))).toHaveLength(1);
  });
});
