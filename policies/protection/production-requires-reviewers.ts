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
import { asList, at, isRecord, isText, notKnown, show, type Value } from "../form/value.ts";
import { type BranchPolicies, branchPoliciesOf, branchPropertyOf } from "./branch-policy.ts";
import {
  environmentComponent,
  environmentType,
  gatesFor,
  sameEnvironment,
  standingOf,
} from "./environment.ts";
import { judgePromotion, judgePromotionRuleset, promotionInto, promotionOf } from "./promotion.ts";

const name = "production-requires-reviewers";

const metadata: Metadata = {
  name,
  displayName: "Production opens only by its reviewers",
  description:
    "A GitHub environment that opens production must have required reviewers, must refuse the person who started the run, must not be bypassed by administrators, and must accept deployments from the default branch only. Where its component names a promotion branch instead, it must have that branch alone, and the branch must have a ruleset that nobody bypasses and that asks a team of each role.",
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
    "Give the environment at least one reviewer (a team or a user), preventSelfReview: true, canAdminsBypass: false, deploymentBranchPolicy { customBranchPolicies: true, protectedBranches: false } and one deployment policy for the default branch (the setting github.defaultBranch; main where it is not given). An environment that does not open production belongs under an Environment component whose tier is staging or development. A rollback must not wait for a person: its environment is the one that the component's gates name with the purpose rollback, called after the entry with -rollback behind. On a plan without required reviewers, name a promotion { branch, roles } on the entry (the setting approval: pull-request): then the entry has no reviewers and one deployment policy for that branch, the way back has one for each of the two branches, and beside them stands a RepositoryRuleset for the branch with creation, deletion and nonFastForward, without bypassActors, whose pullRequest dismisses stale reviews, asks for approval of the last push, allows merge alone, and has a requiredReviewers entry for all files and one review for each role.",
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

/** A promotion asks for its people at the branch; reviewers as well would be a way of their own. */
const promoted: readonly Demand[] = [absent("reviewers")];

export const productionRequiresReviewers: Policy = {
  metadata,

  resource(resource, run) {
    if (resource.type !== environmentType) return judgePromotionRuleset(resource);
    const environment: Subject = { kind: "GitHub environment", resource };
    switch (standingOf(resource, run)) {
      case "lower":
        return [];
      case "rollback":
        return judge(environment, closed);
      case "production":
        return judge(environment, [...(promotionInto(resource) ? promoted : reviewed), ...closed]);
      case "unclear":
        return onlyIfItApplies(judge(environment, [...reviewed, ...closed]));
    }
  },

  stack(resources, run) {
    return resources
      .filter((resource) => resource.type === environmentType)
      .flatMap((environment) => judgeTogether(environment, resources, run));
  },
};

function judgeTogether(environment: Resource, resources: readonly Resource[], run: Run): Finding[] {
  switch (standingOf(environment, run)) {
    case "lower":
      return [];
    case "rollback":
      return [
        ...judgeBranches(environment, resources, branchesBack(environment, run)),
        ...judgeWayBack(environment, resources, run),
      ];
    case "unclear":
      return onlyIfItApplies(judgeBranches(environment, resources, [run.defaultBranch]));
    case "production":
      return judgeEntry(environment, resources, run);
  }
}

/** S000-PROD-01: no other than the default branch deploys, or the one that is promoted to. */
function judgeEntry(environment: Resource, resources: readonly Resource[], run: Run): Finding[] {
  const promotion = promotionInto(environment);
  if (!promotion) return judgeBranches(environment, resources, [run.defaultBranch]);
  return [
    ...judgeBranches(environment, resources, [promotion.branch]),
    ...judgePromotion(environment, promotion, resources),
  ];
}

/** A rollback runs on the default branch; the one that a failed promotion starts by itself runs on the promotion's. */
function branchesBack(rollback: Resource, { defaultBranch }: Run): string[] {
  const promotion = promotionOf(ancestorOf(rollback, environmentComponent));
  const further = promotion === undefined || promotion === "perhaps" ? [] : [promotion.branch];
  return [...new Set([defaultBranch, ...further])];
}

/** Each of these branches may deploy, and no other. */
function judgeBranches(
  environment: Resource,
  resources: readonly Resource[],
  branches: readonly string[],
): Finding[] {
  const { own, perhaps } = branchPoliciesOf(environment, resources);
  const judged = (policy: Resource) => judgeBranch(policy, branches);
  const wrong = own.flatMap(judged);
  // While one is for another branch, that it should be for this one is all that has to be said.
  const missing = wrong.length > 0 ? [] : judgePresence(environment, branches, { own, perhaps });
  return [...wrong, ...missing, ...onlyIfItApplies(perhaps.flatMap(judged))];
}

function judgePresence(
  environment: Resource,
  branches: readonly string[],
  { own, perhaps }: BranchPolicies,
): Finding[] {
  const subject: Subject = { kind: "GitHub environment", resource: environment };
  const given = own.map((policy) => at(policy.properties, branchPropertyOf(policy)));
  return branches
    .filter((branch) => !given.includes(branch))
    .map((branch) => {
      const demand = `must have one deployment policy for the branch ${branch}`;
      if (perhaps.length === 0) {
        return violation(subject, `${demand}; given: ${given.map(show).join(", ") || "none"}`);
      }
      const names = show(perhaps.map((policy) => policy.name));
      return undecided(
        subject,
        `${demand}; given: ${names}, whose environment is not known before the update`,
      );
    });
}

function judgeBranch(resource: Resource, branches: readonly string[]): Finding[] {
  const property = branchPropertyOf(resource);
  const [first = ""] = branches;
  const branch: Demand =
    branches.length === 1
      ? exactly(property, first)
      : {
          property,
          required: `of ${branches.map(show).join(" or ")}`,
          met: (value) => isText(value) && branches.includes(value),
        };
  return judge({ kind: "Deployment policy of production", resource }, [branch, absent("tagPattern")]);
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
