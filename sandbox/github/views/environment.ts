import type { Properties } from "../../protocol/resource-type.ts";
import type { BranchPolicy, Environment, GithubDocument, Repository } from "../document.ts";
import { teamWithParent, userView } from "./people.ts";
import { legacyPermission } from "./repository.ts";
import { nodeId, repositoryPage, repositoryUrl } from "./url.ts";

function reviewersView(
  state: GithubDocument,
  repository: Repository,
  environment: Environment,
): Properties[] {
  return environment.reviewers.flatMap((reviewer) => {
    if (reviewer.type === "User") {
      const user = state.users.find((one) => one.id === reviewer.id);
      return user ? [{ type: "User", reviewer: userView(user) }] : [];
    }
    const team = state.teams.find((one) => one.id === reviewer.id);
    const given = team?.repositories.find((one) => one.id === repository.id)?.permission ?? "read";
    return team ? [{ type: "Team", reviewer: teamWithParent(state, team, legacyPermission(given)) }] : [];
  });
}

/** Rules are absent when they ask for nothing: GitHub leaves them out of the answer. */
function rulesView(state: GithubDocument, repository: Repository, environment: Environment): Properties[] {
  const head = (offset: number, type: string): Properties => ({
    id: environment.id * 10 + offset,
    node_id: nodeId("GA", environment.id * 10 + offset),
    type,
  });
  return [
    ...(environment.waitTimer > 0 ? [{ ...head(1, "wait_timer"), wait_timer: environment.waitTimer }] : []),
    ...(environment.reviewers.length > 0
      ? [
          {
            ...head(2, "required_reviewers"),
            prevent_self_review: environment.preventSelfReview,
            reviewers: reviewersView(state, repository, environment),
          },
        ]
      : []),
    ...(environment.deploymentBranches ? [head(3, "branch_policy")] : []),
  ];
}

export function environmentView(
  state: GithubDocument,
  repository: Repository,
  environment: Environment,
): Properties {
  const { owner, name } = repository;
  return {
    id: environment.id,
    node_id: nodeId("EN", environment.id),
    name: environment.name,
    url: `${repositoryUrl(owner, name)}/environments/${encodeURIComponent(environment.name)}`,
    html_url: `${repositoryPage(owner, name)}/deployments/activity_log?environments_filter=${encodeURIComponent(environment.name)}`,
    created_at: environment.createdAt,
    updated_at: environment.updatedAt,
    can_admins_bypass: environment.canAdminsBypass,
    protection_rules: rulesView(state, repository, environment),
    deployment_branch_policy: environment.deploymentBranches && {
      protected_branches: environment.deploymentBranches === "protected",
      custom_branch_policies: environment.deploymentBranches === "custom",
    },
  };
}

export const branchPolicyView = (policy: BranchPolicy): Properties => ({
  id: policy.id,
  node_id: nodeId("GBP", policy.id),
  name: policy.name,
  type: policy.type,
});
