import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { blindSpots, type Github, githubAccount, openGithub } from "../../../sandbox/github/index.ts";
import type { Properties, ResourceType } from "../../../sandbox/protocol/resource-type.ts";

let folder: string;
let github: Github;

const accountOf = (plan: string) =>
  githubAccount.parse({
    organization: "acme",
    plan,
    users: ["alice", "bob"],
    teams: { platform: ["alice"], outsiders: ["bob"] },
    repositories: { app: { files: { "README.md": "# app\n" }, teams: { platform: "push" } } },
  });

function open(plan: string): void {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-github-"));
  github = openGithub({ folder, account: accountOf(plan) });
}

beforeEach(() => open("enterprise"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function type(name: string): ResourceType {
  const found = github.provider.types.find((one) => one.token.endsWith(`:${name}`));
  if (!found) throw new Error(`no type ${name}`);
  return found;
}

function call(name: string, args: Properties): Properties {
  const found = github.provider.functions.find((one) => one.token.endsWith(`:${name}`));
  if (!found) throw new Error(`no function ${name}`);
  return found.call(args);
}

const defaults = (one: ResourceType): Properties =>
  Object.fromEntries(
    Object.entries(one.inputs).flatMap(([name, rule]) =>
      rule.default === undefined ? [] : [[name, rule.default]],
    ),
  );

const app = () => {
  const found = github.cloud.read().repositories.find((one) => one.name === "app");
  if (!found) throw new Error("app is gone");
  return found;
};

const environment: Properties = { repository: "app", environment: "production" };

/** Each type with the inputs of a create, an update, and the id in the provider's format. */
const cases: { name: string; inputs: Properties; changed: Properties; id: RegExp; keeps?: true }[] = [
  {
    name: "Repository",
    inputs: { name: "new", description: "d", visibility: "private", topics: ["infra"], hasIssues: true },
    changed: { description: "e", topics: ["infra", "web"], vulnerabilityAlerts: true },
    id: /^new$/,
  },
  {
    name: "RepositoryRuleset",
    inputs: {
      repository: "app",
      name: "main",
      target: "branch",
      enforcement: "active",
      conditions: { refName: { includes: ["~DEFAULT_BRANCH"], excludes: [] } },
      bypassActors: [{ actorId: 1, actorType: "OrganizationAdmin", bypassMode: "pull_request" }],
      rules: {
        deletion: true,
        requiredStatusChecks: {
          doNotEnforceOnCreate: false,
          requiredChecks: [{ context: "ci", integrationId: 15368 }],
          strictRequiredStatusChecksPolicy: true,
        },
      },
    },
    changed: { enforcement: "evaluate" },
    id: /^\d+$/,
  },
  {
    name: "IssueLabel",
    inputs: { repository: "app", name: "area/api x", color: "ffffff" },
    changed: { color: "000000", description: "d" },
    id: /^app:area\/api x$/,
  },
  {
    name: "Team",
    inputs: { name: "Release Managers", description: "d", privacy: "closed", parentTeamId: "platform" },
    changed: { description: "e", parentTeamId: null },
    id: /^\d+$/,
  },
  {
    name: "ActionsRepositoryOidcSubjectClaimCustomizationTemplate",
    inputs: {
      repository: "app",
      useDefault: false,
      includeClaimKeys: ["repo", "context", "job_workflow_ref"],
    },
    changed: { useDefault: true, includeClaimKeys: null },
    id: /^app$/,
    keeps: true,
  },
  {
    name: "TeamRepository",
    inputs: { teamId: "outsiders", repository: "app", permission: "pull" },
    changed: { permission: "maintain" },
    id: /^\d+:app$/,
  },
  {
    name: "RepositoryEnvironment",
    inputs: { ...environment, waitTimer: 30, canAdminsBypass: false, preventSelfReview: false },
    changed: {
      waitTimer: 60,
      deploymentBranchPolicy: { protectedBranches: true, customBranchPolicies: false },
    },
    id: /^app:production$/,
  },
  {
    name: "ActionsVariable",
    inputs: { repository: "app", variableName: "REGION", value: "eu" },
    changed: { value: "us" },
    id: /^app:REGION$/,
  },
  {
    name: "ActionsSecret",
    inputs: { repository: "app", secretName: "KEY", plaintextValue: "first-secret-value" },
    changed: { plaintextValue: "other-secret-value" },
    id: /^app:KEY$/,
  },
  {
    name: "ActionsRepositoryPermissions",
    inputs: {
      repository: "app",
      enabled: true,
      allowedActions: "selected",
      shaPinningRequired: true,
      allowedActionsConfig: {
        githubOwnedAllowed: true,
        verifiedAllowed: false,
        patternsAlloweds: ["acme/*"],
      },
    },
    changed: { allowedActions: "all", allowedActionsConfig: null },
    id: /^app$/,
    keeps: true,
  },
  {
    name: "WorkflowRepositoryPermissions",
    inputs: { repository: "app", defaultWorkflowPermissions: "write", canApprovePullRequestReviews: true },
    changed: { defaultWorkflowPermissions: "read" },
    id: /^app$/,
    keeps: true,
  },
  {
    name: "Branch",
    inputs: { repository: "app", branch: "develop", sourceBranch: "main" },
    changed: { branch: "dev2" },
    id: /^app:develop$/,
  },
];

const given = (properties: Properties): Properties =>
  Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== null));

