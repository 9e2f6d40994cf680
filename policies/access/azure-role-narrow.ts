import { iso27001, part11, soc2 } from "../form/clauses.ts";
import {
  type Demand,
  type Finding,
  judge,
  judgeProperties,
  type Subject,
  undecided,
} from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import { asList, at, isRecord, isText, notKnown } from "../form/value.ts";
import { isRoleAssignment, isRoleDefinition } from "./azure-type.ts";

const name = "azure-role-narrow";

const metadata: Metadata = {
  name,
  displayName: "Azure roles are narrow, in what they allow and where",
  description:
    "A role assignment in Azure must have a resource group or a resource as its scope, and a role that is neither Owner nor Contributor nor one that grants access; a custom role must have actions without a wildcard for all of them.",
  severity: "high",
  clauses: [
    iso27001("A.8.2", "Privileged access rights are restricted."),
    iso27001("A.5.18", "Access rights follow the rules for access, and are no more than needed."),
    part11("11.10(d)", "System access is limited to authorized individuals."),
    soc2("CC6.3", "Access is given by role, with least privilege and separated duties."),
  ],
  requirements: ["S004-SEC-04"],
  remediationSteps:
    "Assign the narrowest built-in role that does the task, for example Website Contributor, at the one resource that it is for. Where none is narrow enough, declare a RoleDefinition that names its actions.",
  url: documentOf(name),
  tags: ["azure", "rbac"],
};

/** Roles that may change everything or hand out roles (Microsoft Learn, "Azure built-in roles"). */
const broadRoles: ReadonlyMap<string, string> = new Map([
  ["8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner"],
  ["b24988ac-6180-42a0-ab88-20f7382dd24c", "Contributor"],
  ["18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "User Access Administrator"],
  ["f58310d9-a9f6-439a-9e8d-f62e7b41a168", "Role Based Access Control Administrator"],
]);

const assignmentDemands: readonly Demand[] = [
  {
    property: "scope",
    required: "of a resource group or a resource (/subscriptions/ID/resourceGroups/NAME...)",
    met: (scope) => isText(scope) && /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+/i.test(scope),
  },
  {
    property: "roleDefinitionId",
    required: `other than ${[...broadRoles.values()].join(", ")}`,
    met: (id) => isText(id) && id !== "" && !broadRoles.has(id.slice(id.lastIndexOf("/") + 1).toLowerCase()),
  },
];

/** `*`, a whole provider, or the provider that hands out roles. */
const broadAction =
  /^(\*|[^/]+\/\*|\*\/(write|delete|action|\*)|Microsoft\.Authorization\/.*(write|delete|action|\*))$/i;

const permissionDemands: readonly Demand[] = ["actions", "dataActions"].map((property) => ({
  property,
  required: "without a wildcard for a whole provider and without a right to hand out roles",
  met: (actions) => asList(actions).every((action) => isText(action) && !broadAction.test(action)),
}));

export const azureRoleNarrow: Policy = {
  metadata,

  resource(resource) {
    if (isRoleAssignment(resource)) {
      return judge({ kind: "Azure role assignment", resource }, assignmentDemands);
    }
    if (!isRoleDefinition(resource)) return [];
    const subject: Subject = { kind: "Azure role", resource };
    return asList(at(resource.properties, "permissions")).flatMap((permission): Finding[] => {
      if (isRecord(permission)) return judgeProperties(subject, permission, permissionDemands);
      return permission === notKnown
        ? [undecided(subject, "must have permissions that are named; given: not known before the update")]
        : [];
    });
  },
};
