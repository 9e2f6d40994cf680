import { describe, expect, it } from "vitest";
import type { Properties } from "../../../sandbox/protocol/resource-type.ts";
import type { Deployment } from "../cloud.ts";
import { account, inGroup, subscription } from "./group.ts";

const group = "azure-native:resources:ResourceGroup";
const storage = "azure-native:storage:StorageAccount";
const plan = "azure-native:web:AppServicePlan";
const app = "azure-native:web:WebApp";
const slot = "azure-native:web:WebAppSlot";
const identity = "azure-native:managedidentity:UserAssignedIdentity";
const credential = "azure-native:managedidentity:FederatedIdentityCredential";
const assignment = "azure-native:authorization:RoleAssignment";
const definition = "azure-native:authorization:RoleDefinition";
const contributor = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/de139f84-1756-47ae-9be6-808fbbe84772`;

const store = { ...inGroup, accountName: "acmestore", kind: "StorageV2", sku: { name: "Standard_LRS" } };

function withApp(sku: Properties): { azure: Deployment; site: Properties } {
  const azure = account();
  const { id } = azure.create(plan, { ...inGroup, name: "plan", sku });
  const site = { ...inGroup, name: "acme-backend", serverFarmId: id, kind: "functionapp,linux" };
  azure.create(app, { ...site, identity: { type: "SystemAssigned" } });
  return { azure, site };
}

describe("a resource group", () => {
  it("has an ARM id, and is not created twice", () => {
    const azure = account();
    expect(azure.find(group, { resourceGroupName: "acme" })).toBe(`${subscription}/resourceGroups/acme`);
    expect(() => azure.create(group, { resourceGroupName: "acme", location: "eastus" })).toThrow(
      `cannot create already existing resource "${subscription}/resourceGroups/acme"`,
    );
  });

  it("takes with it what lies in it", () => {
    const azure = account();
    const made = azure.create(storage, store);
    azure.delete(group, { id: `${subscription}/resourceGroups/acme`, state: {} });
    expect(azure.read(storage, made.id)).toBeUndefined();
  });

  it("must exist before anything is put into it", () => {
    expect(() => account().create(storage, { ...store, resourceGroupName: "ghost" })).toThrow(
      /Code="ResourceGroupNotFound" Message="Resource group 'ghost' could not be found\."/,
    );
  });
});

describe("a storage account", () => {
  it("lies where its group lies", () => {
    expect(account().create(storage, store).state["location"]).toBe("eastus");
  });

  it.each(["ab", "Acme", "acme-store", "a".repeat(25)])("cannot be called %s", (accountName) => {
    expect(() => account().create(storage, { ...store, accountName })).toThrow(/Code="AccountNameInvalid"/);
  });

  it("has a name that nobody else has, in any group or tenant", () => {
    const azure = account();
    azure.create(group, { resourceGroupName: "other", location: "eastus" });
    azure.create(storage, store);
    for (const taken of [
      { ...store, resourceGroupName: "other" },
      { ...store, accountName: "theirs" },
    ]) {
      expect(() => azure.create(storage, taken)).toThrow(/Code="StorageAccountAlreadyTaken"/);
    }
  });
});

describe("a function app", () => {
  it("answers its host name and its identity", () => {
    const { azure, site } = withApp({ name: "Y1", tier: "Dynamic" });
    const id = azure.find(app, site);
    const live = azure.read(app, id ?? "");
    expect(live?.outputs["defaultHostName"]).toBe("acme-backend.azurewebsites.net");
    expect(live?.outputs["identity"]).toMatchObject({
      principalId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it("has a name that nobody else has", () => {
    const { azure, site } = withApp({ name: "Y1" });
    azure.create(group, { resourceGroupName: "other", location: "eastus" });
    for (const taken of [
      { ...site, resourceGroupName: "other" },
      { ...site, name: "theirs" },
    ]) {
      expect(() => azure.create(app, taken)).toThrow(/Website with given name .* already exists\./);
    }
  });

  it("cannot be always on where the plan does not allow it", () => {
    const { azure, site } = withApp({ name: "Y1", tier: "Dynamic" });
    const always = { ...site, name: "second", siteConfig: { alwaysOn: true } };
    expect(() => azure.create(app, always)).toThrow(/AlwaysOn cannot be set for this site/);
  });

  it("needs a plan that exists and a TLS version that there is", () => {
    const { azure, site } = withApp({ name: "Y1" });
    expect(() => azure.create(app, { ...site, name: "second", serverFarmId: "/x/ghost" })).toThrow(
      /Cannot find ServerFarm with name ghost\./,
    );
    expect(azure.objections(app, { ...site, siteConfig: { minTlsVersion: "0.9" } })[0]).toMatch(
      /to be one of/,
    );
  });

  it("runs as identities that exist, and answers who they are", () => {
    const { azure, site } = withApp({ name: "EP1" });
    const as = (id: string) => ({
      ...site,
      name: "second",
      identity: { type: "UserAssigned", userAssignedIdentities: [id] },
    });
    expect(() => azure.create(app, as(`${subscription}/ghost`))).toThrow(
      /Code="FailedIdentityOperation".*ghost' was not found/,
    );
    const { id, state } = azure.create(identity, { ...inGroup, resourceName: "runtime" });
    expect(azure.create(app, as(id)).state["identity"]).toEqual({
      type: "UserAssigned",
      userAssignedIdentities: { [id]: { clientId: state["clientId"], principalId: state["principalId"] } },
    });
  });

  it("is spread over zones where the plan's size can be", () => {
    const azure = account();
    const zoned = (name: string) => ({ ...inGroup, name, sku: { name }, zoneRedundant: true });
    expect(azure.create(plan, zoned("EP1")).state["zoneRedundant"]).toBe(true);
    for (const sku of ["Y1", "B1", "S1"]) {
      expect(() => azure.create(plan, zoned(sku))).toThrow(
        `Zone redundancy cannot be enabled for sku ${sku}.`,
      );
    }
  });

  it("keeps its plan from being deleted", () => {
    const { azure, site } = withApp({ name: "Y1" });
    expect(() => azure.delete(plan, { id: String(site["serverFarmId"]), state: {} })).toThrow(
      /web app\(s\) assigned/,
    );
  });
});

describe("deployment slots", () => {
  const named = (name: string) => ({ ...inGroup, name: "acme-backend", slot: name });

  it.each([
    ["Consumption", { name: "Y1", tier: "Dynamic" }, 1],
    ["Flex Consumption", { name: "FC1", tier: "FlexConsumption" }, 0],
    ["Elastic Premium", { name: "EP1", tier: "ElasticPremium" }, 2],
    ["Basic", { name: "B1" }, 0],
  ])("are limited on %s", (_, sku, extra) => {
    const { azure } = withApp(sku);
    for (let number = 0; number < extra; number += 1) {
      const made = azure.create(slot, named(`slot${number}`));
      expect(made.state["name"]).toBe(`acme-backend/slot${number}`);
      expect(made.state["defaultHostName"]).toBe(`acme-backend-slot${number}.azurewebsites.net`);
    }
    expect(() => azure.create(slot, named("more"))).toThrow(/exceed the number of slots allowed for the/);
  });

  it("need their app", () => {
    expect(() => account().create(slot, named("candidate"))).toThrow(/Code="ParentResourceNotFound"/);
  });

  it("can close the passwords of their publishing profile", () => {
    const { azure } = withApp({ name: "Y1" });
    const closed = { ...named("candidate"), allow: false };
    expect(() => azure.create("azure-native:web:WebAppFtpAllowedSlot", closed)).toThrow(
      /Code="ResourceNotFound"/,
    );
    azure.create(slot, named("candidate"));
    expect(azure.create("azure-native:web:WebAppFtpAllowedSlot", closed).id).toMatch(
      /\/slots\/candidate\/basicPublishingCredentialsPolicies\/ftp$/,
    );
  });
});

describe("federated credentials", () => {
  const trust = {
    ...inGroup,
    resourceName: "deployer",
    issuer: "https://token.actions.githubusercontent.com",
    subject: "repo:acme/app:environment:production",
    audiences: ["api://AzureADTokenExchange"],
  };

  it("are one for each issuer and subject", () => {
    const azure = account();
    const name = "federatedIdentityCredentialResourceName";
    expect(() => azure.create(credential, { ...trust, [name]: "one" })).toThrow(/ParentResourceNotFound/);
    azure.create(identity, { ...inGroup, resourceName: "deployer" });
    azure.create(credential, { ...trust, [name]: "one" });
    expect(() => azure.create(credential, { ...trust, [name]: "two" })).toThrow(
      /Issuer and subject combination already exists/,
    );
    expect(azure.create(credential, { ...trust, [name]: "two", subject: "other" }).id).toMatch(
      /deployer\/federatedIdentityCredentials\/two$/,
    );
  });

  it("have exactly one audience", () => {
    expect(account().objections(credential, { ...trust, audiences: [] })[0]).toMatch(/exactly one audience/);
  });
});

describe("roles", () => {
  function assignable() {
    const azure = account();
    const { id, state } = azure.create(identity, { ...inGroup, resourceName: "deployer" });
    const grant = { scope: id, principalId: state["principalId"] ?? "", roleDefinitionId: contributor };
    return { azure, grant };
  }

  it("are given once to one principal on one scope, under a name that is a GUID", () => {
    const { azure, grant } = assignable();
    expect(azure.create(assignment, grant, "a").state["name"]).toMatch(
      /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    );
    expect(() => azure.create(assignment, grant, "b")).toThrow(/Code="RoleAssignmentExists"/);
  });

  it("are given to somebody who exists, on something that exists", () => {
    const { azure, grant } = assignable();
    const ghost = "00000000-0000-4000-8000-00000000dead";
    expect(() => azure.create(assignment, { ...grant, principalId: ghost })).toThrow(
      /Code="PrincipalNotFound"/,
    );
    expect(() =>
      azure.create(assignment, { ...grant, scope: `${subscription}/resourceGroups/ghost` }),
    ).toThrow(/Code="ResourceGroupNotFound"/);
    expect(() => azure.create(assignment, { ...grant, roleDefinitionId: "Contributor" })).toThrow(
      /Code="InvalidRoleDefinitionId"/,
    );
  });

  it("that are in use, or whose name is taken, are refused", () => {
    const { azure, grant } = assignable();
    const scope = `${subscription}/resourceGroups/acme`;
    const own = {
      scope,
      assignableScopes: [scope],
      roleName: "rollback",
      permissions: [{ actions: ["*/read"] }],
    };
    const made = azure.create(definition, own, "a");
    azure.create(assignment, { ...grant, roleDefinitionId: made.id });
    expect(() => azure.delete(definition, made)).toThrow(/Code="RoleDefinitionHasAssignments"/);
    expect(() => azure.create(definition, own, "b")).toThrow(/Code="RoleDefinitionWithSameNameExists"/);
  });
});

it("the client's own account is answered", () => {
  const config = account().invoke("azure-native:authorization:getClientConfig");
  expect(config["tenantId"]).toBe("00000000-0000-4000-8000-000000000002");
});