describe.each(cases)("$name", ({ name, inputs, changed, id: format, keeps }) => {
  it("is created, read back, found again, changed and deleted", () => {
    const one = type(name);
    const full = { ...defaults(one), ...inputs };
    expect(one.check?.(full, new Set()) ?? []).toEqual([]);
    const { id, outputs } = one.create(full);
    expect(id).toMatch(format);
    expect(one.computed.filter((property) => !(property in { ...full, ...outputs }))).toEqual([]);
    const state = { ...full, ...outputs };

    expect(one.read(id, state)?.inputs).toMatchObject(full);
    expect(one.read(id, state)?.outputs).toMatchObject(state);
    const leftBehind = one.find?.(full);
    expect(leftBehind && one.read(leftBehind, {})?.outputs).toBeDefined();

    const next = given({ ...full, ...changed });
    const after = { ...next, ...one.update(id, next, state) };
    const newId = name === "Branch" ? "app:dev2" : id;
    expect(one.read(newId, after)?.inputs).toMatchObject(next);

    one.delete(newId, after);
    if (!keeps) expect(one.read(newId, after)).toBeUndefined();
  });
});

describe("what is declared below an environment", () => {
  const below: { name: string; inputs: Properties; changed: Properties; id: RegExp }[] = [
    {
      name: "RepositoryEnvironmentDeploymentPolicy",
      inputs: { ...environment, branchPattern: "release/*" },
      changed: { branchPattern: "main" },
      id: /^app:production:\d+$/,
    },
    {
      name: "ActionsEnvironmentVariable",
      inputs: { ...environment, variableName: "URL", value: "a" },
      changed: { value: "b" },
      id: /^app:production:URL$/,
    },
    {
      name: "ActionsEnvironmentSecret",
      inputs: { ...environment, secretName: "KEY", plaintextValue: "first-secret-value" },
      changed: { plaintextValue: "other-secret-value" },
      id: /^app:production:KEY$/,
    },
  ];

  beforeEach(() => {
    type("RepositoryEnvironment").create({
      ...environment,
      deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
    });
  });

  it.each(below)(
    "$name is created, read back, changed and deleted",
    ({ name, inputs, changed, id: format }) => {
      const one = type(name);
      const { id, outputs } = one.create(inputs);
      expect(id).toMatch(format);
      const state = { ...inputs, ...outputs };
      expect(one.read(id, state)?.inputs).toMatchObject(inputs);
      expect(one.find?.(inputs)).toBe(id);
      const next = { ...inputs, ...changed };
      const after = { ...next, ...one.update(id, next, state) };
      expect(one.read(id, after)?.inputs).toMatchObject(next);
      one.delete(id, after);
      expect(one.read(id, after)).toBeUndefined();
    },
  );

  it("keeps no secret value on disk, yet knows it when asked", () => {
    type("ActionsEnvironmentSecret").create({
      ...environment,
      secretName: "KEY",
      plaintextValue: "plain-as-day",
    });
    const where = { owner: "acme", repository: "app", environment: "production" };
    const disk = readFileSync(join(folder, "github.json"), "utf8");
    expect(disk).not.toContain("plain-as-day");
    expect(disk).not.toContain(Buffer.from("plain-as-day").toString("base64"));
    expect(github.holdsSecret(where, "KEY", "plain-as-day")).toBe(true);
    expect(github.holdsSecret(where, "KEY", "something else")).toBe(false);
  });
});

