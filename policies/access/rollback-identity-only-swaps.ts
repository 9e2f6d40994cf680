import { iso27001, part11, soc2 } from "../form/clauses.ts";
import { type Finding, judgeProperties, type Subject, undecided, violation } from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import { refersTo, sourcesOf } from "../form/reference.ts";
import type { Resource } from "../form/resource.ts";
import { asList, at, holdsUnknown, isRecord, isText, notKnown, show, type Value } from "../form/value.ts";
import { environmentComponent, gatesFor, sameEnvironment } from "../protection/environment.ts";
import { isFederatedCredential, isIdentity, isRoleAssignment, isRoleDefinition } from "./azure-type.ts";
import { environmentOf } from "./subject.ts";

const name = "rollback-identity-only-swaps";

const metadata: Metadata = {
  name,
  displayName: "The way back cannot bring new code",
  description:
    "The Azure identity of a rollback environment must have custom roles only, whose actions read and swap slots: that environment opens without a person, so nothing new may come through it.",
  severity: "critical",
  clauses: [
    iso27001("A.5.3", "Conflicting duties are kept apart."),
    iso27001("A.8.2", "Privileged access rights are restricted."),
    part11("11.10(g)", "Authority checks, so that only authorized persons perform the operation at hand."),
    soc2("CC8.1", "Changes are authorized and approved before they are put in place."),
  ],
  requirements: ["S000-PROD-02", "S004-SEC-05"],
  remediationSteps:
    "Give the rollback environment an identity of its own, and assign it only a RoleDefinition of this stack whose actions are reads (.../read) and slot swaps (.../slotsswap/action), without data actions.",
  url: documentOf(name),
  tags: ["azure", "rbac", "rollback"],
};

export const rollbackIdentityOnlySwaps: Policy = {
  metadata,

  stack(resources) {
    const rollbacks = resources
      .filter(({ type }) => type === environmentComponent)
      .flatMap((component) => gatesFor(component, "rollback"));
    return resources
      .filter(isFederatedCredential)
      .filter((credential) => isOfRollback(credential, rollbacks))
      .flatMap((credential) => judgeCredential(credential, resources));
  },
};

/** What sounds like a way back is judged as one; its name opens nothing here, it only adds a demand. */
function isOfRollback({ properties }: Resource, rollbacks: readonly string[]): boolean {
  const environment = environmentOf(at(properties, "subject"));
  if (environment === undefined) return false;
  return (
    environment.toLowerCase().endsWith("-rollback") ||
    rollbacks.some((rollback) => sameEnvironment(rollback, environment))
  );
}

function judgeCredential(credential: Resource, resources: readonly Resource[]): Finding[] {
  const identities = resources
    .filter(isIdentity)
    .filter((identity) => refersTo(credential, "resourceName", identity, "resourceName") === "yes");
  if (identities.length === 0) {
    const subject: Subject = { kind: "Azure federated credential", resource: credential };
    const given = at(credential.properties, "resourceName");
    const sentence = `must have resourceName of an identity of this stack, whose roles can be judged; given: ${show(given)}`;
    return [given === notKnown ? undecided(subject, sentence) : violation(subject, sentence)];
  }
  const assignments = resources
    .filter(isRoleAssignment)
    .filter((assignment) =>
      identities.some((identity) => refersTo(assignment, "principalId", identity, "principalId") === "yes"),
    );
  return assignments.flatMap((assignment) => judgeAssignment(assignment, resources));
}

function judgeAssignment(assignment: Resource, resources: readonly Resource[]): Finding[] {
  const sources = sourcesOf(assignment, "roleDefinitionId");
  const definitions = resources.filter(isRoleDefinition).filter(({ urn }) => sources.includes(urn));
  if (definitions.length > 0) return definitions.flatMap(judgeDefinition);
  const subject: Subject = { kind: "Azure role assignment of a rollback", resource: assignment };
  return [
    violation(
      subject,
      `must have roleDefinitionId of a RoleDefinition of this stack; given: ${show(at(assignment.properties, "roleDefinitionId"))}`,
    ),
  ];
}

function judgeDefinition(definition: Resource): Finding[] {
  const subject: Subject = { kind: "Azure role of a rollback", resource: definition };
  return asList(at(definition.properties, "permissions")).flatMap((permission): Finding[] => {
    if (!isRecord(permission)) {
      const sentence = `must have permissions that are named; given: ${show(permission)}`;
      return [holdsUnknown(permission) ? undecided(subject, sentence) : violation(subject, sentence)];
    }
    return judgeProperties(subject, permission, [
      {
        property: "actions",
        required: "with reads and slot swaps only (.../read, .../slotsswap/action)",
        met: (actions) => asList(actions).every(goesBack),
      },
      {
        property: "dataActions",
        required: "empty",
        met: (actions) => actions !== notKnown && asList(actions).length === 0,
      },
    ]);
  });
}

function goesBack(action: Value): boolean {
  return isText(action) && /^Microsoft\.Web\/sites\/[\w/]*(read|slotsswap\/action)$/i.test(action);
}
