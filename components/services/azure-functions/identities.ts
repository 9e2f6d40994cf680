import { RoleDefinition } from "@pulumi/azure-native/authorization/roleDefinition.js";
import { FederatedIdentityCredential } from "@pulumi/azure-native/managedidentity/federatedIdentityCredential.js";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import type { WebApp } from "@pulumi/azure-native/web/webApp.js";
import { azureAudience, issuer, subjectFor, type TokenSource } from "../../access/oidc.ts";
import { type Place, placed } from "./place.ts";
import { assign, builtInRole, rollbackActions } from "./roles.ts";

/** The jobs that may take an identity: those of one GitHub environment. */
export interface Trusted {
  source: TokenSource;
  environment: string;
}

/**
 * Whom the code runs as, on the app and on its slot. One identity for both, since a swap exchanges the code and never
 * the identities: with two, the candidate would be verified with rights that are not those it then serves with. It is
 * there, with its roles, before a site starts and resolves its references to the vault, which an identity that is born
 * with its site cannot be. No job takes it: it trusts no federation, and the deployer may not attach it to anything.
 */
export function createRuntime(place: Place): UserAssignedIdentity {
  return createIdentity(place, "runtime");
}

/**
 * What brings a release to the slot and swaps it in. It has no role on the vault; what it deploys reads the vault as
 * the runtime does, which is why only a reviewed environment's jobs can take it.
 */
export function createDeployer(
  place: Place,
  trusted: Trusted & { subscriptionId: string },
  app: WebApp,
): UserAssignedIdentity {
  const identity = createIdentity(place, "deployer");
  trust(place, "deployer", identity, trusted);
  assign(place, "deployer-role", {
    scope: app.id,
    principalId: identity.principalId,
    roleDefinitionId: builtInRole(trusted.subscriptionId, "websiteContributor"),
  });
  return identity;
}

/** What goes back to the release before: it can only swap. */
export function createRestorer(place: Place, trusted: Trusted, app: WebApp): UserAssignedIdentity {
  const identity = createIdentity(place, "restorer");
  trust(place, "restorer", identity, trusted);
  const role = new RoleDefinition(
    place.child("restorer-definition"),
    {
      roleName: `${place.service} rollback`,
      description: "Swaps the slots of one function app and brings no new code",
      roleType: "CustomRole",
      scope: place.group.id,
      assignableScopes: [place.group.id],
      permissions: [{ actions: rollbackActions, notActions: [] }],
    },
    { parent: place.parent },
  );
  assign(place, "restorer-role", {
    scope: app.id,
    principalId: identity.principalId,
    roleDefinitionId: role.id,
  });
  return identity;
}

function createIdentity(place: Place, suffix: string): UserAssignedIdentity {
  return new UserAssignedIdentity(
    place.child(suffix),
    { resourceName: `${place.service}-${suffix}`, ...placed(place) },
    { parent: place.parent },
  );
}

function trust(
  place: Place,
  suffix: string,
  identity: UserAssignedIdentity,
  { source, environment }: Trusted,
): void {
  new FederatedIdentityCredential(
    place.child(`${suffix}-trust`),
    {
      resourceName: identity.name,
      resourceGroupName: place.group.name,
      federatedIdentityCredentialResourceName: `github-${environment}`,
      issuer: `https://${issuer}`,
      subject: subjectFor(source, { environment }),
      audiences: [azureAudience],
    },
    { parent: place.parent },
  );
}
