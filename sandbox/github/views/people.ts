import type { Properties } from "../../protocol/resource-type.ts";
import type { GithubDocument, Organization, Team, User } from "../document.ts";
import { findUser } from "../lookup.ts";
import { api, nodeId, web } from "./url.ts";

function accountView(login: string, id: number, type: "User" | "Organization"): Properties {
  const url = `${api}/users/${login}`;
  return {
    login,
    id,
    node_id: nodeId(type === "User" ? "U" : "O", id),
    avatar_url: `${web}/avatars/u/${id}`,
    gravatar_id: "",
    url,
    html_url: `${web}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    user_view_type: "public",
    site_admin: false,
  };
}

export const userView = (user: User): Properties => accountView(user.login, user.id, "User");

/** The account behind a login: a person or the organization. */
export function loginView(state: GithubDocument, login: string): Properties {
  if (login === state.organization.login) return accountView(login, state.organization.id, "Organization");
  const user = findUser(state, login);
  // GitHub shows what a deleted account left behind as made by the user "ghost".
  return user ? userView(user) : accountView("ghost", 10137, "User");
}

export function userPage(state: GithubDocument, user: User): Properties {
  return {
    ...userView(user),
    name: null,
    company: null,
    blog: "",
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: state.repositories.filter(
      (one) => one.owner === user.login && one.settings.visibility === "public",
    ).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: user.createdAt,
    updated_at: user.createdAt,
  };
}

export function organizationView(organization: Organization): Properties {
  const url = `${api}/orgs/${organization.login}`;
  return {
    login: organization.login,
    id: organization.id,
    node_id: nodeId("O", organization.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${web}/avatars/u/${organization.id}`,
    description: null,
  };
}

/** The settings that nothing in the sandbox changes: GitHub's defaults, with two-factor sign-in required. */
const organizationSettings: Properties = {
  default_repository_permission: "read",
  two_factor_requirement_enabled: true,
  web_commit_signoff_required: false,
  members_can_create_repositories: true,
  members_allowed_repository_creation_type: "all",
  members_can_create_public_repositories: true,
  members_can_create_private_repositories: true,
  members_can_create_internal_repositories: false,
  members_can_fork_private_repositories: false,
  members_can_create_pages: true,
  members_can_create_public_pages: true,
  members_can_create_private_pages: true,
  advanced_security_enabled_for_new_repositories: false,
  dependabot_alerts_enabled_for_new_repositories: false,
  dependabot_security_updates_enabled_for_new_repositories: false,
  dependency_graph_enabled_for_new_repositories: false,
  secret_scanning_enabled_for_new_repositories: false,
  secret_scanning_push_protection_enabled_for_new_repositories: false,
};

export function organizationPage(state: GithubDocument): Properties {
  const { organization, repositories } = state;
  const count = (kind: "public" | "other"): number =>
    repositories.filter((one) => (one.settings.visibility === "public") === (kind === "public")).length;
  return {
    ...organizationView(organization),
    has_organization_projects: true,
    has_repository_projects: true,
    public_repos: count("public"),
    public_gists: 0,
    followers: 0,
    following: 0,
    html_url: `${web}/${organization.login}`,
    total_private_repos: count("other"),
    owned_private_repos: count("other"),
    created_at: organization.createdAt,
    updated_at: organization.createdAt,
    archived_at: null,
    type: "Organization",
    name: organization.login,
    ...organizationSettings,
    plan: {
      name: organization.plan,
      space: 976562499,
      private_repos: 9999,
      filled_seats: state.users.filter((user) => user.role !== "none").length,
      seats: 100,
    },
  };
}

export function teamView(state: GithubDocument, team: Team, permission = "pull"): Properties {
  const url = `${api}/organizations/${state.organization.id}/team/${team.id}`;
  return {
    id: team.id,
    node_id: nodeId("T", team.id),
    name: team.name,
    slug: team.slug,
    description: team.description,
    privacy: team.privacy,
    notification_setting: team.notificationSetting,
    permission,
    url,
    html_url: `${web}/orgs/${state.organization.login}/teams/${team.slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: "organization",
    organization_id: state.organization.id,
  };
}

export function teamWithParent(state: GithubDocument, team: Team, permission = "pull"): Properties {
  const parent = state.teams.find((one) => one.id === team.parentId);
  return { ...teamView(state, team, permission), parent: parent ? teamView(state, parent) : null };
}

export function teamPage(state: GithubDocument, team: Team): Properties {
  return {
    ...teamWithParent(state, team),
    members_count: team.members.length,
    repos_count: team.repositories.length,
    created_at: team.createdAt,
    updated_at: team.updatedAt,
    organization: organizationPage(state),
  };
}