describe("refusals, in the provider's words", () => {
  it("a name that is taken", () => {
    const repository = type("Repository");
    const inputs = { ...defaults(repository), name: "app" };
    expect(() => repository.create(inputs)).toThrow(
      "POST /orgs/acme/repos: 422 Repository creation failed. [{Resource:Repository Field:name Code:custom Message:name already exists on this account}]",
    );
  });

  it("a name, a timer and reviewers that the provider checks by itself", () => {
    const bad = (name: string, inputs: Properties) =>
      (type(name).check?.(inputs, new Set()) ?? []).map(({ reason }) => reason);
    expect(bad("Repository", { name: "my app!" })).toEqual([
      "invalid value for name (must include only alphanumeric characters, underscores or hyphens and consist of 100 characters or less)",
    ]);
    expect(
      bad("RepositoryEnvironment", { ...environment, reviewers: [{ users: [1, 2, 3, 4, 5, 6, 7] }] }),
    ).toEqual([
      "Too many list items. Attribute reviewers.0.users supports 6 item maximum, but config has 7 declared.",
    ]);
    expect(bad("RepositoryEnvironment", { ...environment, waitTimer: 43_201 })).toEqual([
      "expected waitTimer to be in the range (0 - 43200), got 43201",
    ]);
    expect(bad("RepositoryEnvironmentDeploymentPolicy", environment)).toHaveLength(1);
    expect(
      bad("ActionsEnvironmentSecret", { ...environment, secretName: "GITHUB_X", value: "a" }),
    ).toHaveLength(1);
  });

  it("does not judge what a preview does not know yet", () => {
    const policy = type("RepositoryEnvironmentDeploymentPolicy");
    expect(policy.check?.(environment, new Set(["branchPattern"]))).toEqual([]);
  });

  it("seven reviewers of both kinds, which the provider sends and GitHub refuses", () => {
    const reviewers = [{ users: [1, 2, 3, 4], teams: [5, 6, 7] }];
    expect(type("RepositoryEnvironment").check?.({ ...environment, reviewers }, new Set())).toEqual([]);
    expect(() => type("RepositoryEnvironment").create({ ...environment, reviewers })).toThrow(
      "A maximum of 6",
    );
  });

  it("required reviewers on a plan that lacks them", () => {
    rmSync(folder, { recursive: true });
    open("team");
    const [user] = github.cloud.read().users;
    const reviewers = [{ users: [user?.id ?? 0] }];
    expect(() => type("RepositoryEnvironment").create({ ...environment, reviewers })).toThrow(
      "422 Failed to create the environment protection rule. Please ensure the billing plan supports the required reviewers protection rule.",
    );
  });
});

describe("a team", () => {
  const inputs = (): Properties => ({
    ...defaults(type("Team")),
    name: "Release Managers",
    privacy: "closed",
  });

  it("begins without the member that GitHub makes of whoever creates it, and is found by its slug", () => {
    const { id, outputs } = type("Team").create(inputs());
    expect(outputs).toMatchObject({ slug: "release-managers", membersCount: 0 });
    expect(call("getTeam", { slug: "release-managers" })["members"]).toEqual([]);
    expect(type("Team").read("release-managers", {})?.id).toBe(id);
  });

  it("cannot be made twice, in GitHub's words", () => {
    type("Team").create(inputs());
    expect(() => type("Team").create(inputs())).toThrow(
      "422 Validation Failed [{Resource:Team Field:name Code:already_exists Message:}]",
    );
  });

  it("keeps the members that people put in when it is changed", () => {
    const { id, outputs } = type("Team").create(inputs());
    github.cloud.change((state) => {
      const team = state.teams.find((one) => one.slug === "release-managers");
      team?.members.push({ login: "alice", role: "member" });
    });
    type("Team").update(id, { ...inputs(), description: "new" }, { ...inputs(), ...outputs });
    expect(call("getTeam", { slug: "release-managers" })["members"]).toEqual(["alice"]);
  });

  it("is secret or closed, and nothing else", () => {
    const reasons = (type("Team").check?.({ ...inputs(), privacy: "open" }, new Set()) ?? []).map(
      ({ reason }) => reason,
    );
    expect(reasons).toEqual(['expected privacy to be one of ["secret" "closed"], got open']);
  });
});

