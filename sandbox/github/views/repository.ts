import type { Properties } from "../../protocol/resource-type.ts";
import type { GithubDocument, Permission, Repository } from "../document.ts";
import { reaches } from "../lookup.ts";
import { loginView } from "./people.ts";
import { nodeId, repositoryPage, repositoryUrl, web } from "./url.ts";

/** The fields `<name>_url` of a repository: what follows its own address. */
const links: Record<string, string> = {
  archive: "/{archive_format}{/ref}",
  assignees: "/assignees{/user}",
  blobs: "/git/blobs{/sha}",
  branches: "/branches{/branch}",
  collaborators: "/collaborators{/collaborator}",
  comments: "/comments{/number}",
  commits: "/commits{/sha}",
  compare: "/compare/{base}...{head}",
  contents: "/contents/{+path}",
  contributors: "/contributors",
  deployments: "/deployments",
  downloads: "/downloads",
  events: "/events",
  forks: "/forks",
  git_commits: "/git/commits{/sha}",
  git_refs: "/git/refs{/sha}",
  git_tags: "/git/tags{/sha}",
  hooks: "/hooks",
  issue_comment: "/issues/comments{/number}",
  issue_events: "/issues/events{/number}",
  issues: "/issues{/number}",
  keys: "/keys{/key_id}",
  labels: "/labels{/name}",
  languages: "/languages",
  merges: "/merges",
  milestones: "/milestones{/number}",
  notifications: "/notifications{?since,all,participating}",
  pulls: "/pulls{/number}",
  releases: "/releases{/id}",
  stargazers: "/stargazers",
  statuses: "/statuses/{sha}",
  subscribers: "/subscribers",
  subscription: "/subscription",
  tags: "/tags",
  teams: "/teams",
  trees: "/git/trees{/sha}",
};

/** `read` and `write` as roles; the older word `pull` and `push` in permission fields. */
export const legacyPermission = (permission: Permission): string =>
  permission === "read" ? "pull" : permission === "write" ? "push" : permission;

export function permissionsView(permission: Permission | undefined): Properties {
  return {
    admin: reaches(permission, "admin"),
    maintain: reaches(permission, "maintain"),
    push: reaches(permission, "write"),
    triage: reaches(permission, "triage"),
    pull: reaches(permission, "read"),
  };
}

/** A repository as lists show it. */
export function repositoryView(state: GithubDocument, repository: Repository): Properties {
  const { owner, name, settings } = repository;
  const url = repositoryUrl(owner, name);
  const page = repositoryPage(owner, name);
  const host = new URL(web).host;
  const openPulls = repository.pulls.filter((pull) => pull.state === "open").length;
  const { secret_scanning: _s, secret_scanning_push_protection: _p, ...plain } = settings;
  return {
    id: repository.id,
    node_id: nodeId("R", repository.id),
    name,
    full_name: `${owner}/${name}`,
    owner: loginView(state, owner),
    private: settings.visibility !== "public",
    html_url: page,
    fork: repository.source?.kind === "fork",
    url,
    ...Object.fromEntries(Object.entries(links).map(([key, rest]) => [`${key}_url`, `${url}${rest}`])),
    git_url: `git://${host}/${owner}/${name}.git`,
    ssh_url: `git@${host}:${owner}/${name}.git`,
    clone_url: `${page}.git`,
    svn_url: page,
    mirror_url: null,
    ...plain,
    language: null,
    forks_count: 0,
    forks: 0,
    stargazers_count: 0,
    watchers_count: 0,
    watchers: 0,
    size: Object.keys(repository.git.objects).length,
    open_issues_count: openPulls,
    open_issues: openPulls,
    has_pages: repository.pages !== null,
    disabled: false,
    license: null,
    topics: repository.topics,
    pushed_at: repository.pushedAt,
    created_at: repository.createdAt,
    updated_at: repository.updatedAt,
  };
}

/** A repository by itself. */
export function repositoryFull(state: GithubDocument, repository: Repository): Properties {
  const { settings } = repository;
  const organization = repository.owner === state.organization.login;
  return {
    ...repositoryView(state, repository),
    subscribers_count: 0,
    network_count: 0,
    permissions: permissionsView("admin"),
    ...(organization ? { organization: loginView(state, repository.owner) } : {}),
    security_and_analysis: {
      secret_scanning: { status: settings.secret_scanning },
      secret_scanning_push_protection: { status: settings.secret_scanning_push_protection },
    },
  };
}
