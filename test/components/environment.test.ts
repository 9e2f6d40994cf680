import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import type { Role } from "../../components/access/roles.ts";
import { accessNotices } from "../../components/environment/access.ts";
import { gatesOf } from "../../components/environment/gates.ts";
import { Environment, type EnvironmentArgs } from "../../components/environment/index.ts";
import { every, only, record, types } from "./recording.ts";

const techLead: Role = {
  name: "tech-lead",
  teams: [{ slug: "leads", id: 11 }],
  users: [],
  members: ["lead-one"],
};
const qaLead: Role = {
  name: "qa-lead",
  teams: [],
  users: [{ login: "qa-one", id: 21 }],
  members: ["qa-one"],
};
const qaTeam: Role = { name: "qa-lead", teams: [{ slug: "qa", id: 12 }], users: [], members: ["qa-one"] };

const production: EnvironmentArgs = {
  repository: "app",
  tier: "production",
  gates: gatesOf("production", ["tech-lead", "qa-lead"], "reviewers"),
  roles: [techLead, qaLead],
  branches: ["main"],
  defaultBranch: "main",
  writers: ["leads", "qa"],
  signedCommits: false,
};

const promoted: EnvironmentArgs = {
  ...production,
  gates: gatesOf("production", ["tech-lead", "qa-lead"], "pull-request"),
  roles: [techLead, qaTeam],
};

const secretType = "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret";
const branchType = "github:index/branch:Branch";

describe("gates", () => {
  it("makes a chain of several roles, the last one guarding the entry", () => {
    expect(gatesOf("production", ["tech-lead", "qa-lead"], "reviewers")).toEqual([
      { name: "production-tech-lead", purpose: "approval", role: "tech-lead" },
      { name: "production", purpose: "entry", role: "qa-lead" },
      { name: "production-rollback", purpose: "rollback" },
    ]);
  });

  it("makes one door of a promotion branch, however many roles review it", () => {
    expect(gatesOf("production", ["tech-lead", "qa-lead"], "pull-request")).toEqual([
      {
        name: "production",
        purpose: "entry",
        promotion: { branch: "release/production", roles: ["tech-lead", "qa-lead"] },
      },
      { name: "production-rollback", purpose: "rollback" },
    ]);
  });

  it("gives a stage without approvals one open door and no way around it, whatever the way of approval", () => {
    for (const by of ["reviewers", "pull-request"] as const) {
      expect(gatesOf("staging", [], by)).toEqual([{ name: "staging", purpose: "entry" }]);
    }
  });
});

describe("environment", () => {
  it("S000-PROD-02: production has required reviewers, never the starter, never by an administrator's bypass", async () => {
    const registrations = await record(() => new Environment("production", production));
    expect(only(registrations, types.environment, "production-production").inputs).toEqual({
      repository: "app",
      environment: "production",
      canAdminsBypass: false,
      preventSelfReview: true,
      reviewers: [{ teams: [], users: [21] }],
      deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
    });
    expect(
      only(registrations, types.environment, "production-production-tech-lead").inputs["reviewers"],
    ).toEqual([{ teams: [11], users: [] }]);
  });

  it("lets a rollback start without a person, from the default branch alone", async () => {
    const registrations = await record(() => new Environment("production", production));
    const door = only(registrations, types.environment, "production-production-rollback");
    expect(door.inputs).toEqual({
      repository: "app",
      environment: "production-rollback",
      canAdminsBypass: false,
      deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
    });
    expect(branchesOf(registrations, "production-rollback")).toEqual(["main"]);
  });

  it("S000-PROD-01: only `main` may deploy to production", async () => {
    const registrations = await record(() => new Environment("production", production));
    expect(branchesOf(registrations, "production")).toEqual(["main"]);
  });

  it("declares neither a branch nor a ruleset where reviewers open the doors", async () => {
    const registrations = await record(() => new Environment("production", production));
    expect(every(registrations, types.ruleset)).toEqual([]);
    expect(every(registrations, branchType)).toEqual([]);
  });

  it("sets variables in the named environment only", async () => {
    const registrations = await record(() =>
      new Environment("production", production).setVariables("production", { BACKEND_URL: "https://api" }),
    );
    expect(every(registrations, types.variable).map((variable) => variable.inputs)).toEqual([
      { repository: "app", environment: "production", variableName: "BACKEND_URL", value: "https://api" },
    ]);
  });

  it("tells policies its tier and its gates", async () => {
    const registrations = await record(() => new Environment("production", production));
    expect(only(registrations, "gatehouse:components:Environment").inputs).toMatchObject({
      tier: "production",
      branches: ["main"],
      gates: [
        { name: "production-tech-lead", purpose: "approval" },
        { name: "production", purpose: "entry" },
        { name: "production-rollback", purpose: "rollback" },
      ],
    });
  });
});

