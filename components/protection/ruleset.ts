import type { RepositoryRulesetArgs } from "@pulumi/github/repositoryRuleset.js";

export interface BranchRules {
  repository: string;
  /** The branch as GitHub's condition has it, for example `refs/heads/develop` or `~DEFAULT_BRANCH`. */
  ref: string;
  signedCommits: boolean;
  /** Names of checks that every change must pass; only jobs that workflows really emit. */
  requiredChecks: readonly string[];
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
      ...(rules.requiredChecks.length > 0
        ? {
            requiredStatusChecks: {
              strictRequiredStatusChecksPolicy: true,
              requiredChecks: rules.requiredChecks.map((context) => ({ context })),
            },
          }
        : {}),
    },
  };
}
