import type { Properties } from "../../protocol/resource-type.ts";
import type { GithubDocument, Issue, IssueComment, PullRequest, Repository } from "../document.ts";
import { permissionOf } from "../lookup.ts";
import { labelView } from "../routes/labels.ts";
import { loginView } from "./people.ts";
import { nodeId, repositoryPage, repositoryUrl } from "./url.ts";

/** What the author is to the repository, as answers name it. */
export function association(state: GithubDocument, repository: Repository, login: string): string {
  if (repository.owner === login) return "OWNER";
  if (state.users.some((user) => user.login === login && user.role !== "none")) return "MEMBER";
  return permissionOf(state, login, repository) === undefined ? "NONE" : "COLLABORATOR";
}

type Shown = Omit<Issue, "stateReason" | "closedBy" | "comments" | "labels"> &
  Partial<Pick<Issue, "stateReason" | "closedBy" | "comments" | "labels">>;

function view(state: GithubDocument, repository: Repository, issue: Shown): Properties {
  const url = repositoryUrl(repository.owner, repository.name);
  const self = `${url}/issues/${issue.number}`;
  const labels = repository.labels.filter(({ name }) => issue.labels?.includes(name));
  return {
    url: self,
    repository_url: url,
    labels_url: `${self}/labels{/name}`,
    comments_url: `${self}/comments`,
    events_url: `${self}/events`,
    html_url: `${repositoryPage(repository.owner, repository.name)}/issues/${issue.number}`,
    id: issue.id,
    node_id: nodeId("I", issue.id),
    number: issue.number,
    title: issue.title,
    user: loginView(state, issue.author),
    labels: labels.map((label) => labelView(repository, label)),
    state: issue.state,
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: issue.comments?.length ?? 0,
    created_at: issue.createdAt,
    updated_at: issue.updatedAt,
    closed_at: issue.closedAt,
    author_association: association(state, repository, issue.author),
    active_lock_reason: null,
    body: issue.body,
    state_reason: issue.stateReason ?? null,
    closed_by: issue.closedBy ? loginView(state, issue.closedBy) : null,
  };
}

export function issueView(state: GithubDocument, repository: Repository, issue: Issue): Properties {
  return view(state, repository, issue);
}

/** GitHub lists pull requests among the issues. */
export function pullAsIssue(state: GithubDocument, repository: Repository, pull: PullRequest): Properties {
  const self = `${repositoryUrl(repository.owner, repository.name)}/pulls/${pull.number}`;
  const page = `${repositoryPage(repository.owner, repository.name)}/pull/${pull.number}`;
  return {
    ...view(state, repository, pull),
    draft: pull.draft,
    pull_request: {
      url: self,
      html_url: page,
      diff_url: `${page}.diff`,
      patch_url: `${page}.patch`,
      merged_at: pull.merge?.at ?? null,
    },
  };
}

export function commentView(
  state: GithubDocument,
  repository: Repository,
  issue: Issue,
  comment: IssueComment,
): Properties {
  const url = `${repositoryUrl(repository.owner, repository.name)}/issues`;
  const page = `${repositoryPage(repository.owner, repository.name)}/issues/${issue.number}`;
  return {
    id: comment.id,
    node_id: nodeId("IC", comment.id),
    url: `${url}/comments/${comment.id}`,
    html_url: `${page}#issuecomment-${comment.id}`,
    issue_url: `${url}/${issue.number}`,
    body: comment.body,
    user: loginView(state, comment.login),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: association(state, repository, comment.login),
  };
}
