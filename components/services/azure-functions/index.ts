import { getClientConfig } from "@pulumi/azure-native/authorization/getClientConfig.js";
import { RoleAssignment } from "@pulumi/azure-native/authorization/roleAssignment.js";
import { RoleDefinition } from "@pulumi/azure-native/authorization/roleDefinition.js";
import { FederatedIdentityCredential } from "@pulumi/azure-native/managedidentity/federatedIdentityCredential.js";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import { StorageAccount } from "@pulumi/azure-native/storage/storageAccount.js";
import { AppServicePlan } from "@pulumi/azure-native/web/appServicePlan.js";
import { WebApp } from "@pulumi/azure-native/web/webApp.js";
import { WebAppFtpAllowed } from "@pulumi/azure-native/web/webAppFtpAllowed.js";
import { WebAppFtpAllowedSlot } from "@pulumi/azure-native/web/webAppFtpAllowedSlot.js";
import { WebAppScmAllowed } from "@pulumi/azure-native/web/webAppScmAllowed.js";
import { WebAppScmAllowedSlot } from "@pulumi/azure-native/web/webAppScmAllowedSlot.js";
import { WebAppSlot } from "@pulumi/azure-native/web/webAppSlot.js";
import type * as pulumi from "@pulumi/pulumi";
import { azureAudience, issuer, subjectOf } from "../../access/oidc.ts";
import { Component } from "../../component.ts";
import type { Service } from "../service.ts";
import { builtInRoles, rollbackActions, siteConfigOf, storageNameOf } from "./site.ts";

export interface AzureFunctionsArgs {
  /** The function app's name, unique in all of Azure. */
  service: string;
  location: string;
  /** `Y1` (Consumption) or an Elastic Premium size. */
  sku: string;
  pythonVersion: string;
  /** The path by which Azure itself judges an instance. */
  healthPath: string;
  /** The repository whose jobs deploy, as `owner/name`. */
  repository: string;
  /** The GitHub environment that deploys. */
  environment: string;
  /** The GitHub environment that rolls back, where the stage has one. */
  rollbackEnvironment?: string | undefined;
  account: AzureAccount;
}

/** The Azure account that the program runs against. */
export interface AzureAccount {
  subscriptionId: string;
  tenantId: string;
}

/** Reads which account the provider uses. */
export async function azureAccount(): Promise<AzureAccount> {
  const { subscriptionId, tenantId } = await getClientConfig();
  return { subscriptionId, tenantId };
}

/** A Python backend on Azure Functions: a release goes to the slot `candidate`, is verified there, and swaps in. */
export class AzureFunctions extends Component implements Service {
  readonly kind = "backend";
  readonly platform = "azure-functions";
  readonly serviceName: string;
  readonly host: pulumi.Output<string>;
  readonly deployVariables: Service["deployVariables"];
  readonly rollbackVariables: Service["rollbackVariables"];

  constructor(name: string, args: AzureFunctionsArgs, options?: pulumi.ComponentResourceOptions) {
    super("AzureFunctions", name, { service: args.service, environment: args.environment }, options);
    this.serviceName = args.service;
    const group = this.createGroup(args);
    const storage = this.createStorage(args, group);
    const app = this.createApp(args, group, storage);
    const candidate = this.createCandidate(args, group, storage, app);
    this.closeBasicAuthentication(group, app, candidate);
    const deployer = this.createDeployer(args, group, app);
    const restorer = this.createRestorer(args, group, app);
    this.host = app.defaultHostName;
    const common = {
      AZURE_TENANT_ID: args.account.tenantId,
      AZURE_SUBSCRIPTION_ID: args.account.subscriptionId,
      AZURE_RESOURCE_GROUP: group.name,
      AZURE_FUNCTIONAPP_NAME: app.name,
    };
    this.deployVariables = { ...common, AZURE_CLIENT_ID: deployer.clientId };
    this.rollbackVariables = restorer ? { ...common, AZURE_CLIENT_ID: restorer.clientId } : {};
    this.registerOutputs({ host: this.host });
  }

  private createGroup(args: AzureFunctionsArgs): ResourceGroup {
    return new ResourceGroup(
      this.child("group"),
      { resourceGroupName: `${args.service}-rg`, location: args.location },
      { parent: this },
    );
  }

  private createStorage(args: AzureFunctionsArgs, group: ResourceGroup): StorageAccount {
    return new StorageAccount(
      this.child("storage"),
      {
        accountName: storageNameOf(args.service),
        resourceGroupName: group.name,
        location: args.location,
        kind: "StorageV2",
        sku: { name: "Standard_LRS" },
        allowBlobPublicAccess: false,
        allowSharedKeyAccess: false,
        enableHttpsTrafficOnly: true,
        minimumTlsVersion: "TLS1_2",
      },
      { parent: this },
    );
  }

