import { describe, expect, it } from "vitest";
import { gatesOf } from "../../../components/environment/gates.ts";
import { promotionRulesetOf } from "../../../components/environment/promotion.ts";
import type { Resource } from "../../../policies/form/resource.ts";
import { notKnown, type Properties } from "../../../policies/form/value.ts";
import { defaultBranchRulesetWithoutBypass } from "../../../policies/protection/default-branch-ruleset-without-bypass.ts";
import { productionRequiresReviewers as policy } from "../../../policies/protection/production-requires-reviewers.ts";
import { changed, judgeStack, preview, resource, undecided, violations } from "../resources.ts";

// Production on a plan without required reviewers: opened by a pull request to a branch of its own.

const roles = ["team-lead", "stakeholder"];
const branch = "release/production";
type Inputs = Properties[string];

/** Values as the engine hands them on: plain data. */
const plain = (value: unknown): Properties => JSON.parse(JSON.stringify(value));

const gates = plain({ gates: gatesOf("production", roles, "pull-request") })["gates"] ?? null;
const rules = plain(
  promotionRulesetOf({
    repository: "application",
    environment: "production",
    promotion: { branch, roles },
    roles: roles.map((name, index) => ({
      name,
      teams: [{ slug: `${name}s`, id: 7 + index }],
      users: [],
      members: ["one"],
    })),
    writers: roles.map((name) => `${name}s`),
    signedCommits: false,
  }),
);
const door: Properties = {
  repository: "application",
  environment: "production",
  canAdminsBypass: false,
  deploymentBranchPolicy: { customBranchPolicies: true, protectedBranches: false },
};

/** What a test changes in a stage that keeps every demand. */
interface Changes {
  gates?: Inputs;
  entry?: Properties;
  ruleset?: Properties | undefined;
  /** Whether the ruleset stands below the stage's own component. */
  rulesetBelow?: boolean;
  entryBranches?: readonly string[];
  rollbackBranches?: readonly string[];
}

function declare(changes: Changes): Resource[] {
  const parent = resource("gatehouse:components:Environment", "stage", {
    tier: "production",
    gates: changes.gates ?? gates,
  });
  const deploys = (environment: string) => (branchPattern: string) =>
    resource(
      "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy",
      `${environment}-from-${branchPattern}`,
      { repository: "application", environment, branchPattern },
      { parent },
    );
  const environment = (name: string, properties: Properties) =>
    resource("github:index/repositoryEnvironment:RepositoryEnvironment", name, properties, { parent });
  const given = "ruleset" in changes ? changes.ruleset : rules;
  return [
    parent,
    ...(given
      ? [
          resource(
            "github:index/repositoryRuleset:RepositoryRuleset",
            "promotion",
            given,
            (changes.rulesetBelow ?? true) ? { parent } : {},
          ),
        ]
      : []),
    environment("entry", changes.entry ?? door),
    ...(changes.entryBranches ?? [branch]).map(deploys("production")),
    environment("rollback", { ...door, environment: "production-rollback" }),
    ...(changes.rollbackBranches ?? ["main", branch]).map(deploys("production-rollback")),
  ];
}

const judged = (changes: Changes) => judgeStack(policy, declare(changes));
const refused = (changes: Changes) => violations(judged(changes));
const withRule = (path: string, value: Inputs | undefined) => ({ ruleset: changed(rules, path, value) });
const pull = "rules.pullRequest";

