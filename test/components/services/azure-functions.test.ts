import { beforeAll, describe, expect, it } from "vitest";
import {
  AzureFunctions,
  type AzureFunctionsArgs,
} from "../../../components/services/azure-functions/index.ts";
import { builtInRole } from "../../../components/services/azure-functions/roles.ts";
import { openers } from "../../sandbox/accounts.ts";
import { temporaryFolder } from "../../sandbox/cloud.ts";
import { every, only, type Registration, record } from "../recording.ts";
import { backend, marker, small } from "./backend.ts";

function declare(changes: Partial<AzureFunctionsArgs> = {}): Promise<Registration[]> {
  return record(async () => new AzureFunctions("backend", backend(changes)));
}

const { subscriptionId, tenantId } = backend().account;
const basic = { sku: "Y1", profile: small };

let premium: Registration[];
let consumption: Registration[];
beforeAll(async () => {
  premium = await declare();
  consumption = await declare(basic);
});

describe("the sites of a function app", () => {
  it("serve HTTPS of TLS 1.2 or later, without FTP, debugger and keys, as the runtime's identity", () => {
    const app = only(consumption, "azure-native:web:WebApp");
    expect(app.inputs).toMatchObject({
      httpsOnly: true,
      kind: "functionapp,linux",
      identity: { type: "UserAssigned", userAssignedIdentities: ["backend-runtime-id"] },
      keyVaultReferenceIdentity: "backend-runtime-id",
    });
    expect(app.inputs["siteConfig"]).toEqual({
      linuxFxVersion: "Python|3.12",
      minTlsVersion: "1.2",
      scmMinTlsVersion: "1.2",
      ftpsState: "Disabled",
      http20Enabled: true,
      remoteDebuggingEnabled: false,
      healthCheckPath: "/health",
      functionAppScaleLimit: 3,
      localMySqlEnabled: false,
      netFrameworkVersion: "v4.6",
      appSettings: [
        { name: "AZURE_CLIENT_ID", value: "backend-runtime-client" },
        { name: "AzureWebJobsStorage__accountName", value: "appprodst" },
        { name: "AzureWebJobsStorage__clientId", value: "backend-runtime-client" },
        { name: "AzureWebJobsStorage__credential", value: "managedidentity" },
        { name: "FUNCTIONS_EXTENSION_VERSION", value: "~4" },
        { name: "FUNCTIONS_WORKER_RUNTIME", value: "python" },
        { name: "AzureFunctionsJobHost__logging__logLevel__default", value: "Warning" },
        { name: "FEATURE_DARK_MODE", value: "false" },
        { name: "FEATURE_NEW_CHECKOUT", value: "true" },
        { name: "DATABASE_URL", value: reference("DATABASE-URL") },
        { name: "JWT_SECRET", value: reference("JWT-SECRET") },
      ],
    });
  });

  it("are the same, so that a swap exchanges nothing but the code", () => {
    const app = only(consumption, "azure-native:web:WebApp").inputs;
    const { slot, ...candidate } = only(consumption, "azure-native:web:WebAppSlot").inputs;
    const { serverFarmId, ...rest } = app;
    expect(slot).toBe("candidate");
    expect(serverFarmId).toBe("backend-plan-id");
    expect(candidate).toEqual(rest);
  });

  it("take no publishing password by either way", () => {
    const closed = premium.filter((one) => /web:WebApp(Ftp|Scm)Allowed(Slot)?$/.test(one.type));
    expect(closed.map((one) => [one.type, one.inputs["allow"]])).toEqual([
      ["azure-native:web:WebAppFtpAllowedSlot", false],
      ["azure-native:web:WebAppScmAllowedSlot", false],
      ["azure-native:web:WebAppFtpAllowed", false],
      ["azure-native:web:WebAppScmAllowed", false],
    ]);
  });
});

