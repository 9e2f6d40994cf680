import { archiveOf } from "../audit/bucket.ts";
import { iso27001, soc2 } from "../form/clauses.ts";
import { type Finding, type Subject, undecided, violation } from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import { sourcesOf } from "../form/reference.ts";
import type { Resource } from "../form/resource.ts";
import type { Run } from "../form/run.ts";
import { ofType } from "../form/type.ts";
import { at, isRecord, isText, notKnown, show, type Value } from "../form/value.ts";
import { environmentComponent, gatesFor, sameEnvironment } from "../protection/environment.ts";
import { judgeConfigs } from "../secrets/config.ts";
import { isFederatedCredential } from "./azure-type.ts";
import { environmentOf } from "./subject.ts";
import { githubConditions, statementsOf } from "./trust-policy.ts";

const name = "nothing-shared-between-environments";

const metadata: Metadata = {
  name,
  displayName: "Environments share no identity, no secrets and no stack",
  description:
    "Each stack must have one tier, each identity that deploys must have one environment of this stack that may take it, and each Doppler config must have one environment that it fills, by one service token where it is read by token.",
  severity: "critical",
  clauses: [
    iso27001("A.8.31", "Development, test and production environments are kept apart."),
    iso27001("A.5.3", "Conflicting duties are kept apart."),
    soc2("CC6.3", "Access is given by role, with least privilege and separated duties."),
  ],
  requirements: ["S004-ENV-01", "S004-SEC-01"],
  remediationSteps:
    "Declare each environment in a stack of its own, with a config of its own in Doppler, one service token that reads it at most, and one identity for each GitHub environment. The role that adds evidence is the one exception: below the Audit component it may be taken from several environments.",
  url: documentOf(name),
  tags: ["aws", "azure", "doppler", "environment"],
};

const isRole = ofType("aws:iam/role:Role");

export const nothingSharedBetweenEnvironments: Policy = {
  metadata,

  resource(resource) {
    return isRole(resource) && !archiveOf(resource) ? judgeRole(resource) : [];
  },

  stack(resources, run) {
    const components = resources.filter(({ type }) => type === environmentComponent);
    const credentials = resources.filter(isFederatedCredential);
    return [
      ...judgeTiers(components, run),
      ...credentials.flatMap((credential) => judgeOwner(credential, components)),
      ...judgeIdentities(credentials),
      ...judgeConfigs(resources),
    ];
  },
};

function judgeTiers(components: readonly Resource[], { tier: own }: Run): Finding[] {
  const [first] = components;
  const expected: Value | undefined = own ?? (first && at(first.properties, "tier"));
  return components.flatMap((resource) => {
    const tier = at(resource.properties, "tier");
    if (tier === expected) return [];
    const subject: Subject = { kind: "Environment component", resource };
    const sentence = `must have tier ${show(expected)}, the one of its stack; given: ${show(tier)}`;
    return [
      tier === notKnown || expected === notKnown
        ? undecided(subject, sentence)
        : violation(subject, sentence),
    ];
  });
}

/** A role whose trust is not known yet is left to the update by oidc-trust-bound. */
function judgeRole(resource: Resource): Finding[] {
  const statements = statementsOf(at(resource.properties, "assumeRolePolicy")) ?? [];
  const environments = statements
    .filter(isRecord)
    .flatMap(githubConditions)
    .filter(({ claim }) => claim === "sub")
    .flatMap(({ values }) => values.map(environmentOf));
  const different = new Set(environments.flatMap((each) => (each === undefined ? [] : [each.toLowerCase()])));
  if (different.size <= 1) return [];
  const sentence = `must have one environment that may take it; given: ${[...different].join(", ")}`;
  return [violation({ kind: "AWS role", resource }, sentence)];
}

/** The environment of a credential is one of this stack's doors, or another stage's jobs could come in. */
function judgeOwner(resource: Resource, components: readonly Resource[]): Finding[] {
  const environment = environmentOf(at(resource.properties, "subject"));
  if (environment === undefined || components.length === 0) return [];
  const doors = components.flatMap((component) =>
    ["entry", "rollback"].flatMap((purpose) => gatesFor(component, purpose)),
  );
  if (doors.some((door) => sameEnvironment(door, environment))) return [];
  const subject: Subject = { kind: "Azure federated credential", resource };
  const sentence = `must have subject of an environment of this stack (${doors.join(", ") || "none is declared"}); given: ${environment}`;
  const open = components.some(({ properties }) => at(properties, "gates") === notKnown);
  return [open ? undecided(subject, sentence) : violation(subject, sentence)];
}

/** Refuses every credential of an identity that different environments take. */
function judgeIdentities(credentials: readonly Resource[]): Finding[] {
  const taker = ({ properties }: Resource) => environmentOf(at(properties, "subject"));
  return credentials.flatMap((resource) => {
    const identity = identityOf(resource);
    const own = taker(resource);
    if (identity === undefined || own === undefined) return [];
    const others = credentials
      .filter((other) => identityOf(other) === identity)
      .map(taker)
      .filter(isText)
      .filter((other) => !sameEnvironment(other, own));
    if (others.length === 0) return [];
    const sentence = `must have an identity that no other environment takes; given: ${show([own, ...others])}`;
    return [violation({ kind: "Azure federated credential", resource }, sentence)];
  });
}

function identityOf(credential: Resource): string | undefined {
  const [source] = sourcesOf(credential, "resourceName");
  const given = at(credential.properties, "resourceName");
  return source ?? (isText(given) ? given : undefined);
}
