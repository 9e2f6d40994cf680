import { randomUUID } from "node:crypto";
import type { Properties } from "../protocol/resource-type.ts";
import { members, text, texts } from "../protocol/rules.ts";
import type { Stored } from "../world/stored-type.ts";
import type { AzureDocument } from "./account.ts";
import { azureError, exists, resourceById } from "./arm.ts";
import { identityToken } from "./identity.ts";

/** The identities of a site: its own, which begins and ends with it, and those that were made beside it. */
export function identityOf(document: AzureDocument, inputs: Properties, old: Stored | undefined): Properties {
  const identity = members(inputs, "identity");
  const type = text(identity, "type");
  if (type === "" || type === "None") return {};
  const before = old ? members(old.outputs, "identity") : {};
  const assigned = texts(identity, "userAssignedIdentities").map((id) => {
    const { clientId, principalId } = resourceById(document, identityToken, id)?.outputs ?? {};
    return [id, { clientId: clientId ?? "", principalId: principalId ?? "" }];
  });
  return {
    identity: {
      type,
      ...(type.includes("SystemAssigned") && {
        principalId: before["principalId"] ?? randomUUID(),
        tenantId: document.account.tenantId,
      }),
      ...(assigned.length > 0 && { userAssignedIdentities: Object.fromEntries(assigned) }),
    },
  };
}

/** Refuses a site whose identities were not made before. */
export function refuseIdentities(document: AzureDocument, id: string, inputs: Properties): void {
  const given = texts(members(inputs, "identity"), "userAssignedIdentities");
  const missing = given.find((identity) => !exists(document, identity));
  if (missing === undefined) return;
  throw azureError(
    400,
    "FailedIdentityOperation",
    `Identity operation for resource '${id}' failed with error 'Failed to perform resource identity operation. ` +
      `Status: 'BadRequest'. Response: '{"error":{"code":"BadRequest","message":"Resource '${missing}' was not ` +
      "found.\"}}'.'.",
  );
}