describe("production that opens by a pull request", () => {
  it("passes as the components declare it", () => {
    expect(judged({})).toEqual([]);
  });

  it("leaves the default branch to the stack that declares it", () => {
    expect(judgeStack(defaultBranchRulesetWithoutBypass, declare({}))).toEqual([]);
  });

  it("is refused with reviewers as well: they would be a way of their own", () => {
    const entry = { ...door, reviewers: [{ teams: [7] }], preventSelfReview: true };
    expect(refused({ entry })).toEqual([
      'GitHub environment "entry" must have reviewers empty; given: [{"teams":[7]}].',
    ]);
  });

  it.each<[string, Changes, string]>([
    [
      "another branch may deploy",
      { entryBranches: [branch, "main"] },
      'Deployment policy of production "production-from-main" must have branchPattern "release/production"; given: "main".',
    ],
    [
      "no branch may deploy",
      { entryBranches: [] },
      'GitHub environment "entry" must have one deployment policy for the branch release/production; given: none.',
    ],
    [
      "a failed promotion could not go back by itself",
      { rollbackBranches: ["main"] },
      'GitHub environment "rollback" must have one deployment policy for the branch release/production; given: "main".',
    ],
    [
      "a rollback by hand could not start",
      { rollbackBranches: [branch] },
      'GitHub environment "rollback" must have one deployment policy for the branch main; given: "release/production".',
    ],
    [
      "the way back opens to a third branch",
      { rollbackBranches: ["main", branch, "develop"] },
      'Deployment policy of production "production-rollback-from-develop" must have branchPattern of "main" or "release/production"; given: "develop".',
    ],
    [
      "nothing closes the branch",
      { ruleset: undefined },
      'GitHub environment "entry" must have reviewers, or beside it a ruleset for the branch release/production that it is promoted by; given: none.',
    ],
    [
      "the ruleset stands elsewhere",
      { rulesetBelow: false },
      'GitHub environment "entry" must have reviewers, or beside it a ruleset for the branch release/production that it is promoted by; given: none.',
    ],
    [
      "the ruleset is another repository's",
      withRule("repository", "other"),
      'GitHub environment "entry" must have reviewers, or beside it a ruleset for the branch release/production that it is promoted by; given: a ruleset of "other".',
    ],
    [
      "administrators may bypass",
      { entry: { ...door, canAdminsBypass: true } },
      'GitHub environment "entry" must have canAdminsBypass false; given: true.',
    ],
  ])("is refused when %s", (_what, changes, message) => {
    expect(refused(changes)).toEqual([message]);
  });

  it.each<[string, string, Inputs | undefined]>([
    ["is for tags", "target", "tag"],
    ["is only evaluated", "enforcement", "evaluate"],
    ["is off", "enforcement", "disabled"],
    [
      "may be bypassed by an app",
      "bypassActors",
      [{ actorId: 1, actorType: "Integration", bypassMode: "always" }],
    ],
    ["is for another branch", "conditions.refName.includes", ["refs/heads/release/staging"]],
    ["is for a further branch", "conditions.refName.includes", [`refs/heads/${branch}`, "refs/heads/other"]],
    ["is for a pattern", "conditions.refName.includes", ["refs/heads/release/*"]],
    ["leaves the branch out again", "conditions.refName.excludes", [`refs/heads/${branch}`]],
    ["lets the branch be made anew", "rules.creation", undefined],
    ["lets the branch be deleted", "rules.deletion", false],
    ["lets the branch be forced", "rules.nonFastForward", undefined],
    ["asks for no pull request", pull, undefined],
    ["keeps stale reviews", `${pull}.dismissStaleReviewsOnPush`, false],
    ["lets the last pusher approve", `${pull}.requireLastPushApproval`, undefined],
    ["allows a squash", `${pull}.allowedMergeMethods`, ["merge", "squash"]],
    ["allows every way to merge by silence", `${pull}.allowedMergeMethods`, undefined],
    ["asks for fewer people than there are roles", `${pull}.requiredApprovingReviewCount`, 1],
    ["asks for no number of people", `${pull}.requiredApprovingReviewCount`, undefined],
    ["asks for no team", `${pull}.requiredReviewers`, undefined],
  ])("is refused when its ruleset %s", (_what, path, value) => {
    const messages = refused(withRule(path, value));
    expect(messages.length).toBeGreaterThan(0);
    for (const message of messages) expect(message).toMatch(/^Ruleset of a promotion "promotion" must have /);
    expect(messages.join()).toContain(`must have ${path}`);
  });

  const reviewer = (id: number, more: Properties = {}): Properties => ({
    filePatterns: ["*", "**/*"],
    minimumApprovals: 1,
    reviewer: { id, type: "Team" },
    ...more,
  });

  it.each<[string, Properties[]]>([
    ["one role's team alone", [reviewer(7)]],
    ["one team for two roles", [reviewer(7), reviewer(7)]],
    ["a team that need not approve", [reviewer(7), reviewer(8, { minimumApprovals: 0 })]],
    ["a team for some files", [reviewer(7), reviewer(8, { filePatterns: ["src/**/*"] })]],
    ["a team that skips some files", [reviewer(7), reviewer(8, { filePatterns: ["*", "**/*", "!a"] })]],
    ["something else than a team", [reviewer(7), reviewer(8, { reviewer: { id: 8, type: "User" } })]],
    ["a team without a number", [reviewer(7), reviewer(8, { reviewer: { type: "Team" } })]],
  ])("is refused when its ruleset asks %s", (_what, reviewers) => {
    expect(refused(withRule(`${pull}.requiredReviewers`, reviewers)).join()).toContain(
      `must have ${pull}.requiredReviewers with different teams that review every file, at least 2, one for each role (team-lead, stakeholder)`,
    );
  });

  it.each<[string, Inputs]>([
    ["names no role", { branch, roles: [] }],
    ["names one role twice", { branch, roles: ["team-lead", "team-lead"] }],
    ["names no branch", { roles }],
    ["names a pattern", { branch: "release/*", roles }],
  ])("needs reviewers when the promotion %s", (_what, promotion) => {
    const doors: Properties[] = [
      { name: "production", purpose: "entry", promotion },
      { name: "production-rollback", purpose: "rollback" },
    ];
    expect(refused({ gates: doors })).toContain(
      'GitHub environment "entry" must have reviewers with at least one team or user; given: not given.',
    );
  });

  it("needs reviewers for a door that is not the promotion's", () => {
    const doors = [
      { name: "live", purpose: "entry", promotion: { branch, roles } },
      { name: "production", purpose: "approval" },
    ];
    expect(refused({ gates: doors })).toContain(
      'GitHub environment "entry" must have reviewers with at least one team or user; given: not given.',
    );
  });
});

