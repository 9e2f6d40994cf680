import { CloudError, type Properties, type Value } from "../protocol/resource-type.ts";
import { text } from "../protocol/rules.ts";
import type { Stored } from "../world/stored-type.ts";
import type { AzureDocument } from "./account.ts";

export const groupToken = "azure-native:resources:ResourceGroup";
export const vaultToken = "azure-native:keyvault:Vault";

/** A refusal as the azure-native provider reports it. */
export function azureError(status: number, code: string, message: string): CloudError {
  return new CloudError(status, `Status=${status} Code="${code}" Message="${message}"`);
}

/** What azure-native says when the thing to create is there: it looks before it writes. */
export function alreadyExists(id: string): CloudError {
  return new CloudError(409, `cannot create already existing resource "${id}"`);
}

/** The id of a resource in a group: `type` is for example `Microsoft.Web/sites`. */
export function armId(document: AzureDocument, group: string, type: string, name: string): string {
  return `${groupId(document, group)}/providers/${type}/${name}`;
}

export function groupId(document: AzureDocument, group: string): string {
  return `/subscriptions/${document.account.subscriptionId}/resourceGroups/${group}`;
}

/** The group that a resource goes into. Azure compares names without regard to case. */
export function groupOf(document: AzureDocument, inputs: Properties): Stored {
  const name = text(inputs, "resourceGroupName");
  const groups = Object.entries(document.resources[groupToken] ?? {});
  const wanted = groupId(document, name).toLowerCase();
  const found = groups.find(([id]) => id.toLowerCase() === wanted);
  if (found) return found[1];
  throw azureError(404, "ResourceGroupNotFound", `Resource group '${name}' could not be found.`);
}

/** Where a resource lies: as given, or where its group lies, as the provider fills it in. */
export function locationOf(document: AzureDocument, inputs: Properties): Value {
  return inputs["location"] ?? groupOf(document, inputs).inputs["location"] ?? "";
}

/** The resource of a type that an id names. */
export function resourceById(document: AzureDocument, token: string, id: string): Stored | undefined {
  const wanted = id.toLowerCase();
  return Object.entries(document.resources[token] ?? {}).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

/** Whether something exists under an id, of whatever type. */
export function exists(document: AzureDocument, id: string): boolean {
  return Object.keys(document.resources).some((token) => resourceById(document, token, id) !== undefined);
}

/** Refuses an id of a resource that is not there. What lies in no group (a subscription) is there always. */
export function refuseMissing(document: AzureDocument, id: string): void {
  const [, , , , group] = id.split("/");
  if (group === undefined || exists(document, id)) return;
  const [, resource = id] = id.split("/providers/");
  throw azureError(
    404,
    "ResourceNotFound",
    `The Resource '${resource}' under resource group '${group}' was not found.`,
  );
}

/** Removes what lies below an id, as Azure does when the thing itself goes. A vault that goes can be recovered. */
export function removeBelow(document: AzureDocument, id: string): void {
  const prefix = `${id.toLowerCase()}/`;
  for (const [token, resources] of Object.entries(document.resources)) {
    for (const [key, stored] of Object.entries(resources)) {
      if (!key.toLowerCase().startsWith(prefix)) continue;
      if (token === vaultToken) keepDeletedVault(document, text(stored.inputs, "vaultName"));
      delete resources[key];
    }
  }
}

/** Holds the name of a vault that was deleted: Azure keeps it for as long as the vault can be recovered. */
export function keepDeletedVault(document: AzureDocument, name: string): void {
  document.deletedVaults = [...new Set([...(document.deletedVaults ?? []), name.toLowerCase()])];
}
