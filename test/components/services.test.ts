import { describe, expect, it } from "vitest";
import { AzureFunctions, type AzureFunctionsArgs } from "../../components/services/azure-functions/index.ts";
import { storageNameOf } from "../../components/services/azure-functions/site.ts";
import { Vercel, type VercelArgs } from "../../components/services/vercel/index.ts";
import { every, only, record } from "./recording.ts";

const backend: AzureFunctionsArgs = {
  service: "app-prod",
  location: "eastus",
  sku: "EP1",
  pythonVersion: "3.12",
  healthPath: "/health",
  repository: "acme/app",
  environment: "production",
  rollbackEnvironment: "production-rollback",
  account: { subscriptionId: "sub", tenantId: "tenant" },
};

describe("azure functions", () => {
  it("serves HTTPS of TLS 1.2 or later, without FTP and without storage keys", async () => {
    const registrations = await record(() => new AzureFunctions("backend", backend));
    for (const site of [
      only(registrations, "azure-native:web:WebApp"),
      only(registrations, "azure-native:web:WebAppSlot"),
    ]) {
      expect(site.inputs).toMatchObject({
        httpsOnly: true,
        kind: "functionapp,linux",
        siteConfig: { minTlsVersion: "1.2", ftpsState: "Disabled", healthCheckPath: "/health" },
      });
    }
    expect(only(registrations, "azure-native:storage:StorageAccount").inputs).toMatchObject({
      allowSharedKeyAccess: false,
      allowBlobPublicAccess: false,
      minimumTlsVersion: "TLS1_2",
    });
  });

  it("closes both ways of a publishing password, on the app and on its slot", async () => {
    const registrations = await record(() => new AzureFunctions("backend", backend));
    const closed = registrations.filter((one) => /web:WebApp(Ftp|Scm)Allowed(Slot)?$/.test(one.type));
    expect(closed.map((one) => [one.type, one.inputs["allow"]])).toEqual([
      ["azure-native:web:WebAppFtpAllowedSlot", false],
      ["azure-native:web:WebAppScmAllowedSlot", false],
      ["azure-native:web:WebAppFtpAllowed", false],
      ["azure-native:web:WebAppScmAllowed", false],
    ]);
  });

  it("trusts the deploying environment with deployments and the rollback environment with swaps only", async () => {
    const registrations = await record(() => new AzureFunctions("backend", backend));
    expect(
      every(registrations, "azure-native:managedidentity:FederatedIdentityCredential").map(
        (credential) => credential.inputs["subject"],
      ),
    ).toEqual(["repo:acme/app:environment:production", "repo:acme/app:environment:production-rollback"]);
    expect(only(registrations, "azure-native:authorization:RoleDefinition").inputs["permissions"]).toEqual([
      { actions: expect.not.arrayContaining(["Microsoft.Web/sites/write"]), notActions: [] },
    ]);
  });

  it("has no rollback identity where the stage has no rollback environment", async () => {
    const registrations = await record(
      () => new AzureFunctions("backend", { ...backend, rollbackEnvironment: undefined }),
    );
    expect(every(registrations, "azure-native:authorization:RoleDefinition")).toEqual([]);
    expect(every(registrations, "azure-native:managedidentity:UserAssignedIdentity")).toHaveLength(1);
  });

  it("names its storage account within Azure's rule", () => {
    expect(storageNameOf("mayassistant-prod")).toBe("mayassistantprodst");
    expect(storageNameOf("a-very-long-service-name-of-a-team")).toMatch(/^[a-z0-9]{3,24}$/);
  });
});

const site: VercelArgs = {
  project: "app",
  framework: "nextjs",
  domain: "app.example",
  targets: ["production", "preview"],
  variables: [
    { key: "NEXT_PUBLIC_API_URL", value: "https://api.example", sensitive: false },
    { key: "CLERK_SECRET_KEY", value: "from-doppler", sensitive: true },
  ],
};

describe("vercel", () => {
  it("has no Git link, which would deploy around every gate, and promotes instead of assigning domains", async () => {
    const registrations = await record(() => new Vercel("frontend", site));
    const project = only(registrations, "vercel:index/project:Project");
    expect(project.inputs).toEqual({ name: "app", framework: "nextjs", autoAssignCustomDomains: false });
  });

  it("S000-ENV-02: sets NEXT_PUBLIC_API_URL and the Clerk keys for each target", async () => {
    const registrations = await record(() => new Vercel("frontend", site));
    expect(
      every(registrations, "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable").map(
        ({ inputs }) => [inputs["key"], inputs["targets"], inputs["sensitive"]],
      ),
    ).toEqual([
      ["CLERK_SECRET_KEY", ["production", "preview"], true],
      ["NEXT_PUBLIC_API_URL", ["production", "preview"], false],
    ]);
  });
});
