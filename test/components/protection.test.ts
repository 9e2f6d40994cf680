import { describe, expect, it } from "vitest";
import { ApplicationRepository } from "../../components/protection/application-repository.ts";
import { Protection, type ProtectionArgs } from "../../components/protection/index.ts";
import { findLabels } from "../../components/protection/labels.ts";
import { findOwner, findRepository } from "../../components/protection/repository.ts";
import { every, type Functions, only, record, types } from "./recording.ts";

const args: ProtectionArgs = {
  repository: "app",
  after: [],
  integrationBranch: "develop",
  signedCommits: false,
  requiredChecks: [],
  allowedActions: ["hashicorp/setup-terraform@*"],
  oidcSubject: "default",
  labels: [{ name: "approved-core-change", color: "b60205", description: "", manage: "create" }],
  access: [{ slug: "developers", permission: "push", team: { manage: "existing", id: 7 } }],
};

const actions = "github:index/actionsRepositoryPermissions:ActionsRepositoryPermissions";
const token = "github:index/workflowRepositoryPermissions:WorkflowRepositoryPermissions";
const subject =
  "github:index/actionsRepositoryOidcSubjectClaimCustomizationTemplate:ActionsRepositoryOidcSubjectClaimCustomizationTemplate";
const newTeam = "github:index/team:Team";

const declared = (change: Partial<ProtectionArgs> = {}) =>
  record(async () => new Protection("protection", { ...args, ...change }));

describe("protection", () => {
  it("closes the default branch to all but reviewed pull requests", async () => {
    expect(only(await declared(), types.ruleset, "protection-default-branch").inputs).toEqual({
      name: "gatehouse default branch",
      repository: "app",
      target: "branch",
      enforcement: "active",
      conditions: { refName: { includes: ["~DEFAULT_BRANCH"], excludes: [] } },
      rules: {
        deletion: true,
        nonFastForward: true,
        requiredLinearHistory: true,
        pullRequest: {
          requiredApprovingReviewCount: 1,
          requireCodeOwnerReview: true,
          dismissStaleReviewsOnPush: true,
          requireLastPushApproval: true,
          requiredReviewThreadResolution: true,
        },
      },
    });
  });

  it("protects the integration branch in the same way, and none where there is none", async () => {
    const withBranch = await declared();
    const of = (name: string) => only(withBranch, types.ruleset, name).inputs;
    expect(of("protection-integration-branch")["conditions"]).toEqual({
      refName: { includes: ["refs/heads/develop"], excludes: [] },
    });
    expect(of("protection-integration-branch")["rules"]).toEqual(of("protection-default-branch")["rules"]);
    expect(every(await declared({ integrationBranch: undefined }), types.ruleset)).toHaveLength(1);
  });

  it("asks for signed commits, and for checks, only where the settings do", async () => {
    const plain = only(await declared(), types.ruleset, "protection-default-branch").inputs["rules"];
    expect(plain).not.toHaveProperty("requiredSignatures");
    expect(plain).not.toHaveProperty("requiredStatusChecks");
    const strict = await declared({ signedCommits: true, requiredChecks: ["guard"] });
    expect(only(strict, types.ruleset, "protection-default-branch").inputs["rules"]).toMatchObject({
      requiredSignatures: true,
      requiredStatusChecks: {
        strictRequiredStatusChecksPolicy: true,
        requiredChecks: [{ context: "guard", integrationId: 15368 }],
      },
    });
  });

  it("declares and protects a repository that is not there yet", async () => {
    const repository = (mergeCommits: boolean) =>
      record(
        async () =>
          new ApplicationRepository("repository", {
            repository: "app",
            visibility: "private",
            description: "App",
            mergeCommits,
          }),
      );
    expect(every(await declared(), types.repository)).toEqual([]);
    expect(only(await repository(false), types.repository).inputs).toEqual({
      name: "app",
      visibility: "private",
      description: "App",
      autoInit: true,
      hasIssues: true,
      allowMergeCommit: false,
      deleteBranchOnMerge: true,
      vulnerabilityAlerts: true,
      archiveOnDestroy: true,
    });
    expect(only(await repository(true), types.repository).inputs["allowMergeCommit"]).toBe(true);
  });

  it("gives workflows a token that reads, and lets run only what is listed and pinned", async () => {
    const registrations = await declared();
    expect(only(registrations, token).inputs).toEqual({
      repository: "app",
      defaultWorkflowPermissions: "read",
      canApprovePullRequestReviews: false,
    });
    expect(only(registrations, actions).inputs).toEqual({
      repository: "app",
      enabled: true,
      allowedActions: "selected",
      shaPinningRequired: true,
      allowedActionsConfig: {
        githubOwnedAllowed: true,
        verifiedAllowed: false,
        patternsAlloweds: ["hashicorp/setup-terraform@*"],
      },
    });
  });

  it("keeps actions pinned where the plan has no list of them", async () => {
    expect(only(await declared({ allowedActions: "all" }), actions).inputs).toEqual({
      repository: "app",
      enabled: true,
      allowedActions: "all",
      shaPinningRequired: true,
    });
  });

  it("says what the subject of tokens is made of, the default included", async () => {
    expect(only(await declared(), subject).inputs).toEqual({ repository: "app", useDefault: true });
    const keys = ["repo", "context", "job_workflow_ref"] as const;
    expect(only(await declared({ oidcSubject: keys }), subject).inputs).toEqual({
      repository: "app",
      useDefault: false,
      includeClaimKeys: [...keys],
    });
  });

  it.each([
    [["context"]],
    [["repo"]],
    [["context", "repo"]],
    [["repo", "context", "context"]],
    [[]],
  ] as const)("refuses the subject %j, which others could have as well", async (oidcSubject) => {
    await expect(declared({ oidcSubject })).rejects.toThrow(
      `Settings: github.oidcSubject is [${oidcSubject.join(", ")}]`,
    );
  });
});

