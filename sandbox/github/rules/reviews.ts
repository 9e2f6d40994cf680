import type { GithubDocument, PullRequest, Repository } from "../document.ts";
import { changedPaths, filesOf } from "../git/files.ts";
import { mergeBase } from "../git/history.ts";
import { branchRef } from "../git/refs.ts";
import { permissionOf, reaches, teamPermission } from "../lookup.ts";
import { ownersOfPath } from "./owners.ts";
import { covers } from "./pattern.ts";
import type { Rule } from "./schema.ts";

type PullRequestRule = Extract<Rule, { type: "pull_request" }>["parameters"];

/** The paths that a pull request changes. */
export function pathsOf(repository: Repository, pull: PullRequest): string[] {
  const base = mergeBase(repository, pull.baseSha, pull.headSha);
  if (base === undefined) return [...filesOf(repository, pull.headSha).keys()];
  return changedPaths(filesOf(repository, base), filesOf(repository, pull.headSha));
}

function latestOf(pull: PullRequest): PullRequest["reviews"] {
  const verdicts = pull.reviews.filter((review) => review.state !== "COMMENTED");
  return verdicts.filter(
    (review, at) => !verdicts.slice(at + 1).some((later) => later.login === review.login),
  );
}

function isOwner(state: GithubDocument, owner: string, login: string): boolean {
  const [first = "", slug] = owner.replace(/^@/, "").split("/");
  if (slug === undefined) return first === login;
  return state.teams.some(
    (team) => team.slug === slug && team.members.some((member) => member.login === login),
  );
}

/** The last pattern that fits decides, and `!` takes out what one before it named (GitHub Docs, "Available rules for rulesets"). */
function isAskedFor(patterns: readonly string[], path: string): boolean {
  const last = patterns.findLast((pattern) => covers(pattern.replace(/^!/, ""), path));
  return last !== undefined && !last.startsWith("!");
}

/** What still keeps a pull request from satisfying a `pull_request` rule, in GitHub's words. */
export function reviewViolations(
  state: GithubDocument,
  repository: Repository,
  pull: PullRequest,
  rule: PullRequestRule,
): string[] {
  const latest = latestOf(pull);
  const writers = latest.filter((review) => reaches(permissionOf(state, review.login, repository), "write"));
  const approvals = writers.filter(
    (review) =>
      review.state === "APPROVED" && (!rule.dismiss_stale_reviews_on_push || review.commit === pull.headSha),
  );
  const violations: string[] = [];
  const count = rule.required_approving_review_count;
  if (writers.some((review) => review.state === "CHANGES_REQUESTED")) {
    violations.push("Changes have been requested.");
  }
  if (approvals.length < count) {
    violations.push(
      `At least ${count} approving review${count === 1 ? " is" : "s are"} required by reviewers with write access.`,
    );
  }
  const pusher = repository.git.pushers[branchRef(pull.head)];
  if (
    rule.require_last_push_approval &&
    !approvals.some((review) => review.commit === pull.headSha && review.login !== pusher)
  ) {
    violations.push("New changes require approval from someone other than the last pusher.");
  }
  if (rule.require_code_owner_review) {
    const waiting = pathsOf(repository, pull)
      .map((path) => ownersOfPath(repository, pull.baseSha, path))
      .filter((owners) => owners.length > 0)
      .filter((owners) => !approvals.some((one) => owners.some((owner) => isOwner(state, owner, one.login))));
    const names = [...new Set(waiting.flat())].map((owner) => owner.replace(/^@/, ""));
    if (names.length > 0) violations.push(`Waiting on code owner review from ${names.join(", ")}.`);
  }
  for (const required of rule.required_reviewers ?? []) {
    const touched = pathsOf(repository, pull).some((path) => isAskedFor(required.file_patterns, path));
    const team = state.teams.find((one) => one.id === required.reviewer.id);
    // GitHub counts a team's approvals only while the team itself, not just its member, can write.
    const counts = team !== undefined && reaches(teamPermission(state, team, repository), "write");
    const given = approvals.filter(
      (one) => counts && team.members.some((member) => member.login === one.login),
    );
    if (touched && given.length < required.minimum_approvals) {
      violations.push(
        `Waiting on ${required.minimum_approvals} approvals from ${team?.slug ?? "a deleted team"}.`,
      );
    }
  }
  return violations;
}
