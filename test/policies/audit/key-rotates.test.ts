import { describe, expect, it } from "vitest";
import { keyRotates as policy } from "../../../policies/audit/key-rotates.ts";
import { notKnown, type Properties } from "../../../policies/form/value.ts";
import { judgeStack, resource, undecided, violations } from "../resources.ts";

const judged = (properties: Properties) =>
  judgeStack(policy, [resource("aws:kms/key:Key", "key", properties)]);

describe("a KMS key", () => {
  it.each<Properties>([
    { enableKeyRotation: true },
    { enableKeyRotation: true, deletionWindowInDays: 30, rotationPeriodInDays: 90 },
    { customerMasterKeySpec: "RSA_4096" },
  ])("passes with %j", (properties) => {
    expect(judged(properties)).toEqual([]);
  });

  it("S004-SEC-02: is refused without rotation", () => {
    expect(violations(judged({}))).toEqual([
      'KMS key "key" must have enableKeyRotation true; given: not given.',
    ]);
  });

  it.each<Properties>([
    { enableKeyRotation: false },
    { enableKeyRotation: true, rotationPeriodInDays: 730 },
    { enableKeyRotation: true, deletionWindowInDays: 7 },
    { customerMasterKeySpec: "RSA_4096", deletionWindowInDays: 7 },
  ])("is refused with %j", (properties) => {
    expect(violations(judged(properties))).toHaveLength(1);
  });

  it("leaves open what only the update knows", () => {
    expect(violations(judged({ enableKeyRotation: notKnown }))).toEqual([]);
    expect(undecided(judged({ enableKeyRotation: notKnown }))).toHaveLength(1);
  });
});
