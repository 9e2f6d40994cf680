import { describe, expect, it } from "vitest";
import { rollbackIdentityOnlySwaps as policy } from "../../../policies/access/rollback-identity-only-swaps.ts";
import { notKnown, type Properties, type Value } from "../../../policies/form/value.ts";
import { judgeStack, resource, undecided, violations } from "../resources.ts";

const identity = resource("azure-native:managedidentity:UserAssignedIdentity", "restorer", {
  resourceName: "restorer",
});
const credential = (environment: string, properties: Properties = {}, from = [identity.urn]) =>
  resource(
    "azure-native:managedidentity:FederatedIdentityCredential",
    "trust",
    { resourceName: notKnown, subject: `repo:acme/application:environment:${environment}`, ...properties },
    { sources: { resourceName: from } },
  );
const role = (permission: Value) =>
  resource("azure-native:authorization:RoleDefinition", "swap", { permissions: [permission] });
const swap = role({
  actions: ["Microsoft.Web/sites/read", "Microsoft.Web/sites/slots/slotsswap/action"],
  notActions: [],
});
const assigned = (roles: string[], roleDefinitionId: Value = notKnown) =>
  resource(
    "azure-native:authorization:RoleAssignment",
    "grant",
    { principalId: notKnown, roleDefinitionId },
    { sources: { principalId: [identity.urn], roleDefinitionId: roles } },
  );
const all = [identity, credential("production-rollback"), swap, assigned([swap.urn])];

describe("the identity of a rollback environment", () => {
  it("passes with a role of this stack that reads and swaps", () => {
    expect(judgeStack(policy, all)).toEqual([]);
  });

  it("is refused with a built-in role", () => {
    const contributor =
      "/providers/Microsoft.Authorization/roleDefinitions/de139f84-1756-47ae-9be6-808fbbe84772";
    const found = judgeStack(policy, [
      identity,
      credential("production-rollback"),
      assigned([], contributor),
    ]);
    expect(violations(found)).toEqual([
      `Azure role assignment of a rollback "grant" must have roleDefinitionId of a RoleDefinition of this stack; given: "${contributor}".`,
    ]);
  });

  it.each<[string, Properties]>([
    ["deploys", { actions: ["Microsoft.Web/sites/publish/action"] }],
    ["writes", { actions: ["Microsoft.Web/sites/write"] }],
    ["does everything", { actions: ["*"] }],
    ["touches data", { actions: [], dataActions: ["Microsoft.Storage/x/read"] }],
  ])("is refused with a role that %s", (_what, permission) => {
    const wide = role(permission);
    const found = judgeStack(policy, [
      identity,
      credential("production-rollback"),
      wide,
      assigned([wide.urn]),
    ]);
    expect(violations(found)).toHaveLength(1);
  });

  it("is refused when it is not declared here", () => {
    const elsewhere = credential("production-rollback", { resourceName: "somebody" }, []);
    expect(violations(judgeStack(policy, [elsewhere]))).toHaveLength(1);
  });

  it("is one that an Environment component names so, whatever its name", () => {
    const component = resource("gatehouse:components:Environment", "live", {
      gates: [{ name: "undo", purpose: "rollback" }],
    });
    const found = judgeStack(policy, [component, identity, credential("UNDO"), assigned([])]);
    expect(violations(found)).toHaveLength(1);
    expect(judgeStack(policy, [identity, credential("undo"), assigned([])])).toEqual([]);
  });

  it("is not that of the environment that deploys", () => {
    expect(judgeStack(policy, [identity, credential("production"), assigned([])])).toEqual([]);
  });
});

describe("a value that only the update knows", () => {
  it("leaves open whose credential it is, and what a role allows", () => {
    for (const stack of [
      [credential("production-rollback", {}, [])],
      [identity, credential("production-rollback"), role(notKnown), assigned([role(notKnown).urn])],
    ]) {
      const findings = judgeStack(policy, stack);
      expect(violations(findings)).toEqual([]);
      expect(undecided(findings)).toHaveLength(1);
    }
  });
});
