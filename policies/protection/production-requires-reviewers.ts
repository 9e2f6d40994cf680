import {
  absent,
  type Demand,
  exactly,
  type Finding,
  judge,
  onlyIfItApplies,
  type Subject,
  undecided,
  violation,
} from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import { ancestorOf, type Resource } from "../form/resource.ts";
import type { Run } from "../form/run.ts";
import { asList, at, isRecord, isText, notKnown, show, type Value } from "../form/value.ts";
import {
  environmentComponent,
  environmentType,
  productionBranch,
  rollbackName,
  standingOf,
} from "./environment.ts";

const name = "production-requires-reviewers";

const metadata: Metadata = {
  name,
  displayName: "Production opens only by its reviewers",
  description:
    "A GitHub environment that opens production must have required reviewers, must refuse the person who started the run, must not be bypassed by administrators, and must accept deployments from main only.",
  severity: "critical",
  clauses: [
    {
      name: "21 CFR Part 11",
      version: "1997",
      reference: "11.10(g)",
      specification: "Authority checks, so that only authorized persons perform the operation at hand.",
    },
    {
      name: "21 CFR Part 11",
      version: "1997",
      reference: "11.10(f)",
      specification: "Operational checks that enforce the permitted order of steps.",
    },
    {
      name: "ISO/IEC 27001",
      version: "2022",
      reference: "A.5.3",
      specification: "Conflicting duties are kept apart.",
    },
    {
      name: "ISO/IEC 27001",
      version: "2022",
      reference: "A.8.32",
      specification: "Changes follow a change management procedure.",
    },
    {
      name: "SOC 2 (Trust Services Criteria)",
      version: "2017",
      reference: "CC8.1",
      specification: "Changes are authorized and approved before they are put in place.",
    },
  ],
  requirements: ["S000-PROD-01", "S000-PROD-02", "S003-SEC-03", "S004-SEC-05"],
  remediationSteps: `Give the environment at least one reviewer (a team or a user), preventSelfReview: true, canAdminsBypass: false, deploymentBranchPolicy { customBranchPolicies: true, protectedBranches: false } and one deployment policy for the branch ${productionBranch}. An environment that does not open production belongs under an Environment component whose tier is staging or development.`,
  url: documentOf(name),
  tags: ["github", "environment", "production"],
};

const closed: readonly Demand[] = [
  exactly("canAdminsBypass", false),
  exactly("deploymentBranchPolicy.customBranchPolicies", true),
  exactly("deploymentBranchPolicy.protectedBranches", false),
];

const reviewed: readonly Demand[] = [
  {
    property: "reviewers",
    required: "with at least one team or user",
    met: (reviewers) => asList(reviewers).some(namesSomebody),
  },
  exactly("preventSelfReview", true),
];

/** A reviewer whose id only the update knows is a reviewer; a whole list that is not known may be empty. */
function namesSomebody(reviewers: Value): boolean {
  if (!isRecord(reviewers)) return false;
  return ["teams", "users"].some((holders) => {
    const list = reviewers[holders];
    return list !== notKnown && asList(list).length > 0;
  });
}

/** The resource types that let a branch deploy to an environment, and what each calls the two. */
const branchPolicies: ReadonlyMap<string, { environment: string; branch: string }> = new Map([
  [
    "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy",
    { environment: "environment", branch: "branchPattern" },
  ],
  [
    "github:index/repositoryDeploymentBranchPolicy:RepositoryDeploymentBranchPolicy",
    { environment: "environmentName", branch: "name" },
  ],
]);

export const productionRequiresReviewers: Policy = {
  metadata,

  resource(resource, run) {
    if (resource.type !== environmentType) return [];
    const environment: Subject = { kind: "GitHub environment", resource };
    switch (standingOf(resource, run)) {
      case "lower":
        return [];
      case "rollback":
        return judge(environment, closed);
      case "production":
        return judge(environment, [...reviewed, ...closed]);
      case "unclear":
        return onlyIfItApplies(judge(environment, [...reviewed, ...closed]));
    }
  },

  stack(resources, run) {
    return resources
      .filter((resource) => resource.type === environmentType)
      .flatMap((environment) => {
        const standing = standingOf(environment, run);
        if (standing === "lower") return [];
        const findings = judgeBranches(environment, resources);
        if (standing === "rollback") return [...findings, ...judgeWayBack(environment, resources, run)];
        return standing === "unclear" ? onlyIfItApplies(findings) : findings;
      });
  },
};

/** S000-PROD-01: at least one branch may deploy, and no other than the production branch. */
function judgeBranches(environment: Resource, resources: readonly Resource[]): Finding[] {
  const subject: Subject = { kind: "GitHub environment", resource: environment };
  const demand = `must have one deployment policy for the branch ${productionBranch}`;
  const policies = resources.filter((resource) => branchPolicies.has(resource.type));
  const own = policies.filter((policy) => mayBelong(policy, environment) === "yes");
  const perhaps = policies.filter((policy) => mayBelong(policy, environment) === "perhaps");
  if (own.length === 0) {
    return perhaps.length > 0
      ? [
          undecided(
            subject,
            `${demand}; given: ${show(perhaps.map((policy) => policy.name))}, whose environment is not known before the update`,
          ),
        ]
      : [violation(subject, `${demand}; given: none`)];
  }
  return [...own.flatMap(judgeBranch), ...onlyIfItApplies(perhaps.flatMap(judgeBranch))];
}

function judgeBranch(resource: Resource): Finding[] {
  const terms = branchPolicies.get(resource.type);
  if (!terms) return [];
  return judge({ kind: "Deployment policy of production", resource }, [
    exactly(terms.branch, productionBranch),
    absent("tagPattern"),
  ]);
}

function mayBelong(policy: Resource, environment: Resource): "yes" | "perhaps" | "no" {
  const property = branchPolicies.get(policy.type)?.environment ?? "environment";
  if (policy.sources[property]?.includes(environment.urn)) return "yes";
  const pairs: readonly (readonly [Value | undefined, Value | undefined])[] = [
    [at(policy.properties, property), at(environment.properties, "environment")],
    [at(policy.properties, "repository"), at(environment.properties, "repository")],
  ];
  if (pairs.some(([one, other]) => isText(one) && isText(other) && !sameName(one, other))) return "no";
  return pairs.every(([one, other]) => isText(one) && isText(other)) ? "yes" : "perhaps";
}

/** A way back without reviewers stands beside the reviewed environment of the same component, or it is a side door. */
function judgeWayBack(rollback: Resource, resources: readonly Resource[], run: Run): Finding[] {
  const component = ancestorOf(rollback, environmentComponent);
  const beside = resources.some(
    (resource) =>
      resource.type === environmentType &&
      standingOf(resource, run) === "production" &&
      ancestorOf(resource, environmentComponent)?.urn === component?.urn,
  );
  if (beside) return [];
  return [
    violation(
      { kind: "GitHub environment", resource: rollback },
      `must stand beside the production environment of the same Environment component: only there may ${rollbackName} have no reviewers; given: none beside it`,
    ),
  ];
}

function sameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
