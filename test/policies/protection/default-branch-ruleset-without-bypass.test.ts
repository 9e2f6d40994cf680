import { describe, expect, it } from "vitest";
import { notKnown, type Properties } from "../../../policies/form/value.ts";
import { defaultBranchRulesetWithoutBypass as policy } from "../../../policies/protection/default-branch-ruleset-without-bypass.ts";
import { changed, judgeStack, preview, resource, undecided, violations } from "../resources.ts";

const complete: Properties = {
  repository: "application",
  target: "branch",
  enforcement: "active",
  conditions: { refName: { includes: ["~DEFAULT_BRANCH"], excludes: [] } },
  rules: {
    deletion: true,
    nonFastForward: true,
    requiredLinearHistory: true,
    pullRequest: {
      requireCodeOwnerReview: true,
      dismissStaleReviewsOnPush: true,
      requireLastPushApproval: true,
      requiredApprovingReviewCount: 1,
    },
  },
};

const ruleset = (properties: Properties, name = "rules") =>
  resource("github:index/repositoryRuleset:RepositoryRuleset", name, properties);
const repository = (properties: Properties) =>
  resource("github:index/repository:Repository", "repository", properties);
const root = resource("pulumi:pulumi:Stack", "application-shared", {});
const app = { actorId: 9, actorType: "Integration", bypassMode: "always" };

describe("the ruleset of the default branch", () => {
  it.each([["~DEFAULT_BRANCH"], ["refs/heads/main"]])("passes for %s", (branch) => {
    const one = ruleset(changed(complete, "conditions.refName.includes", [branch]));
    expect(judgeStack(policy, [repository({ name: "application" }), one])).toEqual([]);
  });

  it("passes beside a second one that holds less", () => {
    const second = ruleset(changed(complete, "rules", { requiredSignatures: true }), "signatures");
    expect(judgeStack(policy, [ruleset(complete), second])).toEqual([]);
  });

  it.each([
    ["enforcement", "evaluate"],
    ["enforcement", "disabled"],
    ["target", "push"],
    ["conditions.refName.excludes", ["refs/heads/main"]],
    ["rules.pullRequest.requireCodeOwnerReview", false],
    ["rules.pullRequest.dismissStaleReviewsOnPush", false],
    ["rules.pullRequest.requireLastPushApproval", false],
    ["rules.pullRequest.requiredApprovingReviewCount", 0],
    ["rules.deletion", false],
    ["rules.nonFastForward", false],
    ["rules.requiredLinearHistory", false],
  ])("is refused with %s of %j", (path, value) => {
    const found = violations(judgeStack(policy, [ruleset(changed(complete, path, value))]));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(`Ruleset "rules" must have ${path} `);
    expect(found[0]).toContain(`given: ${JSON.stringify(value)}.`);
  });

  it.each([
    "enforcement",
    "target",
    "rules.pullRequest.requireCodeOwnerReview",
    "rules.pullRequest.dismissStaleReviewsOnPush",
    "rules.pullRequest.requireLastPushApproval",
    "rules.pullRequest.requiredApprovingReviewCount",
    "rules.deletion",
    "rules.nonFastForward",
    "rules.requiredLinearHistory",
  ])("is refused without %s", (path) => {
    const found = violations(judgeStack(policy, [ruleset(changed(complete, path, undefined))]));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain("given: not given.");
  });

  it("is missed when the repository has one for another branch only", () => {
    const other = ruleset(changed(complete, "conditions.refName.includes", ["refs/heads/develop"]));
    expect(violations(judgeStack(policy, [repository({ name: "application" }), other]))).toEqual([
      'GitHub repository "repository" must have an active ruleset for the default branch (~DEFAULT_BRANCH or refs/heads/main) of application; given: none.',
    ]);
  });

  it("is missed when it belongs to another repository", () => {
    const found = violations(judgeStack(policy, [repository({ name: "other" }), ruleset(complete)]));
    expect(found).toHaveLength(1);
    expect(found[0]).toContain("of other; given: none");
  });

  it("belongs to the repository that it takes its name from", () => {
    const one = repository({ name: notKnown });
    const linked = resource(
      "github:index/repositoryRuleset:RepositoryRuleset",
      "rules",
      changed(complete, "repository", notKnown),
      { sources: { repository: [one.urn] } },
    );
    expect(judgeStack(policy, [one, linked])).toEqual([]);
  });
});

