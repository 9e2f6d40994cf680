import { describe, expect, it } from "vitest";
import { notKnown, type Properties, type Value } from "../../../policies/form/value.ts";
import { environmentNamesItsBranches as policy } from "../../../policies/protection/environment-names-its-branches.ts";
import { judgeStack, preview, resource, undecided, violations } from "../resources.ts";

const stage = (tier: Value) => resource("gatehouse:components:Environment", "stage", { tier });
const environment = (tier: Value, properties: Properties = {}) =>
  resource(
    "github:index/repositoryEnvironment:RepositoryEnvironment",
    "door",
    {
      repository: "application",
      environment: "staging",
      deploymentBranchPolicy: { customBranchPolicies: true, protectedBranches: false },
      ...properties,
    },
    { parent: stage(tier) },
  );
const from = (branchPattern: Value, properties: Properties = {}) =>
  resource(
    "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy",
    `from-${String(branchPattern)}`,
    { repository: "application", environment: "staging", branchPattern, ...properties },
  );

describe("an environment before production", () => {
  it("passes with named branches and groups of them", () => {
    expect(judgeStack(policy, [environment("staging"), from("develop"), from("auto/*")])).toEqual([]);
  });

  it("S002-ACT-01: is refused when every branch may deploy", () => {
    expect(violations(judgeStack(policy, [environment("staging"), from("develop"), from("*")]))).toEqual([
      'Deployment policy "from-*" must have branchPattern that names a branch or a group of them; given: "*".',
    ]);
  });

  it.each(["**", "**/*", "*/*", ""])("is refused for the pattern %j", (pattern) => {
    expect(violations(judgeStack(policy, [environment("staging"), from(pattern)]))).toHaveLength(1);
  });

  it("is refused without a policy, with tags, or with branches left open", () => {
    expect(violations(judgeStack(policy, [environment("staging")]))).toHaveLength(1);
    const tagged = from("develop", { tagPattern: "v*" });
    expect(violations(judgeStack(policy, [environment("staging"), tagged]))).toHaveLength(1);
    const open = environment("staging", { deploymentBranchPolicy: null });
    expect(violations(judgeStack(policy, [open, from("develop")]))).toHaveLength(2);
  });
});

describe("an environment of another tier", () => {
  it("may take every branch in development, where the stack agrees", () => {
    const all = [environment("development"), from("*")];
    expect(judgeStack(policy, all)).toEqual([]);
    expect(violations(judgeStack(policy, all, { ...preview, tier: "staging" }))).toHaveLength(1);
  });

  it("is judged elsewhere when it opens production", () => {
    expect(judgeStack(policy, [environment("production"), from("*")])).toEqual([]);
  });
});

it("leaves open what only the update knows", () => {
  for (const one of [from(notKnown), from("develop", { environment: notKnown })]) {
    const findings = judgeStack(policy, [environment("staging"), one]);
    expect(violations(findings)).toEqual([]);
    expect(undecided(findings)).toHaveLength(1);
  }
});
