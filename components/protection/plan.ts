/** What a feature of GitHub that the road leans on needs of the owner's plan. */
interface Feature {
  name: string;
  /** The plans that have it for a private repository; a public one has all of these on every plan. */
  privatePlans: readonly Plan[];
  /** What Gatehouse does where the plan lacks it. */
  instead: string;
  /** The page of GitHub's documentation that says so. */
  source: string;
}

export type Plan = "free" | "pro" | "team" | "enterprise";

const paid: readonly Plan[] = ["pro", "team", "enterprise"];

const features: readonly Feature[] = [
  {
    name: "rulesets on protected branches",
    privatePlans: paid,
    instead: "nothing can: the settings refuse the free plan for a private repository",
    source: "GitHub Docs, About rulesets",
  },
  {
    name: "reviews by code owners",
    privatePlans: paid,
    instead: "nothing can: the settings refuse the free plan for a private repository",
    source: "GitHub Docs, About code owners",
  },
  {
    name: "environments with secrets and deployment branches",
    privatePlans: paid,
    instead: "nothing can: the settings refuse the free plan for a private repository",
    source: "GitHub Docs, Managing environments for deployment",
  },
  {
    name: "required reviewers before an environment opens",
    privatePlans: ["enterprise"],
    instead: "the settings refuse approvals on this plan, so that nobody believes in a door that is open",
    source: "GitHub Docs, Managing environments for deployment",
  },
];

/** One line of advice: whether the plan enforces a feature, and what happens where it does not. */
export interface PlanAdvice {
  feature: string;
  enforced: boolean;
  instead?: string;
  source: string;
}

/** What the declared plan enforces, what it silently does not, and what Gatehouse does instead. */
export function adviceFor(plan: Plan, visibility: "public" | "private" | "internal"): PlanAdvice[] {
  return features.map(({ name, privatePlans, instead, source }) => {
    const enforced = visibility === "public" || privatePlans.includes(plan);
    return { feature: name, enforced, ...(enforced ? {} : { instead }), source };
  });
}