function reference(secret: string): string {
  return `@Microsoft.KeyVault(SecretUri=https://kv-app-prod.vault.azure.net/secrets/${secret})`;
}

describe("a profile", () => {
  it("gives Elastic Premium its instances, its limit and its zones", () => {
    expect(only(premium, "azure-native:web:AppServicePlan").inputs).toEqual({
      name: "app-prod-plan",
      resourceGroupName: "backend-group",
      location: "eastus",
      tags: { application: "app", environment: "production" },
      kind: "elastic",
      reserved: true,
      sku: { name: "EP1", tier: "ElasticPremium", capacity: 2 },
      maximumElasticWorkerCount: 5,
      zoneRedundant: true,
    });
    expect(only(premium, "azure-native:storage:StorageAccount").inputs).toEqual({
      accountName: "appprodst",
      resourceGroupName: "backend-group",
      location: "eastus",
      tags: { application: "app", environment: "production" },
      kind: "StorageV2",
      sku: { name: "Standard_ZRS" },
      allowBlobPublicAccess: false,
      allowSharedKeyAccess: false,
      enableHttpsTrafficOnly: true,
      minimumTlsVersion: "TLS1_2",
    });
  });

  it("gives Consumption a limit and nothing that it does not have", () => {
    const plan = only(consumption, "azure-native:web:AppServicePlan").inputs;
    expect(plan["sku"]).toEqual({ name: "Y1", tier: "Dynamic" });
    expect(plan).not.toHaveProperty("maximumElasticWorkerCount");
    expect(plan).not.toHaveProperty("zoneRedundant");
    expect(only(consumption, "azure-native:storage:StorageAccount").inputs["sku"]).toEqual({
      name: "Standard_LRS",
    });
  });

  it("can be read by policies from the component", () => {
    const component = only(consumption, "gatehouse:components:AzureFunctions");
    expect(component.inputs).toEqual({
      service: "app-prod",
      environment: "production",
      sku: "Y1",
      profile: small,
    });
  });

  it("that the plan's size cannot keep is refused, with everything that is wrong in one message", async () => {
    const wrong = declare({
      sku: "Y1",
      logRetentionDays: 7,
      budget: { monthlyAmount: 0, startDate: "2026-01-15", emails: [], thresholdsPercent: [] },
    });
    await expect(wrong).rejects.toThrow(
      /^app-prod \(Y1\) cannot be declared\. instances\.minimum: .*zoneRedundant: .*monitoring: .*logRetentionDays: .*budget\.monthlyAmount: .*budget\.startDate: .*budget\.emails: .*budget\.thresholdsPercent: /,
    );
  });
});

describe("the vault", () => {
  it("is opened by roles alone and cannot be purged for 90 days", () => {
    expect(only(premium, "azure-native:keyvault:Vault").inputs).toEqual({
      vaultName: "kv-app-prod",
      resourceGroupName: "backend-group",
      location: "eastus",
      tags: { application: "app", environment: "production" },
      properties: {
        tenantId,
        sku: { family: "A", name: "standard" },
        enableRbacAuthorization: true,
        enableSoftDelete: true,
        softDeleteRetentionInDays: 90,
        enablePurgeProtection: true,
        enabledForDeployment: false,
        enabledForDiskEncryption: false,
        enabledForTemplateDeployment: false,
        networkAcls: { bypass: "AzureServices", defaultAction: "Allow" },
        publicNetworkAccess: "enabled",
      },
    });
  });

  it("is given every value as a secret, also one that came in plain", async () => {
    const secrets = every(premium, "azure-native:keyvault:Secret");
    expect(secrets.map(({ inputs }) => inputs["secretName"])).toEqual(["DATABASE-URL", "JWT-SECRET"]);
    for (const { inputs } of secrets) {
      expect(inputs["properties"]).toEqual({
        // The mark of a secret in the engine's protocol (sdk/go/common/resource, `SigKey`, `SecretSig`).
        "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
        value: { value: marker },
      });
    }
    const others = premium.filter((one) => !secrets.includes(one));
    expect(JSON.stringify(others)).not.toContain(marker);
  });

  it.each([
    [["1_KEY"], "begin with a letter"],
    [["WITH-HYPHEN"], "begin with a letter"],
    [["AzureWebJobsStorage"], "has a variable of that kind itself"],
    [["FEATURE_X"], "has a variable of that kind itself"],
    [["A_KEY", "A_KEY"], "another one is A-KEY in the vault"],
    [["A_KEY", "a_key"], "another one is a-key in the vault"],
  ])("takes no secrets %s", async (names, reason) => {
    const { value } = backend().runtimeSecrets[0] ?? {};
    if (!value) throw new Error("the example has no secret");
    await expect(declare({ runtimeSecrets: names.map((name) => ({ name, value })) })).rejects.toThrow(reason);
  });
});

