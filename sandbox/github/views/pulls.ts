import type { Properties } from "../../protocol/resource-type.ts";
import type { GithubDocument, PullRequest, Repository, Review } from "../document.ts";
import { commitsBetween, mergeBase } from "../git/history.ts";
import { changesBetween } from "./git.ts";
import { association } from "./issues.ts";
import { loginView } from "./people.ts";
import { repositoryView } from "./repository.ts";
import { nodeId, repositoryPage, repositoryUrl } from "./url.ts";

/** A pull request as lists show it. */
export function pullView(state: GithubDocument, repository: Repository, pull: PullRequest): Properties {
  const url = repositoryUrl(repository.owner, repository.name);
  const self = `${url}/pulls/${pull.number}`;
  const issue = `${url}/issues/${pull.number}`;
  const html = `${repositoryPage(repository.owner, repository.name)}/pull/${pull.number}`;
  const statuses = `${url}/statuses/${pull.headSha}`;
  const end = (ref: string, sha: string): Properties => ({
    label: `${repository.owner}:${ref}`,
    ref,
    sha,
    user: loginView(state, repository.owner),
    repo: repositoryView(state, repository),
  });
  return {
    url: self,
    id: pull.id,
    node_id: nodeId("PR", pull.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    commits_url: `${self}/commits`,
    review_comments_url: `${self}/comments`,
    review_comment_url: `${url}/pulls/comments{/number}`,
    comments_url: `${issue}/comments`,
    statuses_url: statuses,
    number: pull.number,
    state: pull.state,
    locked: false,
    title: pull.title,
    user: loginView(state, pull.author),
    body: pull.body,
    labels: [],
    milestone: null,
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.merge?.at ?? null,
    merge_commit_sha: pull.merge?.sha ?? null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    draft: pull.draft,
    head: end(pull.head, pull.headSha),
    base: end(pull.base, pull.baseSha),
    _links: {
      self: { href: self },
      html: { href: html },
      issue: { href: issue },
      comments: { href: `${issue}/comments` },
      review_comments: { href: `${self}/comments` },
      review_comment: { href: `${url}/pulls/comments{/number}` },
      commits: { href: `${self}/commits` },
      statuses: { href: statuses },
    },
    author_association: association(state, repository, pull.author),
    auto_merge: null,
  };
}

/** A pull request by itself. */
export function pullFull(
  state: GithubDocument,
  repository: Repository,
  pull: PullRequest,
  mergeable: { ok: boolean; state: string },
): Properties {
  const changes = changesBetween(repository, mergeBase(repository, pull.baseSha, pull.headSha), pull.headSha);
  const sum = (key: "additions" | "deletions"): number => changes.reduce((total, one) => total + one[key], 0);
  return {
    ...pullView(state, repository, pull),
    merged: pull.merge !== null,
    mergeable: pull.state === "open" ? mergeable.ok : null,
    mergeable_state: pull.state === "open" ? mergeable.state : "unknown",
    rebaseable: pull.state === "open" ? mergeable.ok : null,
    merged_by: pull.merge ? loginView(state, pull.merge.login) : null,
    comments: 0,
    review_comments: 0,
    maintainer_can_modify: pull.maintainerCanModify,
    commits: commitsBetween(repository, pull.baseSha, pull.headSha).length,
    additions: sum("additions"),
    deletions: sum("deletions"),
    changed_files: changes.length,
  };
}

export function reviewView(
  state: GithubDocument,
  repository: Repository,
  pull: PullRequest,
  review: Review,
): Properties {
  const html = `${repositoryPage(repository.owner, repository.name)}/pull/${pull.number}#pullrequestreview-${review.id}`;
  const url = `${repositoryUrl(repository.owner, repository.name)}/pulls/${pull.number}`;
  return {
    id: review.id,
    node_id: nodeId("PRR", review.id),
    user: loginView(state, review.login),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: url,
    _links: { html: { href: html }, pull_request: { href: url } },
    submitted_at: review.submittedAt,
    commit_id: review.commit,
    author_association: association(state, repository, review.login),
  };
}
