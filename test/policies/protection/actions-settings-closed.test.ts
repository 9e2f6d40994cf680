import { describe, expect, it } from "vitest";
import { notKnown, type Properties } from "../../../policies/form/value.ts";
import { actionsSettingsClosed as policy } from "../../../policies/protection/actions-settings-closed.ts";
import { judgeStack, resource, undecided, violations } from "../resources.ts";

const component = resource("gatehouse:components:Protection", "protection", { repository: "application" });
const token = (properties: Properties = {}) =>
  resource("github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions", "token", {
    repository: "application",
    defaultWorkflowPermissions: "read",
    canApprovePullRequestReviews: false,
    ...properties,
  });
const actions = (properties: Properties = {}) =>
  resource("github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions", "actions", {
    repository: "application",
    shaPinningRequired: true,
    ...properties,
  });

describe("the Actions settings of a repository", () => {
  it("pass when the token reads and actions are pinned", () => {
    expect(judgeStack(policy, [component, token(), actions()])).toEqual([]);
  });

  it("S004-SEC-04: are refused when the token writes by default", () => {
    const found = judgeStack(policy, [component, token({ defaultWorkflowPermissions: "write" }), actions()]);
    expect(violations(found)).toEqual([
      'Workflow token "token" must have defaultWorkflowPermissions "read"; given: "write".',
    ]);
  });

  it.each([
    [token({ canApprovePullRequestReviews: true }), actions()],
    [token({ canApprovePullRequestReviews: null }), actions()],
    [token(), actions({ shaPinningRequired: false })],
    [token(), actions({ shaPinningRequired: null })],
    [token()],
    [actions()],
    [token({ repository: "other" }), actions()],
  ])("are refused otherwise", (...settings) => {
    expect(violations(judgeStack(policy, [component, ...settings]))).toHaveLength(1);
  });

  it("are asked of a repository without the component too, by its name or its resource", () => {
    const repository = resource("github:index/repository:Repository", "repository", { name: "application" });
    expect(violations(judgeStack(policy, [repository]))).toHaveLength(2);
    expect(judgeStack(policy, [repository, token(), actions()])).toEqual([]);
  });

  it("leave open what only the update knows", () => {
    for (const one of [token({ defaultWorkflowPermissions: notKnown }), token({ repository: notKnown })]) {
      const findings = judgeStack(policy, [component, one, actions()]);
      expect(violations(findings)).toEqual([]);
      expect(undecided(findings)).toHaveLength(1);
    }
  });
});
