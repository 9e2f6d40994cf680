import { getClientConfig } from "@pulumi/azure-native/authorization/getClientConfig.js";
import type { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import type { StorageAccount } from "@pulumi/azure-native/storage/storageAccount.js";
import * as pulumi from "@pulumi/pulumi";
import type { SubjectForm, TokenSource } from "../../access/oidc.ts";
import { Component } from "../../component.ts";
import type { Tags } from "../../tags.ts";
import { reaches, type ServiceProfile } from "../profile.ts";
import type { Service } from "../service.ts";
import { type AlertOptions, createAlerts } from "./alerts.ts";
import { type BudgetOptions, budgetProblems, createBudget } from "./budget.ts";
import {
  closeBasicAuthentication,
  createApp,
  createCandidate,
  createPlan,
  createStorage,
} from "./hosting.ts";
import { createDeployer, createRestorer, createRuntime } from "./identities.ts";
import { createInsights, createWorkspace, keepLogs, retentionProblems } from "./logs.ts";
import { storageNameOf } from "./names.ts";
import type { Place } from "./place.ts";
import { profileProblems } from "./plan.ts";
import { assign, builtInRole } from "./roles.ts";
import type { SiteOptions } from "./site.ts";
import { createVault, fillVault, type RuntimeSecret, secretProblems } from "./vault.ts";

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
  /** The numbers of owner and repository, where its tokens' subjects have them. Default: names alone. */
  subjectIds?: SubjectForm["ids"];
  /** The GitHub environment that deploys. */
  environment: string;
  /** The GitHub environment that rolls back, where the stage has one. */
  rollbackEnvironment?: string | undefined;
  account: AzureAccount;
  /** On every resource that carries tags. */
  tags: Tags;
  profile: ServiceProfile;
  /** What the code reads while it runs; each reaches it as a variable that refers to the vault. */
  runtimeSecrets: readonly RuntimeSecret[];
  /** Days that logs can be queried, 30 to 730. */
  logRetentionDays: number;
  alerts: AlertOptions;
  /** Default: nobody is told what the resource group costs. */
  budget?: BudgetOptions | undefined;
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

  /** @throws {pulumi.RunError} where the arguments contradict each other or the plan's size. */
  constructor(name: string, args: AzureFunctionsArgs, options?: pulumi.ComponentResourceOptions) {
    const { service, environment, sku, profile } = args;
    refuse(args);
    super("AzureFunctions", name, { service, environment, sku, profile: { ...profile } }, options);
    this.serviceName = service;
    const { subscriptionId, tenantId } = args.account;
    const place = this.createPlace(args);
    const runtime = createRuntime(place);
    const storage = createStorage(place, profile);
    const vault = createVault(place, tenantId);
    const ready = [
      this.grantStorage(place, args, storage, runtime),
      ...fillVault(place, vault, args.runtimeSecrets, runtime, subscriptionId),
    ];
    const workspace = createWorkspace(place, args.logRetentionDays);
    const insights = reaches(profile.monitoring, "full")
      ? createInsights(place, workspace, runtime, subscriptionId)
      : undefined;
    const site = siteOptions(args, runtime, insights?.connectionString);
    const plan = createPlan(place, sku, profile);
    const app = createApp(place, site, plan, runtime, ready);
    const candidate = createCandidate(place, site, app, runtime, ready);
    closeBasicAuthentication(place, app, candidate);
    keepLogs(place, profile.monitoring, workspace, { vault, app, candidate, storage });
    createAlerts(place, args.alerts, { app, plan, workspace, sku, level: profile.monitoring });
    if (args.budget) createBudget(place, args.budget);

    this.host = app.defaultHostName;
    const common = {
      AZURE_TENANT_ID: tenantId,
      AZURE_SUBSCRIPTION_ID: subscriptionId,
      AZURE_RESOURCE_GROUP: place.group.name,
      AZURE_FUNCTIONAPP_NAME: app.name,
    };
    const source = sourceOf(args);
    const deployer = createDeployer(place, { source, environment, subscriptionId }, app);
    this.deployVariables = { ...common, AZURE_CLIENT_ID: deployer.clientId };
    const restorer = args.rollbackEnvironment
      ? createRestorer(place, { source, environment: args.rollbackEnvironment }, app)
      : undefined;
    this.rollbackVariables = restorer ? { ...common, AZURE_CLIENT_ID: restorer.clientId } : {};
    this.registerOutputs({ host: this.host });
  }

  private createPlace({ service, location, tags }: AzureFunctionsArgs): Place {
    const group = new ResourceGroup(
      this.child("group"),
      { resourceGroupName: `${service}-rg`, location, tags },
      { parent: this },
    );
    return { parent: this, child: (suffix) => this.child(suffix), service, group, location, tags };
  }

  private grantStorage(
    place: Place,
    { account }: AzureFunctionsArgs,
    storage: StorageAccount,
    runtime: UserAssignedIdentity,
  ): pulumi.Resource {
    return assign(place, "runtime-storage", {
      scope: storage.id,
      principalId: runtime.principalId,
      roleDefinitionId: builtInRole(account.subscriptionId, "storageBlobDataOwner"),
    });
  }
}

function refuse(args: AzureFunctionsArgs): void {
  const problems = [
    ...profileProblems(args.sku, args.profile),
    ...secretProblems(args.runtimeSecrets),
    ...retentionProblems(args.logRetentionDays),
    ...budgetProblems(args.budget),
  ];
  if (problems.length === 0) return;
  throw new pulumi.RunError(`${args.service} (${args.sku}) cannot be declared. ${problems.join(" ")}`);
}

function sourceOf({ repository, subjectIds }: AzureFunctionsArgs): TokenSource {
  return { repository, form: { template: "default", ids: subjectIds } };
}

function siteOptions(
  args: AzureFunctionsArgs,
  runtime: UserAssignedIdentity,
  telemetry: pulumi.Output<string> | undefined,
): SiteOptions {
  return {
    service: args.service,
    sku: args.sku,
    pythonVersion: args.pythonVersion,
    healthCheckPath: args.healthPath,
    storageAccount: storageNameOf(args.service),
    profile: args.profile,
    secrets: args.runtimeSecrets.map(({ name }) => name),
    runtimeClientId: runtime.clientId,
    telemetry,
  };
}
