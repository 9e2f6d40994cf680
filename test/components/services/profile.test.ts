import { describe, expect, it } from "vitest";
import {
  alertSenderOf,
  storageNameOf,
  vaultNameOf,
} from "../../../components/services/azure-functions/names.ts";
import { profileProblems } from "../../../components/services/azure-functions/plan.ts";
import { featureVariables, reaches, type ServiceProfile } from "../../../components/services/profile.ts";
import { profile, small } from "./backend.ts";

describe("a profile that a plan's size can keep", () => {
  it.each<[sku: string, profile: ServiceProfile]>([
    ["Y1", small],
    ["Y1", { ...small, instances: { minimum: 1, maximum: 100 }, monitoring: "full" }],
    ["EP1", profile],
    ["EP3", { ...profile, instances: { minimum: 1, maximum: 1 }, zoneRedundant: false }],
  ])("has no problems: %s %j", (sku, good) => {
    expect(profileProblems(sku, good)).toEqual([]);
  });
});

describe("a profile that contradicts the plan's size or itself", () => {
  it.each<[sku: string, change: Partial<ServiceProfile>, sentence: RegExp]>([
    ["Y1", { instances: { minimum: 2, maximum: 3 } }, /^instances\.minimum: Y1 .*given: 2\. Choose EP1/],
    [
      "Y1",
      { instances: { minimum: 1, maximum: 101 } },
      /^instances\.maximum: Y1 has at most 100; given: 101/,
    ],
    ["Y1", { zoneRedundant: true }, /^zoneRedundant: Y1 .*Choose EP1/],
    ["Y1", { monitoring: "comprehensive" }, /^monitoring: comprehensive .*Choose EP1/],
    ["EP1", { instances: { minimum: 0, maximum: 3 } }, /^instances\.minimum: EP1 .*given: 0\..*Y1/],
    ["EP1", { instances: { minimum: 21, maximum: 30 } }, /^instances\.minimum: EP1 .*given: 21/],
    ["EP1", { instances: { minimum: 1, maximum: 101 } }, /^instances\.maximum: EP1 has at most 100/],
    ["EP1", { instances: { minimum: 1, maximum: 3 }, zoneRedundant: true }, /^zoneRedundant: .*at least 2/],
    ["EP1", { instances: { minimum: 3, maximum: 2 } }, /^instances: minimum 3 is more than maximum 2/],
    ["EP1", { instances: { minimum: 1.5, maximum: 2 } }, /^instances: .*whole number/],
    ["EP1", { instances: { minimum: 1, maximum: 0 } }, /^instances: .*maximum from 1/],
    ["EP1", { featureFlags: { "9lives": true } }, /^featureFlags\.9lives: begin with a letter/],
    ["EP1", { featureFlags: { newUi: true, "new-ui": false } }, /^featureFlags\.new-ui: .*FEATURE_NEW_UI/],
  ])("is told what is wrong and what to do, in one sentence: %s %j", (sku, change, sentence) => {
    const base = sku === "Y1" ? small : { ...profile, zoneRedundant: false };
    expect(profileProblems(sku, { ...base, ...change })).toEqual([expect.stringMatching(sentence)]);
  });
});

it("feature flags are variables in capitals, in an order that does not depend on how they are written", () => {
  const flags = { newCheckout: true, "dark-mode": false, beta: true };
  expect(Object.entries(featureVariables(flags))).toEqual([
    ["FEATURE_BETA", "true"],
    ["FEATURE_DARK_MODE", "false"],
    ["FEATURE_NEW_CHECKOUT", "true"],
  ]);
});

it("a monitoring level has what the ones before it have", () => {
  expect(reaches("full", "basic")).toBe(true);
  expect(reaches("full", "full")).toBe(true);
  expect(reaches("full", "comprehensive")).toBe(false);
});

describe("names that Azure limits", () => {
  const long = ["", "-staging", "-production"].map((stage) => `a-very-long-service-name-of-a-team${stage}`);

  it("are the service's where they fit", () => {
    expect(storageNameOf("mayassistant-prod")).toBe("mayassistantprodst");
    expect(vaultNameOf("mayassistant-prod")).toBe("kv-mayassistant-prod");
    expect(alertSenderOf("app-prod")).toBe("app-prod");
  });

  it("stay within the rule and differ where services do", () => {
    for (const service of [...long, "9-lives--twice-and-much-too-long"]) {
      expect(storageNameOf(service)).toMatch(/^[a-z0-9]{3,24}$/);
      expect(vaultNameOf(service)).toMatch(/^(?!.*--)[a-z][a-z0-9-]{1,22}[a-z0-9]$/);
      expect(alertSenderOf(service)).toMatch(/^.{1,12}$/);
    }
    for (const nameOf of [storageNameOf, vaultNameOf, alertSenderOf]) {
      expect(new Set(long.map(nameOf)).size).toBe(long.length);
    }
  });
});
