import type { BypassActor, GithubDocument, PullRequest, Repository, Ruleset } from "../document.ts";
import { GithubError } from "../errors.ts";
import { changedPaths, filesOf } from "../git/files.ts";
import { commitsBetween, isFastForward, mergeBase } from "../git/history.ts";
import { blobAt, blobBytes, commitOf } from "../git/objects.ts";
import { findUser, permissionOf, reaches } from "../lookup.ts";
import { matches } from "./pattern.ts";
import { reviewViolations } from "./reviews.ts";
import { type Rule, rule as ruleSchema } from "./schema.ts";

/** A ref that somebody wants to move. `before` is undefined for a creation, `after` for a deletion. */
export interface RefChange {
  ref: string;
  before: string | undefined;
  after: string | undefined;
  actor: string;
  /** The pull request that moves it; undefined for a direct push. */
  pull?: { request: PullRequest; method: "merge" | "squash" | "rebase" };
}

function conditionMatches(repository: Repository, pattern: string, ref: string): boolean {
  if (pattern === "~ALL") return true;
  if (pattern === "~DEFAULT_BRANCH") return ref === `refs/heads/${repository.settings.default_branch}`;
  return matches(pattern, ref);
}

/** The rulesets that bind a ref now. */
export function rulesetsFor(repository: Repository, ref: string): Ruleset[] {
  return repository.rulesets.filter((ruleset) => {
    if (ruleset.enforcement !== "active") return false;
    if (ruleset.target === "push") return true;
    if (!ref.startsWith(ruleset.target === "branch" ? "refs/heads/" : "refs/tags/")) return false;
    const { include, exclude } = ruleset.conditions ?? { include: [], exclude: [] };
    const hit = (pattern: string) => conditionMatches(repository, pattern, ref);
    return include.some(hit) && !exclude.some(hit);
  });
}

/** GitHub's numbers of the built-in roles that may bypass (documentation of `RepositoryRole`). */
const roles: Record<number, "maintain" | "write" | "admin"> = { 2: "maintain", 4: "write", 5: "admin" };

function isActor(state: GithubDocument, repository: Repository, actor: BypassActor, login: string): boolean {
  switch (actor.actor_type) {
    case "OrganizationAdmin":
      return findUser(state, login)?.role === "admin";
    case "Team":
      return state.teams.some(
        (team) => team.id === actor.actor_id && team.members.some((member) => member.login === login),
      );
    case "User":
      return findUser(state, login)?.id === actor.actor_id;
    case "RepositoryRole": {
      const role = actor.actor_id === null ? undefined : roles[actor.actor_id];
      return role !== undefined && reaches(permissionOf(state, login, repository), role);
    }
    // Apps and deploy keys have no login.
    case "Integration":
    case "DeployKey":
      return false;
  }
}

function bypasses(
  state: GithubDocument,
  repository: Repository,
  ruleset: Ruleset,
  change: RefChange,
): boolean {
  return ruleset.bypassActors.some(
    (actor) =>
      (actor.bypass_mode !== "pull_request" || change.pull !== undefined) &&
      isActor(state, repository, actor, change.actor),
  );
}

function statusViolations(repository: Repository, sha: string, contexts: string[]): string[] {
  const lacking = contexts.filter((context) => {
    const latest = repository.statuses.findLast((status) => status.sha === sha && status.context === context);
    return latest?.state !== "success";
  });
  if (lacking.length === 0) return [];
  if (contexts.length === 1) return [`Required status check "${lacking[0]}" is expected.`];
  return [`${lacking.length} of ${contexts.length} required status checks are expected.`];
}

function textMatches(
  parameters: { operator: string; pattern: string; negate?: boolean | undefined },
  text: string,
) {
  const { operator, pattern } = parameters;
  const hit =
    operator === "starts_with"
      ? text.startsWith(pattern)
      : operator === "ends_with"
        ? text.endsWith(pattern)
        : operator === "contains"
          ? text.includes(pattern)
          : new RegExp(pattern, "m").test(text);
  return hit !== (parameters.negate ?? false);
}

function newFiles(repository: Repository, change: RefChange): { path: string; size: number }[] {
  if (change.after === undefined) return [];
  const after = filesOf(repository, change.after);
  const before = change.before === undefined ? new Map() : filesOf(repository, change.before);
  return changedPaths(before, after).flatMap((path) => {
    const file = after.get(path);
    return file ? [{ path, size: blobBytes(blobAt(repository, file.sha)).length }] : [];
  });
}