describe("a value of a promotion that only the update knows", () => {
  it.each<[string, Changes]>([
    ["the doors", { gates: notKnown }],
    [
      "the roles",
      { gates: [{ name: "production", purpose: "entry", promotion: { branch, roles: notKnown } }] },
    ],
    ["the repository of the ruleset", withRule("repository", notKnown)],
    ["the merge methods", withRule(`${pull}.allowedMergeMethods`, notKnown)],
    ["the branch", withRule("conditions.refName.includes", [notKnown])],
    [
      "a team",
      withRule(`${pull}.requiredReviewers`, [
        { filePatterns: ["*", "**/*"], minimumApprovals: 1, reviewer: { id: 7, type: "Team" } },
        { filePatterns: ["*", "**/*"], minimumApprovals: 1, reviewer: { id: notKnown, type: "Team" } },
      ]),
    ],
  ])("leaves it open in the preview: %s", (_what, changes) => {
    const findings = judged(changes);
    expect(violations(findings)).toEqual([]);
    expect(undecided(findings).length).toBeGreaterThan(0);
  });
});

describe("a stack with a promotion's ruleset", () => {
  it("owes the default branch its ruleset where the stack is the shared one", () => {
    const run = { ...preview, kind: "shared" };
    const root = resource("pulumi:pulumi:Stack", "root", {});
    const messages = violations(judgeStack(defaultBranchRulesetWithoutBypass, [root, ...declare({})], run));
    expect(messages.join()).toContain("must have an active ruleset for the default branch");
  });

  it("owes it where the ruleset is no promotion's", () => {
    const messages = violations(
      judgeStack(defaultBranchRulesetWithoutBypass, declare({ rulesetBelow: false })),
    );
    expect(messages.join()).toContain("must have an active ruleset for the default branch");
  });
});
