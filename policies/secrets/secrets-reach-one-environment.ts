import { iso27001, part11, soc2 } from "../form/clauses.ts";
import {
  type Demand,
  exactly,
  type Finding,
  judge,
  type Subject,
  undecided,
  violation,
} from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import { refersTo } from "../form/reference.ts";
import { ancestorOf, type Resource } from "../form/resource.ts";
import { ofType } from "../form/type.ts";
import { at, holdsUnknown, isText, show } from "../form/value.ts";
import {
  environmentComponent,
  environmentType,
  gatesFor,
  sameEnvironment,
} from "../protection/environment.ts";

const name = "secrets-reach-one-environment";

const metadata: Metadata = {
  name,
  displayName: "Secrets reach one environment, behind all its approvals",
  description:
    "A secret for workflows must have one environment of this stack as its place: a Doppler sync fills the entry alone and empties it again, and no secret is given to a whole repository or organization.",
  severity: "critical",
  clauses: [
    iso27001("A.8.31", "Development, test and production environments are kept apart."),
    iso27001("A.5.17", "Authentication information is allocated and kept under control."),
    part11("11.10(d)", "System access is limited to authorized individuals."),
    soc2("CC6.3", "Access is given by role, with least privilege and separated duties."),
  ],
  requirements: ["S004-SEC-01", "S002-ACT-03"],
  remediationSteps:
    "Replace a secret of the repository or organization by an ActionsEnvironmentSecret. Give a Doppler sync syncTarget: repo, deleteBehavior: delete_from_target, and as environmentName the entry of the stack's own Environment component: a door before it opens after fewer approvals, and the way back opens without any.",
  url: documentOf(name),
  tags: ["github", "doppler", "secrets"],
};

const isWideSecret = ofType(
  "github:index/actionsSecret:ActionsSecret",
  "github:index/actionsOrganizationSecret:ActionsOrganizationSecret",
);
const isEnvironmentSecret = ofType("github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret");
const isSync = ofType("doppler:secretsSync/githubActions:GithubActions");

const syncDemands: readonly Demand[] = [
  exactly("syncTarget", "repo"),
  // Otherwise Doppler leaves the secrets at GitHub when the sync goes.
  exactly("deleteBehavior", "delete_from_target"),
];

/** What brings secrets into an environment, and through which doors it may. */
interface Carrier {
  subject: Subject;
  property: string;
  doors: readonly string[];
}

export const secretsReachOneEnvironment: Policy = {
  metadata,

  resource(resource) {
    if (isWideSecret(resource)) {
      const sentence = `must have one environment as its place; given: ${show(at(resource.properties, "secretName"))} for every environment`;
      return [violation({ kind: "GitHub secret", resource }, sentence)];
    }
    return isSync(resource) ? judge({ kind: "Doppler sync", resource }, syncDemands) : [];
  },

  stack(resources) {
    return resources.flatMap((resource) => {
      if (isSync(resource)) {
        const subject = { kind: "Doppler sync", resource };
        return judgeCarrier({ subject, property: "environmentName", doors: ["entry"] }, resources);
      }
      if (!isEnvironmentSecret(resource)) return [];
      const subject = { kind: "GitHub secret", resource };
      return judgeCarrier({ subject, property: "environment", doors: ["entry", "rollback"] }, resources);
    });
  },
};

function judgeCarrier({ subject, property, doors }: Carrier, resources: readonly Resource[]): Finding[] {
  const environments = resources.filter(({ type }) => type === environmentType);
  const references = environments.map((environment) => ({
    environment,
    reference: refersTo(subject.resource, property, environment, "environment"),
  }));
  const own = references.filter(({ reference }) => reference === "yes");
  if (own.length === 0) {
    const sentence = `must have ${property} of an environment that this stack declares; given: ${show(at(subject.resource.properties, property))}`;
    const open = references.some(({ reference }) => reference === "perhaps");
    return [open ? undecided(subject, sentence) : violation(subject, sentence)];
  }
  return own.flatMap(({ environment }) => judgeDoor({ subject, property, doors }, environment));
}

function judgeDoor({ subject, property, doors }: Carrier, environment: Resource): Finding[] {
  const component = ancestorOf(environment, environmentComponent);
  const given = at(environment.properties, "environment");
  const allowed = component ? doors.flatMap((purpose) => gatesFor(component, purpose)) : [];
  if (allowed.some((door) => sameEnvironment(door, given))) return [];
  const sentence = `must have ${property} of a door that an Environment component names as its ${doors.join(" or ")}; given: ${show(given)}`;
  const gates = component && at(component.properties, "gates");
  return [
    !isText(given) || holdsUnknown(gates) ? undecided(subject, sentence) : violation(subject, sentence),
  ];
}