describe("environment's secrets", () => {
  it("are secrets of the entry, and their values are marked even where the caller forgot it", async () => {
    const registrations = await record(() =>
      new Environment("production", production).setSecrets("production", {
        SUPABASE_ACCESS_TOKEN: pulumi.output("marker-of-a-test"),
      }),
    );
    const secret = only(registrations, secretType, "production-production-secret-SUPABASE_ACCESS_TOKEN");
    expect({ ...secret.inputs, value: "" }).toEqual({
      repository: "app",
      environment: "production",
      secretName: "SUPABASE_ACCESS_TOKEN",
      value: "",
    });
    // The SDK wraps a secret in its signature; in plain it would stand there as the text alone.
    expect(secret.inputs["value"]).not.toBe("marker-of-a-test");
    expect(JSON.stringify(secret.inputs["value"])).toContain("4dabf18193072939515e22adb298388d");
  });

  it("are refused to every other door: those before it and the way back", async () => {
    for (const door of ["production-tech-lead", "production-rollback"]) {
      await expect(
        record(async () =>
          new Environment("production", production).setSecrets(door, { TOKEN: pulumi.secret("t") }),
        ),
      ).rejects.toThrow("secrets belong to the entry of production");
    }
  });
});

describe("environment approved by pull request", () => {
  it("closes the branch of its own to all but merges that every role approved", async () => {
    const registrations = await record(() => new Environment("production", promoted));
    expect(only(registrations, types.ruleset).inputs).toEqual({
      repository: "app",
      name: "gatehouse promotion to production",
      target: "branch",
      enforcement: "active",
      conditions: { refName: { includes: ["refs/heads/release/production"], excludes: [] } },
      rules: {
        creation: true,
        deletion: true,
        nonFastForward: true,
        pullRequest: {
          allowedMergeMethods: ["merge"],
          requiredApprovingReviewCount: 2,
          dismissStaleReviewsOnPush: true,
          requireLastPushApproval: true,
          requiredReviewThreadResolution: true,
          requiredReviewers: [11, 12].map((id) => ({
            filePatterns: ["*", "**/*"],
            minimumApprovals: 1,
            reviewer: { id, type: "Team" },
          })),
        },
      },
    });
    expect(only(registrations, branchType).inputs).toEqual({
      repository: "app",
      branch: "release/production",
      sourceBranch: "main",
    });
  });

  it("lets that branch alone deploy, without reviewers, which the plan lacks", async () => {
    const registrations = await record(() => new Environment("production", promoted));
    expect(only(registrations, types.environment, "production-production").inputs).toEqual({
      repository: "app",
      environment: "production",
      canAdminsBypass: false,
      deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
    });
    expect(branchesOf(registrations, "production")).toEqual(["release/production"]);
    expect(only(registrations, "gatehouse:components:Environment").inputs["branches"]).toEqual([
      "release/production",
    ]);
  });

  it("keeps the way back, from the default branch and from the promotion's own run", async () => {
    const registrations = await record(() => new Environment("production", promoted));
    expect(branchesOf(registrations, "production-rollback")).toEqual(["main", "release/production"]);
  });

  it("asks for signed commits only where the settings do", async () => {
    const registrations = await record(() => new Environment("p", { ...promoted, signedCommits: true }));
    expect(only(registrations, types.ruleset).inputs["rules"]).toHaveProperty("requiredSignatures", true);
  });

  it.each([
    ["people", [techLead, qaLead], "roles.qa-lead is held by qa-one"],
    [
      "two teams",
      [techLead, { ...qaTeam, teams: [...qaTeam.teams, { slug: "testers", id: 13 }] }],
      "held by the team qa, the team testers",
    ],
    ["the same team", [techLead, { ...qaTeam, teams: techLead.teams }], "are held by the same team leads"],
  ])("refuses a role held by %s, which GitHub's rule cannot ask", async (_by, roles, words) => {
    await expect(record(async () => new Environment("p", { ...promoted, roles }))).rejects.toThrow(words);
  });

  it("refuses a team whose approvals GitHub would not count", async () => {
    await expect(
      record(async () => new Environment("p", { ...promoted, writers: ["leads"] })),
    ).rejects.toThrow("the team qa, which cannot write to the repository");
  });
});

describe("access to an environment", () => {
  const granted = [
    { slug: "developers", permission: "push" as const },
    { slug: "operators", permission: "maintain" as const },
    { slug: "auditors", permission: "pull" as const },
  ];
  const stage = { environment: "production", teams: ["operators"], administrators: [] };

  it("says which teams GitHub lets start a deployment although the stage is not open to them", () => {
    expect(accessNotices(stage, granted)).toEqual([
      "GitHub has no access per environment: developers can start a deployment to production as well. " +
        "The gate in the run refuses who is in none of operators.",
    ]);
    expect(accessNotices({ ...stage, teams: [] }, granted)).toEqual([]);
  });

  it("says that no team administers an environment, and how its administrators change it", () => {
    expect(accessNotices({ ...stage, teams: [], administrators: ["operators"] }, granted)[0]).toContain(
      "operators change production by a change of these settings",
    );
  });

  it("refuses a stage that is open to a team which cannot start anything", () => {
    expect(() => accessNotices({ ...stage, teams: ["auditors", "guests"] }, granted)).toThrow(
      "production is open to auditors, guests, which cannot write to the repository",
    );
  });
});

function branchesOf(registrations: Parameters<typeof every>[0], environment: string) {
  return every(registrations, types.deploymentPolicy)
    .filter((policy) => policy.inputs["environment"] === environment)
    .map((policy) => policy.inputs["branchPattern"]);
}