describe("a stack of kind shared", () => {
  const missing = [
    'Shared stack "application-shared" must have an active ruleset for the default branch of the repository; given: no ruleset at all.',
  ];

  it("is refused without any ruleset when its settings say so", () => {
    expect(violations(judgeStack(policy, [root], { ...preview, kind: "shared" }))).toEqual(missing);
  });

  it.each(["Protection", "Audit"])("is known by its component %s", (kind) => {
    const component = resource(`gatehouse:components:${kind}`, "part", {});
    expect(violations(judgeStack(policy, [root, component]))).toEqual(missing);
  });

  it("is not what an environment's stack is", () => {
    expect(judgeStack(policy, [root], { ...preview, kind: "environment" })).toEqual([]);
  });
});

describe("a bypass", () => {
  it("is refused", () => {
    expect(violations(judgeStack(policy, [ruleset({ ...complete, bypassActors: [app] })]))).toEqual([
      `Ruleset "rules" must have bypassActors empty; given: ${JSON.stringify([app])}.`,
    ]);
  });

  const single = changed(complete, "conditions.refName.includes", ["refs/heads/gatehouse/delivery"]);

  it("is allowed to an app for one branch that is named in full", () => {
    const own = ruleset({ ...single, bypassActors: [app] }, "delivery");
    expect(judgeStack(policy, [ruleset(complete), own])).toEqual([]);
  });

  it.each([
    ["for the default branch by its name", ["refs/heads/main"], app],
    ["for a pattern", ["refs/heads/*"], app],
    ["for all branches", ["~ALL"], app],
    ["for two branches", ["refs/heads/one", "refs/heads/two"], app],
    ["to a role", ["refs/heads/gatehouse/delivery"], { ...app, actorType: "RepositoryRole" }],
    ["to administrators", ["refs/heads/gatehouse/delivery"], { ...app, actorType: "OrganizationAdmin" }],
  ])("is refused %s", (_what, includes, actor) => {
    const own = ruleset(
      { ...changed(single, "conditions.refName.includes", includes), bypassActors: [actor] },
      "delivery",
    );
    expect(violations(judgeStack(policy, [ruleset(complete), own])).join()).toContain(
      'Ruleset "delivery" must have bypassActors empty',
    );
  });

  it("on tags is another matter", () => {
    const tags = ruleset({ ...complete, target: "tag", bypassActors: [app] }, "tags");
    expect(judgeStack(policy, [ruleset(complete), tags])).toEqual([]);
  });
});

describe("a default branch of another name", () => {
  const trunk = { ...preview, defaultBranch: "trunk" };
  const ofBranch = (ref: string) => ruleset(changed(complete, "conditions.refName.includes", [ref]));

  it("is covered under the name of the settings, and no longer as main", () => {
    expect(judgeStack(policy, [ofBranch("refs/heads/trunk")], trunk)).toEqual([]);
    expect(violations(judgeStack(policy, [ofBranch("refs/heads/main")], trunk))).toHaveLength(1);
    expect(violations(judgeStack(policy, [ofBranch("refs/heads/trunk")]))).toHaveLength(1);
  });

  it("lets no app bypass it", () => {
    const own = ruleset(
      {
        ...changed(complete, "conditions.refName.includes", ["refs/heads/trunk"]),
        bypassActors: [{ actorType: "Integration", actorId: 5 }],
      },
      "delivery",
    );
    expect(violations(judgeStack(policy, [ruleset(complete), own], trunk)).join()).toContain(
      'Ruleset "delivery" must have bypassActors empty',
    );
  });
});

describe("a value that only the update knows", () => {
  it.each([
    "enforcement",
    "rules.deletion",
    "rules.pullRequest",
    "conditions.refName.includes",
    "bypassActors",
  ])("leaves %s open", (path) => {
    const findings = judgeStack(policy, [ruleset(changed(complete, path, notKnown))]);
    expect(violations(findings)).toEqual([]);
    expect(undecided(findings)[0]).toContain("not known before the update");
  });

  it("leaves open whether a repository has a ruleset", () => {
    const whose = ruleset(changed(complete, "repository", notKnown), "whose");
    const findings = judgeStack(policy, [repository({ name: "application" }), whose]);
    expect(violations(findings)).toEqual([]);
    expect(undecided(findings)).toEqual([
      'GitHub repository "repository" must have an active ruleset for the default branch (~DEFAULT_BRANCH or refs/heads/main) of application; given: ["whose"], whose repository is not known before the update.',
    ]);
  });
});