describe("the subject of OIDC tokens", () => {
  const subject = "ActionsRepositoryOidcSubjectClaimCustomizationTemplate";

  it("is refused with keys beside the default at the create, not at the preview", () => {
    const inputs: Properties = { repository: "app", useDefault: true, includeClaimKeys: ["repo"] };
    expect(type(subject).check?.(inputs, new Set()) ?? []).toEqual([]);
    expect(() => type(subject).create(inputs)).toThrow(
      "include_claim_keys cannot be set when use_default is true",
    );
  });

  it("goes back to the default with the resource", () => {
    const inputs: Properties = { repository: "app", useDefault: false, includeClaimKeys: ["repo", "ref"] };
    const { id, outputs } = type(subject).create(inputs);
    expect(app().actions.oidcClaimKeys).toEqual(["repo", "ref"]);
    type(subject).delete(id, { ...inputs, ...outputs });
    expect(app().actions.oidcClaimKeys).toBeNull();
  });
});

describe("a read", () => {
  it("does not take for drift what the provider fills in below a rule", () => {
    const one = type("RepositoryRuleset");
    const inputs: Properties = {
      repository: "app",
      name: "main",
      target: "branch",
      enforcement: "active",
      rules: { requiredStatusChecks: { requiredChecks: [{ context: "ci" }] }, pullRequest: {} },
    };
    const { id, outputs } = one.create(inputs);
    expect(one.read(id, { ...inputs, ...outputs })?.inputs["rules"]).toEqual(inputs["rules"]);
  });
});

describe("functions", () => {
  it("a team with its members and repositories", () => {
    expect(call("getTeam", { slug: "platform" })).toMatchObject({
      slug: "platform",
      members: ["alice"],
      repositories: ["app"],
    });
    expect(() => call("getTeam", { slug: "nobodies" })).toThrow(
      "GET /orgs/acme/teams/nobodies: 404 Not Found []",
    );
  });

  it("the labels of a repository", () => {
    const { labels } = call("getIssueLabels", { repository: "app" });
    expect(labels).toContainEqual(expect.objectContaining({ name: "bug", color: "d73a4a" }));
    expect(() => call("getIssueLabels", { repository: "nope" })).toThrow("404 Not Found");
  });

  it("a repository, and an empty result for one that is not there", () => {
    expect(call("getRepository", { name: "app" })).toMatchObject({ fullName: "acme/app", repoId: app().id });
    expect(call("getRepository", { name: "nope" })).toEqual({});
  });
});

describe("drift", () => {
  const inputs = (): Properties => {
    const team = github.cloud.read().teams.find((one) => one.slug === "platform");
    const users = github.cloud
      .read()
      .users.filter((one) => one.login === "alice")
      .map((one) => one.id);
    return {
      ...environment,
      canAdminsBypass: false,
      preventSelfReview: true,
      reviewers: [{ teams: [team?.id ?? 0], users }],
    };
  };

  function edit(step: (one: ReturnType<typeof app>["environments"][number]) => void): void {
    github.cloud.change((state) => {
      for (const repository of state.repositories) repository.environments.forEach(step);
    });
  }

  it("is seen where the provider sees it: a bypass for admins, a reviewer less", () => {
    const one = type("RepositoryEnvironment");
    const { id, outputs } = one.create(inputs());
    const state = { ...inputs(), ...outputs };
    edit((live) => {
      live.canAdminsBypass = true;
      live.reviewers = live.reviewers.filter((reviewer) => reviewer.type === "Team");
    });
    const live = one.read(id, state)?.inputs;
    expect(live?.["canAdminsBypass"]).toBe(true);
    expect(live?.["reviewers"]).not.toEqual(state["reviewers"]);
  });

  it("is not seen where the provider is blind: all reviewers gone, and with them preventSelfReview", () => {
    const one = type("RepositoryEnvironment");
    const { id, outputs } = one.create(inputs());
    const state = { ...inputs(), ...outputs };
    edit((live) => Object.assign(live, { reviewers: [], preventSelfReview: false }));
    expect(one.read(id, state)?.inputs).toMatchObject(inputs());
    expect(blindSpots.find((spot) => spot.type === "RepositoryEnvironment")?.properties).toEqual([
      "reviewers",
      "preventSelfReview",
    ]);
  });

  it("a reviewer team without access is dropped without a word, and the next refresh shows it", () => {
    const outsiders = github.cloud.read().teams.find((one) => one.slug === "outsiders");
    const users = github.cloud
      .read()
      .users.filter((one) => one.login === "alice")
      .map((one) => one.id);
    const one = type("RepositoryEnvironment");
    const { id } = one.create({ ...environment, reviewers: [{ teams: [outsiders?.id ?? 0], users }] });
    expect(one.read(id, {})?.inputs["reviewers"]).toEqual([{ users }]);
  });
});
