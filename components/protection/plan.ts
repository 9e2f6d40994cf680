import type { ApprovalBy } from "../environment/gates.ts";
import { type Feature, features, type Plan, type Visibility } from "./plan-features.ts";

export type { Plan, Visibility } from "./plan-features.ts";

/** One line of advice: whether the plan enforces a feature, and what Gatehouse does where it does not. */
export interface PlanAdvice {
  feature: string;
  enforced: boolean;
  instead?: string;
  /** The page of GitHub's documentation that says so. */
  source: string;
}

/** What the declared plan enforces, what it silently does not, and what Gatehouse does instead. */
export function adviceFor(plan: Plan, visibility: Visibility, by: ApprovalBy): PlanAdvice[] {
  return Object.values(features).map((feature: Feature) => {
    const enforced = has(feature, plan, visibility);
    const instead = typeof feature.instead === "string" ? feature.instead : feature.instead[by];
    return { feature: feature.name, enforced, ...(enforced ? {} : { instead }), source: feature.source };
  });
}

/** Whether GitHub enforces a feature for a repository of this visibility on this plan. */
export function enforces(feature: keyof typeof features, plan: Plan, visibility: Visibility): boolean {
  return has(features[feature], plan, visibility);
}

function has({ publicPlans, privatePlans }: Feature, plan: Plan, visibility: Visibility): boolean {
  return (visibility === "public" ? publicPlans : privatePlans).includes(plan);
}
