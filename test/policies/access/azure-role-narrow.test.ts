import { describe, expect, it } from "vitest";
import { azureRoleNarrow as policy } from "../../../policies/access/azure-role-narrow.ts";
import { notKnown, type Properties, type Value } from "../../../policies/form/value.ts";
import { changed, judgeStack, resource, undecided, violations } from "../resources.ts";

const subscription = "/subscriptions/00000000-0000-4000-8000-000000000000";
const roleId = (id: string) => `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${id}`;
const narrow: Properties = {
  scope: `${subscription}/resourceGroups/app/providers/Microsoft.Web/sites/app`,
  principalId: "1",
  roleDefinitionId: roleId("de139f84-1756-47ae-9be6-808fbbe84772"),
};
const assigned = (properties: Properties, version = "") =>
  resource(`azure-native:authorization${version}:RoleAssignment`, "deployer", properties);
const role = (permission: Value) =>
  resource("azure-native:authorization:RoleDefinition", "custom", { permissions: [permission] });

describe("a role assignment", () => {
  it("passes with a narrow role at one resource or group", () => {
    const group = changed(narrow, "scope", `${subscription}/resourceGroups/app`);
    expect(judgeStack(policy, [assigned(narrow), assigned(group)])).toEqual([]);
  });

  it("S004-SEC-04: is refused for a whole subscription", () => {
    expect(violations(judgeStack(policy, [assigned(changed(narrow, "scope", subscription))]))).toEqual([
      `Azure role assignment "deployer" must have scope of a resource group or a resource (/subscriptions/ID/resourceGroups/NAME...); given: "${subscription}".`,
    ]);
  });

  it.each<[string, string, string | undefined]>([
    ["the whole tenant", "scope", "/"],
    ["a management group", "scope", "/providers/Microsoft.Management/managementGroups/all"],
    ["no scope", "scope", undefined],
    ["Owner", "roleDefinitionId", roleId("8e3af657-a8ff-443c-a75c-2fe8c4bcb635")],
    ["Contributor", "roleDefinitionId", roleId("B24988AC-6180-42a0-ab88-20f7382dd24c")],
    ["User Access Administrator", "roleDefinitionId", roleId("18d7d88d-d35e-4fb5-a5c3-7773c20a72d9")],
    [
      "Role Based Access Control Administrator",
      "roleDefinitionId",
      roleId("f58310d9-a9f6-439a-9e8d-f62e7b41a168"),
    ],
    ["no role", "roleDefinitionId", undefined],
  ])("is refused with %s", (_what, property, value) => {
    for (const version of ["", "/v20220401"]) {
      expect(
        violations(judgeStack(policy, [assigned(changed(narrow, property, value), version)])),
      ).toHaveLength(1);
    }
  });
});

describe("a custom role", () => {
  it("passes with named actions, and with all reads", () => {
    expect(
      judgeStack(policy, [role({ actions: ["Microsoft.Web/sites/slotsswap/action", "*/read"] })]),
    ).toEqual([]);
  });

  it.each(["*", "Microsoft.Web/*", "*/write", "Microsoft.Authorization/roleAssignments/write"])(
    "is refused with %s",
    (action) => {
      expect(violations(judgeStack(policy, [role({ actions: [action] })]))).toHaveLength(1);
      expect(violations(judgeStack(policy, [role({ dataActions: [action] })]))).toHaveLength(1);
    },
  );
});

describe("a value that only the update knows", () => {
  it.each([
    assigned(changed(narrow, "scope", notKnown)),
    assigned(changed(narrow, "roleDefinitionId", notKnown)),
    role(notKnown),
    role({ actions: [notKnown] }),
  ])("leaves the demand open", (one) => {
    const findings = judgeStack(policy, [one]);
    expect(violations(findings)).toEqual([]);
    expect(undecided(findings)).toHaveLength(1);
  });
});