/** What one rule has against a change; empty when it is satisfied. */
function violationsOf(
  state: GithubDocument,
  repository: Repository,
  rule: Rule,
  change: RefChange,
): string[] {
  const { before, after, pull } = change;
  const commits = () => (after === undefined ? [] : commitsBetween(repository, before, after));
  const created = before === undefined;
  const deleted = after === undefined;
  const name = change.ref.replace(/^refs\/(heads|tags)\//, "");
  const metadata = (what: string, of: string[], parameters: Parameters<typeof textMatches>[0]): string[] =>
    of.every((text) => textMatches(parameters, text))
      ? []
      : [`${what} must ${parameters.negate ? "not " : ""}match the pattern: ${parameters.pattern}`];
  switch (rule.type) {
    case "creation":
      return created ? ["Cannot create ref due to creations being restricted."] : [];
    case "update":
      return !created && !deleted ? ["Cannot update this protected ref."] : [];
    case "deletion":
      return deleted ? ["Cannot delete this branch"] : [];
    case "non_fast_forward":
      return !created && !deleted && !isFastForward(repository, before, after)
        ? ["Cannot force-push to this branch"]
        : [];
    case "required_linear_history":
      return commits().some((sha) => commitOf(repository, sha).parents.length > 1)
        ? ["This branch must not contain merge commits."]
        : [];
    case "required_signatures":
      return commits().every((sha) => commitOf(repository, sha).verified)
        ? []
        : ["Commits must have verified signatures."];
    case "pull_request": {
      if (created || deleted) return [];
      if (!pull) return ["Changes must be made through a pull request."];
      const allowed = rule.parameters.allowed_merge_methods;
      const method =
        allowed && !allowed.includes(pull.method) ? [`Merge method ${pull.method} is not allowed.`] : [];
      return [...method, ...reviewViolations(state, repository, pull.request, rule.parameters)];
    }
    case "required_status_checks": {
      if (deleted || (created && rule.parameters.do_not_enforce_on_create)) return [];
      const sha = pull ? pull.request.headSha : after;
      const contexts = rule.parameters.required_status_checks.map((check) => check.context);
      const behind =
        rule.parameters.strict_required_status_checks_policy &&
        pull !== undefined &&
        mergeBase(repository, pull.request.baseSha, pull.request.headSha) !== pull.request.baseSha
          ? ["This branch must be up to date with the base branch before merging."]
          : [];
      return [...statusViolations(repository, sha, contexts), ...behind];
    }
    case "commit_message_pattern":
      return metadata(
        "Commit message",
        commits().map((sha) => commitOf(repository, sha).message),
        rule.parameters,
      );
    case "commit_author_email_pattern":
      return metadata(
        "Commit author email",
        commits().map((sha) => commitOf(repository, sha).author.email),
        rule.parameters,
      );
    case "committer_email_pattern":
      return metadata(
        "Committer email",
        commits().map((sha) => commitOf(repository, sha).committer.email),
        rule.parameters,
      );
    case "branch_name_pattern":
    case "tag_name_pattern":
      return created ? metadata("Ref name", [name], rule.parameters) : [];
    case "file_path_restriction":
      return newFiles(repository, change)
        .filter(({ path }) => rule.parameters.restricted_file_paths.some((pattern) => matches(pattern, path)))
        .map(({ path }) => `File path is restricted: ${path}`);
    case "max_file_path_length":
      return newFiles(repository, change)
        .filter(({ path }) => path.length > rule.parameters.max_file_path_length)
        .map(({ path }) => `File path is too long: ${path}`);
    case "file_extension_restriction":
      return newFiles(repository, change)
        .filter(({ path }) =>
          rule.parameters.restricted_file_extensions.some((one) =>
            path.endsWith(`.${one.replace(/^\*?\./, "")}`),
          ),
        )
        .map(({ path }) => `File extension is restricted: ${path}`);
    case "max_file_size":
      return newFiles(repository, change)
        .filter(({ size }) => size > rule.parameters.max_file_size * 1024 * 1024)
        .map(({ path }) => `File is too large: ${path}`);
    // See notEnforced in schema.ts.
    case "merge_queue":
    case "required_deployments":
    case "code_scanning":
    case "copilot_code_review":
      return [];
  }
}

/** What all rulesets together have against a change. */
export function violations(state: GithubDocument, repository: Repository, change: RefChange): string[] {
  const found = rulesetsFor(repository, change.ref)
    .filter((ruleset) => !bypasses(state, repository, ruleset, change))
    .flatMap((ruleset) => ruleset.rules)
    .flatMap((rule) => violationsOf(state, repository, ruleSchema.parse(rule), change));
  return [...new Set(found)];
}

/**
 * Refuses a change that breaks a ruleset.
 *
 * @param status 409 for the contents API, 422 for refs, 405 for a merge: GitHub answers each differently.
 */
export function enforce(
  state: GithubDocument,
  repository: Repository,
  change: RefChange,
  status: 405 | 409 | 422,
): void {
  const found = violations(state, repository, change);
  if (found.length > 0) {
    throw new GithubError(status, `Repository rule violations found\n\n${found.join("\n\n")}\n\n`);
  }
}
