import type { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import { StorageAccount } from "@pulumi/azure-native/storage/storageAccount.js";
import { AppServicePlan } from "@pulumi/azure-native/web/appServicePlan.js";
import { WebApp } from "@pulumi/azure-native/web/webApp.js";
import { WebAppFtpAllowed } from "@pulumi/azure-native/web/webAppFtpAllowed.js";
import { WebAppFtpAllowedSlot } from "@pulumi/azure-native/web/webAppFtpAllowedSlot.js";
import { WebAppScmAllowed } from "@pulumi/azure-native/web/webAppScmAllowed.js";
import { WebAppScmAllowedSlot } from "@pulumi/azure-native/web/webAppScmAllowedSlot.js";
import { WebAppSlot } from "@pulumi/azure-native/web/webAppSlot.js";
import type * as pulumi from "@pulumi/pulumi";
import type { ServiceProfile } from "../profile.ts";
import { storageNameOf } from "./names.ts";
import { type Place, placed } from "./place.ts";
import { planOf } from "./plan.ts";
import { type SiteOptions, siteConfigOf } from "./site.ts";

/** The slot that a release comes to first. */
export const candidateSlot = "candidate";

/** What the Functions host keeps its own state in. It lies in as many zones as the instances do. */
export function createStorage(place: Place, { zoneRedundant }: ServiceProfile): StorageAccount {
  return new StorageAccount(
    place.child("storage"),
    {
      accountName: storageNameOf(place.service),
      ...placed(place),
      kind: "StorageV2",
      sku: { name: zoneRedundant ? "Standard_ZRS" : "Standard_LRS" },
      allowBlobPublicAccess: false,
      allowSharedKeyAccess: false,
      enableHttpsTrafficOnly: true,
      minimumTlsVersion: "TLS1_2",
    },
    { parent: place.parent },
  );
}

export function createPlan(place: Place, sku: string, profile: ServiceProfile): AppServicePlan {
  return new AppServicePlan(
    place.child("plan"),
    {
      name: `${place.service}-plan`,
      ...placed(place),
      reserved: true, // Azure's word for Linux
      ...planOf(sku, profile),
    },
    { parent: place.parent },
  );
}

/**
 * The app that serves.
 *
 * @param ready what must be there when it starts, or its references to the vault fail and stay so for hours.
 */
export function createApp(
  place: Place,
  options: SiteOptions,
  plan: AppServicePlan,
  runtime: UserAssignedIdentity,
  ready: pulumi.Resource[],
): WebApp {
  return new WebApp(
    place.child("app"),
    { name: place.service, serverFarmId: plan.id, ...siteOf(place, options, runtime) },
    { parent: place.parent, dependsOn: ready },
  );
}

/** The slot in which a release is verified before it serves. */
export function createCandidate(
  place: Place,
  options: SiteOptions,
  app: WebApp,
  runtime: UserAssignedIdentity,
  ready: pulumi.Resource[],
): WebAppSlot {
  return new WebAppSlot(
    place.child("candidate"),
    { name: app.name, slot: candidateSlot, ...siteOf(place, options, runtime) },
    { parent: place.parent, dependsOn: ready },
  );
}

function siteOf(place: Place, options: SiteOptions, runtime: UserAssignedIdentity) {
  return {
    ...placed(place),
    kind: "functionapp,linux",
    httpsOnly: true,
    identity: { type: "UserAssigned" as const, userAssignedIdentities: [runtime.id] },
    keyVaultReferenceIdentity: runtime.id,
    siteConfig: siteConfigOf(options),
  };
}

/** Publishing profiles are passwords that deploy around every gate: both ways to use one are closed. */
export function closeBasicAuthentication(place: Place, app: WebApp, candidate: WebAppSlot): void {
  const { child, parent, group } = place;
  const site = { name: app.name, resourceGroupName: group.name, allow: false };
  new WebAppFtpAllowed(child("no-ftp-password"), site, { parent });
  new WebAppScmAllowed(child("no-scm-password"), site, { parent });
  const slot = { ...site, slot: candidateSlot };
  const after = { parent, dependsOn: [candidate] };
  new WebAppFtpAllowedSlot(child("candidate-no-ftp-password"), slot, after);
  new WebAppScmAllowedSlot(child("candidate-no-scm-password"), slot, after);
}