describe("labels", () => {
  it("are made with exact inputs, and left alone where they exist", async () => {
    const [made] = args.labels;
    if (!made) throw new Error("no label");
    const registrations = await declared({
      labels: [made, { name: "bug", color: "ffffff", description: "theirs", manage: "existing" }],
    });
    expect(every(registrations, types.label).map(({ inputs }) => inputs)).toEqual([
      { repository: "app", name: "approved-core-change", color: "b60205", description: "" },
    ]);
  });

  it("that are said to exist are looked up, every missing one is named, and case does not count", async () => {
    const functions: Functions = {
      "github:index/getIssueLabels:getIssueLabels": () => ({ labels: [{ name: "Bug" }] }),
    };
    const label = (name: string, manage: "existing" | "create") => ({
      name,
      manage,
      color: "ffffff",
      description: "",
    });
    const missing = [label("bug", "existing"), label("a", "existing"), label("b", "existing")];
    await expect(record(() => findLabels("app", missing), functions)).rejects.toThrow(
      'Settings: github.labels names "a", "b" with manage: existing, and the repository app has no such label. ' +
        "Make them at GitHub, mend the name, or set manage to create.",
    );
    await record(() => findLabels("app", [label("bug", "existing"), label("c", "create")]), functions);
    // Without an existing one GitHub is not asked.
    await record(() => findLabels("app", [label("c", "create")]));
  });
});

describe("access", () => {
  it("is given to teams that exist, which are not declared", async () => {
    const registrations = await declared();
    expect(only(registrations, types.team).inputs).toEqual({
      repository: "app",
      teamId: "7",
      permission: "push",
    });
    expect(every(registrations, newTeam)).toEqual([]);
  });

  it("comes with a visible team without members where the team is not there yet", async () => {
    const registrations = await declared({
      access: [
        { slug: "qa-leads", permission: "pull", team: { manage: "create", description: "Approve releases" } },
      ],
    });
    expect(only(registrations, newTeam).inputs).toEqual({
      name: "qa-leads",
      description: "Approve releases",
      privacy: "closed",
      createDefaultMaintainer: false,
    });
    expect(only(registrations, types.team).inputs).toEqual({
      repository: "app",
      teamId: "protection-new-team-qa-leads-id",
      permission: "pull",
    });
    expect(registrations.filter(({ type }) => /teamMember/.test(type))).toEqual([]);
  });
});

describe("on a repository that exists", () => {
  it("declares settings, rules and grants that the settings name, and nothing that could take anything away", async () => {
    const registrations = await declared({
      labels: [{ name: "bug", color: "ffffff", description: "", manage: "existing" }],
    });
    expect(registrations.map(({ type }) => type).sort()).toEqual(
      [
        "pulumi:pulumi:Stack",
        "gatehouse:components:Protection",
        actions,
        token,
        subject,
        types.ruleset,
        types.ruleset,
        types.team,
      ].sort(),
    );
    // These would own every label, collaborator or branch of the repository, and remove what is not on their list.
    expect(registrations.filter(({ type }) => /issueLabels|Collaborators|branchDefault/.test(type))).toEqual(
      [],
    );
  });

  const repository = "github:index/getRepository:getRepository";

  it("finds its number, and the owner's", async () => {
    let found: number[] = [];
    await record(
      async () => {
        found = [await findRepository("acme", "app", false), await findOwner("acme")];
      },
      {
        [repository]: () => ({ name: "app", repoId: 501, allowMergeCommit: false }),
        "github:index/getOrganization:getOrganization": () => ({ id: "77" }),
      },
    );
    expect(found).toEqual([501, 77]);
  });

  it("says in one message that it is not there, or cannot take promotions", async () => {
    await expect(
      record(() => findRepository("acme", "nope", false), { [repository]: () => ({}) }),
    ).rejects.toThrow("GitHub shows no repository acme/nope");
    await expect(
      record(() => findRepository("acme", "app", true), {
        [repository]: () => ({ name: "app", repoId: 501, allowMergeCommit: false }),
      }),
    ).rejects.toThrow("the repository acme/app does not allow merge commits");
  });
});
