import { iso27001, part11, soc2 } from "../form/clauses.ts";
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
import { asList, at, isRecord, notKnown, show, type Value } from "../form/value.ts";
import { branchPoliciesOf, branchPropertyOf } from "./branch-policy.ts";
import {
  environmentComponent,
  environmentType,
  gatesFor,
  sameEnvironment,
  standingOf,
} from "./environment.ts";

const name = "production-requires-reviewers";

const metadata: Metadata = {
  name,
  displayName: "Production opens only by its reviewers",
  description:
    "A GitHub environment that opens production must have required reviewers, must refuse the person who started the run, must not be bypassed by administrators, and must accept deployments from the default branch only.",
  severity: "critical",
  clauses: [
    part11("11.10(g)", "Authority checks, so that only authorized persons perform the operation at hand."),
    part11("11.10(f)", "Operational checks that enforce the permitted order of steps."),
    iso27001("A.5.3", "Conflicting duties are kept apart."),
    iso27001("A.8.32", "Changes follow a change management procedure."),
    soc2("CC8.1", "Changes are authorized and approved before they are put in place."),
  ],
  requirements: ["S000-PROD-01", "S000-PROD-02", "S003-SEC-03", "S004-SEC-05"],
  remediationSteps:
    "Give the environment at least one reviewer (a team or a user), preventSelfReview: true, canAdminsBypass: false, deploymentBranchPolicy { customBranchPolicies: true, protectedBranches: false } and one deployment policy for the default branch (the setting github.defaultBranch; main where it is not given). An environment that does not open production belongs under an Environment component whose tier is staging or development. A rollback must not wait for a person: its environment is the one that the component's gates name with the purpose rollback, called after the entry with -rollback behind.",
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
        const findings = judgeBranches(environment, resources, run.defaultBranch);
        if (standing === "rollback") return [...findings, ...judgeWayBack(environment, resources, run)];
        return standing === "unclear" ? onlyIfItApplies(findings) : findings;
      });
  },
};

/** S000-PROD-01: at least one branch may deploy, and no other than the default branch. */
function judgeBranches(environment: Resource, resources: readonly Resource[], branch: string): Finding[] {
  const subject: Subject = { kind: "GitHub environment", resource: environment };
  const demand = `must have one deployment policy for the branch ${branch}`;
  const { own, perhaps } = branchPoliciesOf(environment, resources);
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
  const judged = (policy: Resource) => judgeBranch(policy, branch);
  return [...own.flatMap(judged), ...onlyIfItApplies(perhaps.flatMap(judged))];
}

function judgeBranch(resource: Resource, branch: string): Finding[] {
  return judge({ kind: "Deployment policy of production", resource }, [
    exactly(branchPropertyOf(resource), branch),
    absent("tagPattern"),
  ]);
}

/** A way back without reviewers stands beside the reviewed environment of the same component, or it is a side door. */
function judgeWayBack(rollback: Resource, resources: readonly Resource[], run: Run): Finding[] {
  const component = ancestorOf(rollback, environmentComponent);
  const [entry] = component ? gatesFor(component, "entry") : [];
  const doors = resources.filter(
    (resource) =>
      resource.type === environmentType &&
      standingOf(resource, run) !== "rollback" &&
      ancestorOf(resource, environmentComponent)?.urn === component?.urn,
  );
  if (doors.some((door) => sameEnvironment(at(door.properties, "environment"), entry))) return [];
  const open = doors.some((door) => at(door.properties, "environment") === notKnown);
  const sentence = `must stand beside the environment ${show(entry)} of the same Environment component: only there may it have no reviewers; given: none beside it`;
  return [(open ? undecided : violation)({ kind: "GitHub environment", resource: rollback }, sentence)];
}
