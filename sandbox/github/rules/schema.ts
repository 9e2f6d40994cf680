import { z } from "zod";

/** The parts of a ruleset that GitHub checks, from its OpenAPI description (schema `repository-rule`). */
const pattern = z.object({
  name: z.string().optional(),
  negate: z.boolean().optional(),
  operator: z.enum(["starts_with", "ends_with", "contains", "regex"]),
  pattern: z.string(),
});

const bare = <Type extends string>(type: Type) => z.object({ type: z.literal(type) });
const ruled = <Type extends string, Parameters extends z.ZodType>(type: Type, parameters: Parameters) =>
  z.object({ type: z.literal(type), parameters });

export const pullRequestParameters = z.object({
  allowed_merge_methods: z
    .array(z.enum(["merge", "squash", "rebase"]))
    .min(1)
    .optional(),
  dismiss_stale_reviews_on_push: z.boolean(),
  require_code_owner_review: z.boolean(),
  require_last_push_approval: z.boolean(),
  required_approving_review_count: z.int().min(0).max(10),
  required_review_thread_resolution: z.boolean(),
  required_reviewers: z
    .array(
      z.object({
        file_patterns: z.array(z.string()).min(1),
        minimum_approvals: z.int().min(0).max(10),
        reviewer: z.object({ id: z.int(), type: z.literal("Team") }),
      }),
    )
    .max(15)
    .optional(),
});

export const rule = z.discriminatedUnion("type", [
  bare("creation"),
  z.object({
    type: z.literal("update"),
    // The published provider leaves the parameters out and GitHub takes it (recorded/provider-calls.yaml, tag).
    parameters: z.object({ update_allows_fetch_and_merge: z.boolean() }).optional(),
  }),
  bare("deletion"),
  bare("required_linear_history"),
  bare("required_signatures"),
  bare("non_fast_forward"),
  ruled("pull_request", pullRequestParameters),
  ruled(
    "required_status_checks",
    z.object({
      do_not_enforce_on_create: z.boolean().optional(),
      required_status_checks: z.array(
        z.object({ context: z.string().min(1), integration_id: z.int().optional() }),
      ),
      strict_required_status_checks_policy: z.boolean(),
    }),
  ),
  ruled("required_deployments", z.object({ required_deployment_environments: z.array(z.string()) })),
  ruled(
    "merge_queue",
    z.object({
      check_response_timeout_minutes: z.int().min(1).max(360),
      grouping_strategy: z.enum(["ALLGREEN", "HEADGREEN"]),
      max_entries_to_build: z.int().min(0).max(100),
      max_entries_to_merge: z.int().min(0).max(100),
      merge_method: z.enum(["MERGE", "SQUASH", "REBASE"]),
      min_entries_to_merge: z.int().min(0).max(100),
      min_entries_to_merge_wait_minutes: z.int().min(0).max(360),
    }),
  ),
  ruled("commit_message_pattern", pattern),
  ruled("commit_author_email_pattern", pattern),
  ruled("committer_email_pattern", pattern),
  ruled("branch_name_pattern", pattern),
  ruled("tag_name_pattern", pattern),
  ruled(
    "code_scanning",
    z.object({
      code_scanning_tools: z.array(
        z.object({
          tool: z.string(),
          alerts_threshold: z.enum(["none", "errors", "errors_and_warnings", "all"]),
          security_alerts_threshold: z.enum([
            "none",
            "critical",
            "high_or_higher",
            "medium_or_higher",
            "all",
          ]),
        }),
      ),
    }),
  ),
  ruled(
    "copilot_code_review",
    z.object({ review_draft_pull_requests: z.boolean().optional(), review_on_push: z.boolean().optional() }),
  ),
  ruled("file_path_restriction", z.object({ restricted_file_paths: z.array(z.string()) })),
  ruled("max_file_path_length", z.object({ max_file_path_length: z.int().min(1).max(32767) })),
  ruled("file_extension_restriction", z.object({ restricted_file_extensions: z.array(z.string()) })),
  ruled("max_file_size", z.object({ max_file_size: z.int().min(1).max(100) })),
]);

export type Rule = z.infer<typeof rule>;

const bypassActor = z.object({
  actor_id: z.int().nullable().optional(),
  actor_type: z.enum(["Integration", "OrganizationAdmin", "RepositoryRole", "Team", "DeployKey", "User"]),
  bypass_mode: z.enum(["always", "pull_request", "exempt"]).default("always"),
});

/** The body of `POST /repos/{owner}/{repo}/rulesets`. */
export const rulesetBody = z.object({
  name: z.string().min(1),
  target: z.enum(["branch", "tag", "push"]).default("branch"),
  enforcement: z.enum(["disabled", "active", "evaluate"]),
  bypass_actors: z.array(bypassActor).default([]),
  conditions: z
    .object({ ref_name: z.object({ include: z.array(z.string()), exclude: z.array(z.string()) }) })
    .nullish(),
  rules: z.array(rule).default([]),
});

export type RulesetBody = z.infer<typeof rulesetBody>;

/** Rules that only a `push` ruleset may have; it may have no other. */
export const pushRules: readonly string[] = [
  "file_path_restriction",
  "max_file_path_length",
  "file_extension_restriction",
  "max_file_size",
];

/**
 * Rules that the sandbox takes but does not enforce, because what they ask for (queues, scanners, deployments)
 * is not part of it. A ruleset that relies on one of them protects nothing here.
 */
export const notEnforced: readonly string[] = [
  "merge_queue",
  "required_deployments",
  "code_scanning",
  "copilot_code_review",
];
