import { z } from "zod";
import type { Repository } from "../document.ts";
import { GithubError } from "../errors.ts";
import { type Answer, bodyOf, type Call, noContent, ok, type Route, repositoryRoute } from "../route.ts";
import { repositoryUrl } from "../views/url.ts";

function permissionsView(repository: Repository): Answer {
  const { enabled, allowedActions, shaPinningRequired } = repository.actions;
  const selected = `${repositoryUrl(repository.owner, repository.name)}/actions/permissions/selected-actions`;
  return ok({
    enabled,
    ...(enabled ? { allowed_actions: allowedActions } : {}),
    ...(enabled && allowedActions === "selected" ? { selected_actions_url: selected } : {}),
    sha_pinning_required: shaPinningRequired,
  });
}

function putPermissions(call: Call, { actions }: Repository): Answer {
  const body = bodyOf(
    call,
    z.object({
      enabled: z.boolean(),
      allowed_actions: z.enum(["all", "local_only", "selected"]).optional(),
      sha_pinning_required: z.boolean().optional(),
    }),
  );
  actions.enabled = body.enabled;
  if (body.allowed_actions) actions.allowedActions = body.allowed_actions;
  if (body.sha_pinning_required !== undefined) actions.shaPinningRequired = body.sha_pinning_required;
  return noContent;
}

/** The selected actions exist only while `selected` is the choice. */
function assertSelected({ actions }: Repository): void {
  if (!actions.enabled || actions.allowedActions !== "selected") {
    throw new GithubError(409, "Conflict: allowed actions are not set to selected");
  }
}

function putSelected(call: Call, repository: Repository): Answer {
  assertSelected(repository);
  const body = bodyOf(
    call,
    z.object({
      github_owned_allowed: z.boolean().optional(),
      verified_allowed: z.boolean().optional(),
      patterns_allowed: z.array(z.string()).optional(),
    }),
  );
  const { selected } = repository.actions;
  repository.actions.selected = {
    githubOwned: body.github_owned_allowed ?? selected.githubOwned,
    verified: body.verified_allowed ?? selected.verified,
    patterns: body.patterns_allowed ?? selected.patterns,
  };
  return noContent;
}

function putWorkflow(call: Call, { actions }: Repository): Answer {
  const body = bodyOf(
    call,
    z.object({
      default_workflow_permissions: z.enum(["read", "write"]).optional(),
      can_approve_pull_request_reviews: z.boolean().optional(),
    }),
  );
  actions.defaultWorkflowPermissions =
    body.default_workflow_permissions ?? actions.defaultWorkflowPermissions;
  actions.canApprovePullRequestReviews =
    body.can_approve_pull_request_reviews ?? actions.canApprovePullRequestReviews;
  return noContent;
}

function putSubject(call: Call, { actions }: Repository): Answer {
  const body = bodyOf(
    call,
    z.object({
      use_default: z.boolean(),
      include_claim_keys: z.array(z.string().regex(/^[A-Za-z0-9_]+$/)).optional(),
    }),
  );
  actions.oidcClaimKeys = body.use_default ? null : (body.include_claim_keys ?? []);
  return { status: 201, body: {} };
}

export const actions: Route[] = [
  repositoryRoute("GET", "/actions/permissions", "read", (_, one) => permissionsView(one)),
  repositoryRoute("PUT", "/actions/permissions", "admin", putPermissions),
  repositoryRoute("GET", "/actions/permissions/selected-actions", "read", (_, one) => {
    assertSelected(one);
    const { githubOwned, verified, patterns } = one.actions.selected;
    return ok({ github_owned_allowed: githubOwned, verified_allowed: verified, patterns_allowed: patterns });
  }),
  repositoryRoute("PUT", "/actions/permissions/selected-actions", "admin", putSelected),
  repositoryRoute("GET", "/actions/permissions/workflow", "read", (_, { actions: settings }) =>
    ok({
      default_workflow_permissions: settings.defaultWorkflowPermissions,
      can_approve_pull_request_reviews: settings.canApprovePullRequestReviews,
    }),
  ),
  repositoryRoute("PUT", "/actions/permissions/workflow", "admin", putWorkflow),
  repositoryRoute("GET", "/actions/oidc/customization/sub", "read", (_, { actions: settings }) =>
    ok({
      use_default: settings.oidcClaimKeys === null,
      ...(settings.oidcClaimKeys ? { include_claim_keys: settings.oidcClaimKeys } : {}),
    }),
  ),
  repositoryRoute("PUT", "/actions/oidc/customization/sub", "admin", putSubject),
];
