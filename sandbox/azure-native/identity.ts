import { randomUUID } from "node:crypto";
import { suffixed } from "../protocol/naming.ts";
import type { ResourceType } from "../protocol/resource-type.ts";
import { matching, text, texts } from "../protocol/rules.ts";
import { inputRules, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import type { AzureDocument } from "./account.ts";
import { alreadyExists, armId, azureError, exists, groupOf, locationOf, removeBelow } from "./arm.ts";

const identityType = "Microsoft.ManagedIdentity/userAssignedIdentities";
export const identityToken = "azure-native:managedidentity:UserAssignedIdentity";
const credentialToken = "azure-native:managedidentity:FederatedIdentityCredential";

export function identityTypes(cloud: Cloud<AzureDocument>): ResourceType[] {
  return [userAssignedIdentity(cloud), federatedIdentityCredential(cloud)];
}

function userAssignedIdentity(cloud: Cloud<AzureDocument>): ResourceType {
  return storedType(cloud, {
    token: identityToken,
    inputs: inputRules({
      required: "resourceGroupName",
      optional: "location resourceName tags",
      replaces: "location resourceGroupName resourceName",
    }),
    computed: ["azureApiVersion", "clientId", "location", "name", "principalId", "tenantId", "type"],
    autoName: suffixed("resourceName", 128),
    check: (inputs) =>
      matching(
        "resourceName",
        inputs["resourceName"],
        /^[A-Za-z0-9][\w-]{2,127}$/,
        "3 to 128 letters, digits, '-' and '_'",
      ),
    idOf: (inputs, document) =>
      armId(document, text(inputs, "resourceGroupName"), identityType, text(inputs, "resourceName")),
    taken: ({ id }) => alreadyExists(id),
    outputs: ({ inputs, document, old }) => ({
      azureApiVersion: "2024-11-30",
      clientId: old?.outputs["clientId"] ?? randomUUID(),
      location: locationOf(document, inputs),
      name: text(inputs, "resourceName"),
      principalId: old?.outputs["principalId"] ?? randomUUID(),
      tenantId: document.account.tenantId,
      type: identityType,
    }),
    release: ({ document, id }) => removeBelow(document, id),
  });
}

function federatedIdentityCredential(cloud: Cloud<AzureDocument>): ResourceType {
  return storedType(cloud, {
    token: credentialToken,
    inputs: inputRules({
      required: "audiences issuer resourceGroupName resourceName subject",
      optional: "federatedIdentityCredentialResourceName",
      replaces: "federatedIdentityCredentialResourceName resourceGroupName resourceName",
    }),
    computed: ["azureApiVersion", "name", "type"],
    autoName: suffixed("federatedIdentityCredentialResourceName", 120),
    check: (inputs) => [
      ...matching(
        "federatedIdentityCredentialResourceName",
        inputs["federatedIdentityCredentialResourceName"],
        /^[A-Za-z0-9][\w-]{2,119}$/,
        "3 to 120 letters, digits, '-' and '_'",
      ),
      ...matching("issuer", inputs["issuer"], /^https:\/\//, "must be an https URL"),
      ...(inputs["audiences"] !== undefined && texts(inputs, "audiences").length !== 1
        ? [{ property: "audiences", reason: "exactly one audience must be given" }]
        : []),
    ],
    idOf: (inputs, document) =>
      `${ownerOf(document, inputs["resourceGroupName"], inputs["resourceName"])}/federatedIdentityCredentials/` +
      text(inputs, "federatedIdentityCredentialResourceName"),
    taken: ({ id }) => alreadyExists(id),
    admit({ id, inputs, document }) {
      groupOf(document, inputs);
      const owner = ownerOf(document, inputs["resourceGroupName"], inputs["resourceName"]);
      if (!exists(document, owner)) {
        throw azureError(
          404,
          "ParentResourceNotFound",
          `Failed to perform 'write' on resource(s) of type 'userAssignedIdentities/federatedIdentityCredentials', ` +
            `because the parent resource '${owner}' could not be found.`,
        );
      }
      const beside = Object.entries(document.resources[credentialToken] ?? {}).filter(
        ([other]) => other !== id && other.startsWith(`${owner}/`),
      );
      if (beside.length >= 20) {
        throw azureError(
          400,
          "BadRequest",
          "Too many Federated Identity Credentials: at most 20 on one identity.",
        );
      }
      for (const [, other] of beside) {
        if (other.inputs["issuer"] === inputs["issuer"] && other.inputs["subject"] === inputs["subject"]) {
          throw azureError(
            409,
            "Conflict",
            "Issuer and subject combination already exists for this Managed Identity.",
          );
        }
      }
    },
    outputs: ({ inputs }) => ({
      azureApiVersion: "2024-11-30",
      name: text(inputs, "federatedIdentityCredentialResourceName"),
      type: `${identityType}/federatedIdentityCredentials`,
    }),
  });
}

function ownerOf(document: AzureDocument, group: unknown, name: unknown): string {
  return armId(document, String(group), identityType, String(name));
}
