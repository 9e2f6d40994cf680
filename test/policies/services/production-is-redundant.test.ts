import { describe, expect, it } from "vitest";
import { planOf } from "../../../components/services/azure-functions/plan.ts";
import type { ServiceProfile } from "../../../components/services/profile.ts";
import { notKnown, type Properties } from "../../../policies/form/value.ts";
import { productionIsRedundant as policy } from "../../../policies/services/production-is-redundant.ts";
import { judgeStack, preview, resource, undecided, violations } from "../resources.ts";

const profile = (minimum: number, zoneRedundant = false): ServiceProfile => ({
  instances: { minimum, maximum: 10 },
  zoneRedundant,
  logLevel: "information",
  featureFlags: {},
  monitoring: "full",
});
const plan = (properties: Properties) =>
  resource("azure-native:web:AppServicePlan", "production-backend-plan", properties);
const production = { ...preview, tier: "production" };

describe("the plan of production", () => {
  it("S003-ENV-03: has at least two instances or is zone-redundant, as declared; a single instance is refused", () => {
    expect(judgeStack(policy, [plan(planOf("EP1", profile(2)))], production)).toEqual([]);
    expect(judgeStack(policy, [plan(planOf("EP1", profile(1, true)))], production)).toEqual([]);
    expect(violations(judgeStack(policy, [plan(planOf("EP1", profile(1)))], production))).toEqual([
      'Plan of production "production-backend-plan" must have sku.capacity of at least 2, or zoneRedundant true; given: 1, false.',
    ]);
  });

  it("is refused where it keeps no instance ready, or nobody says how many", () => {
    for (const properties of [planOf("Y1", profile(0)), {}]) {
      expect(violations(judgeStack(policy, [plan(properties)], production))).toHaveLength(1);
    }
  });

  it("is what no settings place elsewhere", () => {
    const single = plan(planOf("EP1", profile(1)));
    expect(violations(judgeStack(policy, [single]))).toHaveLength(1);
    for (const tier of ["development", "staging"]) {
      expect(judgeStack(policy, [single], { ...preview, tier })).toEqual([]);
    }
  });

  it("is left to the update while its size is not known", () => {
    const unknown: Properties[] = [{ sku: notKnown }, { sku: { capacity: 1 }, zoneRedundant: notKnown }];
    for (const properties of unknown) {
      const findings = judgeStack(policy, [plan(properties)], production);
      expect([violations(findings).length, undecided(findings).length]).toEqual([0, 1]);
    }
  });
});
