import type { RepositoryRulesetArgs } from "@pulumi/github/repositoryRuleset.js";
import * as pulumi from "@pulumi/pulumi";

/** GitHub Actions as an app, on github.com; a check that anybody else reports under the same name does not count. */
const githubActions = 15368;

export interface BranchRules {
  repository: string;
  /** The branch as GitHub's condition has it, for example `refs/heads/develop` or `~DEFAULT_BRANCH`. */
  ref: string;
  signedCommits: boolean;
  /** Names of checks that every change must pass; only jobs that workflows really emit. */
  requiredChecks: pulumi.Input<readonly string[]>;
}

/**
 * The rules of a protected branch: changes come by a pull request that somebody else than its last pusher approved,
 * code owners among them; nobody bypasses, forces or deletes.
 */
export function rulesetOf(rules: BranchRules): RepositoryRulesetArgs {
  return {
    repository: rules.repository,
    target: "branch",
    enforcement: "active",
    conditions: { refName: { includes: [rules.ref], excludes: [] } },
    rules: {
      deletion: true,
      nonFastForward: true,
      requiredLinearHistory: true,
      ...(rules.signedCommits ? { requiredSignatures: true } : {}),
      pullRequest: {
        requiredApprovingReviewCount: 1,
        requireCodeOwnerReview: true,
        dismissStaleReviewsOnPush: true,
        requireLastPushApproval: true,
        requiredReviewThreadResolution: true,
      },
      requiredStatusChecks: pulumi
        .output(rules.requiredChecks)
        .apply((contexts) => (contexts.length > 0 ? statusChecks(contexts) : undefined)),
    },
  };
}

function statusChecks(contexts: readonly string[]) {
  return {
    strictRequiredStatusChecksPolicy: true,
    requiredChecks: contexts.map((context) => ({ context, integrationId: githubActions })),
  };
}
