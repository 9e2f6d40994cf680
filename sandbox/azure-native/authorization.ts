import { guid } from "../protocol/naming.ts";
import type { ResourceType, Value } from "../protocol/resource-type.ts";
import { list, matching, members, oneOf, text, texts } from "../protocol/rules.ts";
import { inputRules, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import type { AzureDocument } from "./account.ts";
import { alreadyExists, azureError, exists, groupId } from "./arm.ts";

const assignmentToken = "azure-native:authorization:RoleAssignment";
const definitionToken = "azure-native:authorization:RoleDefinition";
const definitionType = "Microsoft.Authorization/roleDefinitions";

export function authorizationTypes(cloud: Cloud<AzureDocument>): ResourceType[] {
  return [roleDefinition(cloud), roleAssignment(cloud)];
}

function roleDefinition(cloud: Cloud<AzureDocument>): ResourceType {
  return storedType(cloud, {
    token: definitionToken,
    inputs: inputRules({
      required: "scope",
      optional: "assignableScopes description permissions roleDefinitionId roleName roleType",
      replaces: "roleDefinitionId scope",
    }),
    computed: ["azureApiVersion", "createdBy", "createdOn", "name", "type", "updatedBy", "updatedOn"],
    autoName: guid("roleDefinitionId"),
    check: (inputs) => oneOf("roleType", inputs["roleType"], ["CustomRole", "BuiltInRole"]),
    // Azure keeps a custom role with the subscription, whatever scope it was written at.
    idOf: (inputs, document) =>
      `/subscriptions/${document.account.subscriptionId}/providers/${definitionType}/${text(inputs, "roleDefinitionId")}`,
    taken: ({ id }) => alreadyExists(id),
    admit({ id, inputs, document }) {
      refuseScope(document, text(inputs, "scope"));
      for (const scope of texts(inputs, "assignableScopes")) refuseScope(document, scope);
      const held = Object.entries(document.resources[definitionToken] ?? {}).some(
        ([other, stored]) => other !== id && stored.inputs["roleName"] === inputs["roleName"],
      );
      if (held) {
        throw azureError(
          409,
          "RoleDefinitionWithSameNameExists",
          `A custom role with the same name already exists in this directory. Use a different name.`,
        );
      }
      if (list(inputs, "permissions").length === 0) {
        throw azureError(400, "InvalidRoleDefinition", "The role definition must have permissions.");
      }
    },
    outputs: ({ inputs, document, old }) => ({
      ...written(document, old?.outputs["createdOn"]),
      name: text(inputs, "roleDefinitionId"),
      type: definitionType,
    }),
    release({ id, document }) {
      const used = Object.values(document.resources[assignmentToken] ?? {}).some(
        (stored) => text(stored.inputs, "roleDefinitionId").toLowerCase() === id.toLowerCase(),
      );
      if (used) {
        throw azureError(
          400,
          "RoleDefinitionHasAssignments",
          "There are existing role assignments referencing role. Delete them before deleting the role definition.",
        );
      }
    },
  });
}

function written(document: AzureDocument, createdOn: Value | undefined) {
  const now = new Date().toISOString();
  const by = document.account.objectId;
  return {
    azureApiVersion: "2022-04-01",
    createdBy: by,
    createdOn: createdOn ?? now,
    updatedBy: by,
    updatedOn: now,
  };
}

function roleAssignment(cloud: Cloud<AzureDocument>): ResourceType {
  return storedType(cloud, {
    token: assignmentToken,
    inputs: inputRules({
      required: "principalId roleDefinitionId scope",
      optional:
        "condition conditionVersion delegatedManagedIdentityResourceId description principalType roleAssignmentName",
      replaces: "principalId roleAssignmentName roleDefinitionId scope",
    }),
    computed: ["azureApiVersion", "createdBy", "createdOn", "name", "type", "updatedBy", "updatedOn"],
    autoName: guid("roleAssignmentName"),
    check: (inputs) => [
      ...matching(
        "roleAssignmentName",
        inputs["roleAssignmentName"],
        /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
        "must be a GUID",
      ),
      ...oneOf("principalType", inputs["principalType"], [
        "User",
        "Group",
        "ServicePrincipal",
        "ForeignGroup",
        "Device",
      ]),
    ],
    idOf: (inputs) =>
      `${text(inputs, "scope")}/providers/Microsoft.Authorization/roleAssignments/${text(inputs, "roleAssignmentName")}`,
    taken: ({ id }) => alreadyExists(id),
    admit({ id, inputs, document }) {
      refuseScope(document, text(inputs, "scope"));
      if (
        !/\/roleDefinitions\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(
          text(inputs, "roleDefinitionId"),
        )
      ) {
        throw azureError(
          400,
          "InvalidRoleDefinitionId",
          `The role definition ID '${text(inputs, "roleDefinitionId")}' is not valid. The role definition ID must be a GUID.`,
        );
      }
      const principal = text(inputs, "principalId");
      if (!principalsOf(document).has(principal)) {
        throw azureError(
          400,
          "PrincipalNotFound",
          `Principal ${principal} does not exist in the directory ${document.account.tenantId}.`,
        );
      }
      const double = Object.entries(document.resources[assignmentToken] ?? {}).some(
        ([other, stored]) =>
          other !== id &&
          ["scope", "principalId", "roleDefinitionId"].every((name) => stored.inputs[name] === inputs[name]),
      );
      if (double) throw azureError(409, "RoleAssignmentExists", "The role assignment already exists.");
    },
    outputs: ({ inputs, document, old }) => ({
      ...written(document, old?.outputs["createdOn"]),
      name: text(inputs, "roleAssignmentName"),
      type: "Microsoft.Authorization/roleAssignments",
    }),
  });
}

function refuseScope(document: AzureDocument, scope: string): void {
  const root = `/subscriptions/${document.account.subscriptionId}`;
  if (scope === root || exists(document, scope)) return;
  if (!scope.startsWith(`${root}/`)) {
    throw azureError(
      403,
      "AuthorizationFailed",
      `The client does not have authorization over scope '${scope}'.`,
    );
  }
  const group = scope.slice(root.length).split("/")[2] ?? "";
  if (!exists(document, groupId(document, group))) {
    throw azureError(404, "ResourceGroupNotFound", `Resource group '${group}' could not be found.`);
  }
  throw azureError(404, "ResourceNotFound", `The Resource '${scope}' was not found.`);
}

/** Everybody whom a role can be given to: the account's own, and the identities that the program made. */
function principalsOf(document: AzureDocument): Set<string> {
  const made = Object.values(document.resources)
    .flatMap((resources) => Object.values(resources))
    .flatMap(({ outputs }) => [
      text(outputs, "principalId"),
      text(members(outputs, "identity"), "principalId"),
    ]);
  return new Set([document.account.objectId, ...document.account.principals, ...made.filter(Boolean)]);
}
