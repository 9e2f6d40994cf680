import { z } from "zod";
import type { BranchPolicy, Environment, GithubDocument, Repository, Reviewer } from "../document.ts";
import { GithubError, notFound } from "../errors.ts";
import { environmentOf, permissionOf, takeId, teamPermission } from "../lookup.ts";
import {
  type Answer,
  bodyOf,
  type Call,
  idParam,
  noContent,
  ok,
  param,
  type Route,
  repositoryRoute,
} from "../route.ts";
import { branchPolicyView, environmentView } from "../views/environment.ts";

const environmentBody = z.object({
  wait_timer: z.int().min(0).max(43_200).nullish(),
  prevent_self_review: z.boolean().nullish(),
  can_admins_bypass: z.boolean().nullish(),
  reviewers: z.array(z.object({ type: z.enum(["User", "Team"]), id: z.int() })).nullish(),
  deployment_branch_policy: z
    .object({ protected_branches: z.boolean(), custom_branch_policies: z.boolean() })
    .nullish(),
});

/** Required reviewers and wait timers in private repositories need Enterprise (facts.md, #1311). */
function assertPlan(call: Call, repository: Repository, body: z.infer<typeof environmentBody>): void {
  if (repository.settings.visibility === "public" || call.state.organization.plan === "enterprise") return;
  const needs = body.reviewers?.length ? "required reviewers" : body.wait_timer ? "wait timer" : undefined;
  if (needs) {
    throw new GithubError(
      422,
      `Failed to create the environment protection rule. Please ensure the billing plan supports the ${needs} protection rule.`,
    );
  }
}

/** Without read access a reviewer is left out and nothing is said (facts.md, #1166 and #834). */
function mayReview(state: GithubDocument, repository: Repository, reviewer: Reviewer): boolean {
  if (reviewer.type === "Team") {
    const team = state.teams.find((one) => one.id === reviewer.id);
    return team !== undefined && teamPermission(state, team, repository) !== undefined;
  }
  const user = state.users.find((one) => one.id === reviewer.id);
  return user !== undefined && permissionOf(state, user.login, repository) !== undefined;
}

function put(call: Call, repository: Repository): Answer {
  const name = param(call, "environment_name");
  const body = bodyOf(call, environmentBody);
  const reviewers = body.reviewers ?? [];
  if (name.length > 255)
    throw new GithubError(422, "Environment name is too long (maximum is 255 characters)");
  if (reviewers.length > 6) {
    throw new GithubError(
      422,
      "Failed to create the environment protection rule. A maximum of 6 reviewers is allowed.",
    );
  }
  const policy = body.deployment_branch_policy;
  if (policy && policy.protected_branches === policy.custom_branch_policies) {
    throw new GithubError(422, "protected_branches and custom_branch_policies cannot have the same value");
  }
  assertPlan(call, repository, body);
  const old = repository.environments.find((one) => one.name.toLowerCase() === name.toLowerCase());
  const environment: Environment = old ?? {
    id: takeId(call.state),
    name,
    waitTimer: 0,
    reviewers: [],
    preventSelfReview: false,
    canAdminsBypass: true,
    deploymentBranches: null,
    branchPolicies: [],
    secrets: [],
    variables: [],
    createdAt: call.now,
    updatedAt: call.now,
  };
  if (!old) repository.environments.push(environment);
  // What the body leaves out goes back to its default.
  Object.assign(environment, {
    waitTimer: body.wait_timer ?? 0,
    reviewers: reviewers.filter((one) => mayReview(call.state, repository, one)),
    preventSelfReview: body.prevent_self_review ?? false,
    canAdminsBypass: body.can_admins_bypass ?? true,
    deploymentBranches: policy ? (policy.protected_branches ? "protected" : "custom") : null,
    updatedAt: call.now,
  });
  if (environment.deploymentBranches !== "custom") environment.branchPolicies = [];
  return ok(environmentView(call.state, repository, environment));
}

const environmentAt = (call: Call, repository: Repository): Environment =>
  environmentOf(repository, param(call, "environment_name"));

function policyAt(call: Call, environment: Environment): BranchPolicy {
  const policy = environment.branchPolicies.find((one) => one.id === idParam(call, "branch_policy_id"));
  if (!policy) throw notFound();
  return policy;
}

function addPolicy(call: Call, repository: Repository): Answer {
  const environment = environmentAt(call, repository);
  if (environment.deploymentBranches !== "custom") throw notFound();
  const body = bodyOf(
    call,
    z.object({ name: z.string().min(1), type: z.enum(["branch", "tag"]).default("branch") }),
  );
  const same = environment.branchPolicies.find((one) => one.name === body.name && one.type === body.type);
  // GitHub answers 303 to the one that exists; the client that follows it gets this.
  if (same) return ok(branchPolicyView(same));
  const policy: BranchPolicy = { id: takeId(call.state), ...body };
  environment.branchPolicies.push(policy);
  return ok(branchPolicyView(policy));
}

const policies = "/environments/{environment_name}/deployment-branch-policies";

export const environments: Route[] = [
  repositoryRoute("GET", "/environments", "read", (call, one) =>
    ok({
      total_count: one.environments.length,
      environments: one.environments.map((environment) => environmentView(call.state, one, environment)),
    }),
  ),
  repositoryRoute("GET", "/environments/{environment_name}", "read", (call, one) =>
    ok(environmentView(call.state, one, environmentAt(call, one))),
  ),
  repositoryRoute("PUT", "/environments/{environment_name}", "admin", put),
  repositoryRoute("DELETE", "/environments/{environment_name}", "admin", (call, one) => {
    const environment = environmentAt(call, one);
    one.environments = one.environments.filter((other) => other !== environment);
    return noContent;
  }),
  repositoryRoute("GET", policies, "read", (call, one) => {
    const list = environmentAt(call, one).branchPolicies.map(branchPolicyView);
    return ok({ total_count: list.length, branch_policies: list });
  }),
  repositoryRoute("POST", policies, "admin", addPolicy),
  repositoryRoute("GET", `${policies}/{branch_policy_id}`, "read", (call, one) =>
    ok(branchPolicyView(policyAt(call, environmentAt(call, one)))),
  ),
  repositoryRoute("PUT", `${policies}/{branch_policy_id}`, "admin", (call, one) => {
    const policy = policyAt(call, environmentAt(call, one));
    policy.name = bodyOf(call, z.object({ name: z.string().min(1) })).name;
    return ok(branchPolicyView(policy));
  }),
  repositoryRoute("DELETE", `${policies}/{branch_policy_id}`, "admin", (call, one) => {
    const environment = environmentAt(call, one);
    const policy = policyAt(call, environment);
    environment.branchPolicies = environment.branchPolicies.filter((other) => other !== policy);
    return noContent;
  }),
];