describe("who may do what", () => {
  it("is this and nothing more: only the runtime reads the vault, and the restorer only swaps", () => {
    const grants = every(premium, "azure-native:authorization:RoleAssignment").map(({ inputs }) => [
      inputs["principalId"],
      inputs["roleDefinitionId"],
      inputs["scope"],
    ]);
    expect(grants).toEqual([
      ["backend-deployer-principal", builtInRole(subscriptionId, "websiteContributor"), "backend-app-id"],
      ["backend-restorer-principal", "backend-restorer-definition-id", "backend-app-id"],
      ["backend-runtime-principal", builtInRole(subscriptionId, "keyVaultSecretsUser"), "backend-vault-id"],
      [
        "backend-runtime-principal",
        builtInRole(subscriptionId, "storageBlobDataOwner"),
        "backend-storage-id",
      ],
      [
        "backend-runtime-principal",
        builtInRole(subscriptionId, "monitoringMetricsPublisher"),
        "backend-insights-id",
      ],
    ]);
    expect(only(premium, "azure-native:authorization:RoleDefinition").inputs["permissions"]).toEqual([
      {
        actions: expect.toSatisfy((actions: string[]) =>
          actions.every((action) => /^Microsoft\.Web\/sites\/[\w/]*(read|slotsswap\/action)$/.test(action)),
        ),
        notActions: [],
      },
    ]);
  });

  it("is given to jobs of one environment each, and to none for the runtime", () => {
    const trusts = every(premium, "azure-native:managedidentity:FederatedIdentityCredential");
    expect(trusts.map(({ inputs }) => [inputs["resourceName"], inputs["subject"]])).toEqual([
      ["backend-deployer", "repo:acme/app:environment:production"],
      ["backend-restorer", "repo:acme/app:environment:production-rollback"],
    ]);
  });

  it("follows the subjects of a repository whose tokens have numbers", async () => {
    const registrations = await declare({ subjectIds: { owner: 12, repository: 345 } });
    expect(only(registrations, credential, "backend-deployer-trust").inputs["subject"]).toBe(
      "repo:acme@12/app@345:environment:production",
    );
  });

  it("has no way back where the stage has no rollback environment", async () => {
    const registrations = await declare({ rollbackEnvironment: undefined });
    expect(every(registrations, "azure-native:authorization:RoleDefinition")).toEqual([]);
    expect(every(registrations, credential)).toHaveLength(1);
  });
});

const credential = "azure-native:managedidentity:FederatedIdentityCredential";

it("every resource that carries tags carries the stage's", () => {
  const takeTags = openers["azure-native"](temporaryFolder())
    .types.filter(({ inputs }) => "tags" in inputs)
    .map(({ token }) => token);
  const registrations = premium.filter(({ type }) => takeTags.includes(type));
  expect(registrations.length).toBeGreaterThan(15);
  for (const { name, inputs } of registrations) {
    expect(inputs["tags"], name).toEqual({ application: "app", environment: "production" });
  }
});
