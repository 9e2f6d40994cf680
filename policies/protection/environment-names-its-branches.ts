import { iso27001, soc2 } from "../form/clauses.ts";
import {
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
import type { Resource } from "../form/resource.ts";
import { isText, show } from "../form/value.ts";
import { branchPoliciesOf, branchPropertyOf } from "./branch-policy.ts";
import { environmentType, standingOf } from "./environment.ts";
import { isOfDevelopment } from "./stage.ts";

const name = "environment-names-its-branches";

const metadata: Metadata = {
  name,
  displayName: "Staging takes changes from declared branches",
  description:
    "A GitHub environment before production and after development must have deployment policies for named branches or patterns, none of which fits every branch or a tag.",
  severity: "high",
  clauses: [
    iso27001("A.8.32", "Changes follow a change management procedure."),
    iso27001("A.8.31", "Development, test and production environments are kept apart."),
    soc2("CC8.1", "Changes are authorized and approved before they are put in place."),
  ],
  requirements: ["S000-STG-01", "S002-ACT-01", "S003-SEC-02"],
  remediationSteps:
    "Set deploymentBranchPolicy { customBranchPolicies: true, protectedBranches: false } and one deployment policy for each branch or group of branches that may deploy, for example develop or auto/*. What every branch may deploy to belongs to development.",
  url: documentOf(name),
  tags: ["github", "environment", "staging"],
};

const restricted: readonly Demand[] = [
  exactly("deploymentBranchPolicy.customBranchPolicies", true),
  exactly("deploymentBranchPolicy.protectedBranches", false),
];

/** A pattern needs one letter at least, or it fits every branch of one depth. */
function namesBranches(property: string): readonly Demand[] {
  return [
    {
      property,
      required: "that names a branch or a group of them",
      met: (value) => isText(value) && /[A-Za-z0-9]/.test(value),
    },
  ];
}

export const environmentNamesItsBranches: Policy = {
  metadata,

  resource(resource, run) {
    // What opens production, or may, is judged by production-requires-reviewers.
    if (resource.type !== environmentType || standingOf(resource, run) !== "lower") return [];
    if (isOfDevelopment(resource, run)) return [];
    return judge({ kind: "GitHub environment", resource }, restricted);
  },

  stack(resources, run) {
    return resources
      .filter((resource) => resource.type === environmentType && standingOf(resource, run) === "lower")
      .filter((resource) => !isOfDevelopment(resource, run))
      .flatMap((environment) => judgeBranches(environment, resources));
  },
};

function judgeBranches(environment: Resource, resources: readonly Resource[]): Finding[] {
  const subject: Subject = { kind: "GitHub environment", resource: environment };
  const { own, perhaps } = branchPoliciesOf(environment, resources);
  const findings = [...own.flatMap(judgePolicy), ...onlyIfItApplies(perhaps.flatMap(judgePolicy))];
  if (own.length > 0) return findings;
  const sentence = `must have a deployment policy for a named branch; given: ${perhaps.length > 0 ? show(perhaps.map(({ name: given }) => given)) : "none"}`;
  return [...findings, perhaps.length > 0 ? undecided(subject, sentence) : violation(subject, sentence)];
}

function judgePolicy(resource: Resource): Finding[] {
  return judge({ kind: "Deployment policy", resource }, [
    ...namesBranches(branchPropertyOf(resource)),
    {
      property: "tagPattern",
      required: "empty",
      met: (value) => value === undefined || value === null || value === "",
    },
  ]);
}