  private createApp(args: AzureFunctionsArgs, group: ResourceGroup, storage: StorageAccount): WebApp {
    const plan = new AppServicePlan(
      this.child("plan"),
      {
        name: `${args.service}-plan`,
        resourceGroupName: group.name,
        location: args.location,
        kind: args.sku === "Y1" ? "functionapp" : "elastic",
        reserved: true, // Azure's word for Linux
        sku: args.sku === "Y1" ? { name: "Y1", tier: "Dynamic" } : { name: args.sku, tier: "ElasticPremium" },
      },
      { parent: this },
    );
    const app = new WebApp(
      this.child("app"),
      {
        name: args.service,
        resourceGroupName: group.name,
        location: args.location,
        kind: "functionapp,linux",
        serverFarmId: plan.id,
        httpsOnly: true,
        identity: { type: "SystemAssigned" },
        siteConfig: this.siteConfig(args, storage),
      },
      { parent: this },
    );
    this.grantStorage("app-storage", storage, app);
    return app;
  }

  private createCandidate(
    args: AzureFunctionsArgs,
    group: ResourceGroup,
    storage: StorageAccount,
    app: WebApp,
  ): WebAppSlot {
    const slot = new WebAppSlot(
      this.child("candidate"),
      {
        name: app.name,
        slot: "candidate",
        resourceGroupName: group.name,
        location: args.location,
        kind: "functionapp,linux",
        httpsOnly: true,
        identity: { type: "SystemAssigned" },
        siteConfig: this.siteConfig(args, storage),
      },
      { parent: this },
    );
    this.grantStorage("candidate-storage", storage, slot);
    return slot;
  }

  private siteConfig(args: AzureFunctionsArgs, storage: StorageAccount) {
    return storage.name.apply((storageAccount) =>
      siteConfigOf({
        pythonVersion: args.pythonVersion,
        healthCheckPath: args.healthPath,
        storageAccount,
      }),
    );
  }

  private grantStorage(suffix: string, storage: StorageAccount, site: WebApp | WebAppSlot): void {
    this.assign(suffix, {
      scope: storage.id,
      principalId: site.identity.apply((identity) => identity?.principalId ?? ""),
      roleDefinitionId: storage.id.apply((id) => builtInRole(id, builtInRoles.storageBlobDataOwner)),
    });
  }

  /** Publishing profiles are passwords that deploy around every gate: both ways to use one are closed. */
  private closeBasicAuthentication(group: ResourceGroup, app: WebApp, candidate: WebAppSlot): void {
    const site = { name: app.name, resourceGroupName: group.name, allow: false };
    new WebAppFtpAllowed(this.child("no-ftp-password"), site, { parent: this });
    new WebAppScmAllowed(this.child("no-scm-password"), site, { parent: this });
    const slot = { ...site, slot: candidate.name.apply(slotNameOf) };
    new WebAppFtpAllowedSlot(this.child("candidate-no-ftp-password"), slot, { parent: this });
    new WebAppScmAllowedSlot(this.child("candidate-no-scm-password"), slot, { parent: this });
  }

  private createDeployer(args: AzureFunctionsArgs, group: ResourceGroup, app: WebApp): UserAssignedIdentity {
    const identity = this.createIdentity("deployer", args, group, args.environment);
    this.assign("deployer-role", {
      scope: app.id,
      principalId: identity.principalId,
      roleDefinitionId: app.id.apply((id) => builtInRole(id, builtInRoles.websiteContributor)),
    });
    return identity;
  }

  private createRestorer(
    args: AzureFunctionsArgs,
    group: ResourceGroup,
    app: WebApp,
  ): UserAssignedIdentity | undefined {
    if (!args.rollbackEnvironment) return undefined;
    const identity = this.createIdentity("restorer", args, group, args.rollbackEnvironment);
    const role = new RoleDefinition(
      this.child("restorer-definition"),
      {
        roleName: `${args.service} rollback`,
        description: "Swaps the slots of one function app and brings no new code",
        roleType: "CustomRole",
        scope: group.id,
        assignableScopes: [group.id],
        permissions: [{ actions: rollbackActions, notActions: [] }],
      },
      { parent: this },
    );
    this.assign("restorer-role", {
      scope: app.id,
      principalId: identity.principalId,
      roleDefinitionId: role.id,
    });
    return identity;
  }

  private createIdentity(
    suffix: string,
    args: AzureFunctionsArgs,
    group: ResourceGroup,
    environment: string,
  ): UserAssignedIdentity {
    const identity = new UserAssignedIdentity(
      this.child(suffix),
      {
        resourceName: `${args.service}-${suffix}`,
        resourceGroupName: group.name,
        location: args.location,
      },
      { parent: this },
    );
    new FederatedIdentityCredential(
      this.child(`${suffix}-trust`),
      {
        resourceName: identity.name,
        resourceGroupName: group.name,
        federatedIdentityCredentialResourceName: `github-${environment}`,
        issuer: `https://${issuer}`,
        subject: subjectOf(args.repository, environment),
        audiences: [azureAudience],
      },
      { parent: this },
    );
    return identity;
  }

  private assign(
    suffix: string,
    grant: Record<"scope" | "principalId" | "roleDefinitionId", pulumi.Input<string>>,
  ): void {
    new RoleAssignment(this.child(suffix), { ...grant, principalType: "ServicePrincipal" }, { parent: this });
  }
}

/** Azure answers a slot's name as `app/slot`. */
function slotNameOf(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}

/** The id of a built-in role in the subscription that a resource lies in. */
function builtInRole(resourceId: string, role: string): string {
  const [, , subscription] = resourceId.split("/");
  return `/subscriptions/${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
}
