import { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment.js";
import type * as pulumi from "@pulumi/pulumi";
import type { Place } from "./place.ts";

/** Names of Azure's built-in roles (Microsoft Learn, "Azure built-in roles"). */
export const builtInRoles = {
  websiteContributor: "de139f84-1756-47ae-9be6-808fbbe84772",
  storageBlobDataOwner: "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
  keyVaultSecretsUser: "4633458b-17de-408a-874b-0445c86b69e6",
  monitoringMetricsPublisher: "3913510d-42f4-4e42-8a64-420c390055eb",
};

/** The id of a built-in role: it is there in every subscription. */
export function builtInRole(subscriptionId: string, role: keyof typeof builtInRoles): string {
  return `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles[role]}`;
}

/** What a rollback may do to a function app: see it and swap its slots. It cannot bring new code. */
export const rollbackActions = [
  "Microsoft.Web/sites/read",
  "Microsoft.Web/sites/slots/read",
  "Microsoft.Web/sites/slotsswap/action",
  "Microsoft.Web/sites/slots/slotsswap/action",
  "Microsoft.Web/sites/operationresults/read",
  "Microsoft.Web/sites/slots/operationresults/read",
];

/** Gives an identity one role on one resource. */
export function assign(
  place: Place,
  suffix: string,
  grant: Record<"scope" | "principalId" | "roleDefinitionId", pulumi.Input<string>>,
): RoleAssignment {
  return new RoleAssignment(
    place.child(suffix),
    { ...grant, principalType: "ServicePrincipal" },
    { parent: place.parent },
  );
}
