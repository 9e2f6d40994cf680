import { describe, expect, it } from "vitest";
import { Protection, type ProtectionArgs } from "../../components/protection/index.ts";
import { every, only, record, types } from "./recording.ts";

const args: ProtectionArgs = {
  repository: "app",
  manage: "existing",
  visibility: "private",
  description: "App",
  integrationBranch: "develop",
  signedCommits: false,
  labels: [{ name: "approved-core-change", color: "b60205", description: "" }],
  access: [{ slug: "developers", teamId: 7, permission: "push" }],
};

describe("protection", () => {
  it("closes the default branch to all but reviewed pull requests", async () => {
    const registrations = await record(() => new Protection("protection", args));
    expect(only(registrations, types.ruleset, "protection-default-branch").inputs).toEqual({
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
    const withBranch = await record(() => new Protection("protection", args));
    expect(only(withBranch, types.ruleset, "protection-integration-branch").inputs["conditions"]).toEqual({
      refName: { includes: ["refs/heads/develop"], excludes: [] },
    });
    const without = await record(
      () => new Protection("protection", { ...args, integrationBranch: undefined }),
    );
    expect(every(without, types.ruleset)).toHaveLength(1);
  });

  it("asks for signed commits only where the settings do", async () => {
    const signed = await record(() => new Protection("protection", { ...args, signedCommits: true }));
    expect(only(signed, types.ruleset, "protection-default-branch").inputs["rules"]).toHaveProperty(
      "requiredSignatures",
      true,
    );
  });

  it("does not declare a repository that exists, and declares and protects one that it creates", async () => {
    expect(every(await record(() => new Protection("protection", args)), types.repository)).toEqual([]);
    const created = await record(() => new Protection("protection", { ...args, manage: "create" }));
    expect(only(created, types.repository).inputs).toMatchObject({
      name: "app",
      visibility: "private",
      archiveOnDestroy: true,
      allowMergeCommit: false,
    });
  });

  it("declares labels and team access with exact inputs", async () => {
    const registrations = await record(() => new Protection("protection", args));
    expect(only(registrations, types.label).inputs).toEqual({
      repository: "app",
      name: "approved-core-change",
      color: "b60205",
      description: "",
    });
    expect(only(registrations, types.team).inputs).toEqual({
      repository: "app",
      teamId: "7",
      permission: "push",
    });
  });
});
