import { z } from "zod";
import type { CloudFunction, Properties } from "../../protocol/resource-type.ts";
import { text } from "../../protocol/rules.ts";
import { type Client, segment } from "./client.ts";
import { getIssueLabels } from "./labels.ts";
import { commonOutputs, repositoryAnswer } from "./repository.ts";
import { goTime } from "./values.ts";

const teamAnswer = z.object({
  id: z.number(),
  node_id: z.string(),
  slug: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  privacy: z.string(),
  notification_setting: z.string(),
  permission: z.string(),
});

const memberAnswer = z.object({ login: z.string() });
const teamRepositoryAnswer = z.object({ id: z.number(), name: z.string(), role_name: z.string() });

function getTeam(client: Client): CloudFunction {
  return {
    token: "github:index/getTeam:getTeam",
    call(args) {
      const path = `/orgs/${client.owner}/teams/${segment(text(args, "slug"))}`;
      const team = client.ask(teamAnswer, "GET", path);
      const summary = args["summaryOnly"] === true;
      const members = summary ? [] : client.ask(z.array(memberAnswer), "GET", `${path}/members`);
      const repositories = summary ? [] : client.ask(z.array(teamRepositoryAnswer), "GET", `${path}/repos`);
      return {
        membershipType: "all",
        resultsPerPage: 100,
        summaryOnly: false,
        ...args,
        id: String(team.id),
        nodeId: team.node_id,
        slug: team.slug,
        name: team.name,
        description: team.description ?? "",
        privacy: team.privacy,
        notificationSetting: team.notification_setting,
        permission: team.permission,
        members: members.map(({ login }) => login),
        repositories: repositories.map(({ name }) => name),
        repositoriesDetaileds: repositories.map((one) => ({
          repoId: one.id,
          repoName: one.name,
          roleName: one.role_name,
        })),
      };
    },
  };
}

const userAnswer = z.object({
  login: z.string(),
  id: z.number(),
  node_id: z.string(),
  avatar_url: z.string(),
  gravatar_id: z.string().nullable(),
  site_admin: z.boolean(),
  name: z.string().nullable(),
  company: z.string().nullable(),
  blog: z.string().nullable(),
  location: z.string().nullable(),
  email: z.string().nullable(),
  bio: z.string().nullable(),
  public_repos: z.number(),
  public_gists: z.number(),
  followers: z.number(),
  following: z.number(),
  created_at: z.string(),
  updated_at: z.string(),
});

function getUser(client: Client): CloudFunction {
  return {
    token: "github:index/getUser:getUser",
    call(args) {
      const path = `/users/${segment(text(args, "username"))}`;
      const user = client.ask(userAnswer, "GET", path);
      const keys = client.ask(z.array(z.object({ key: z.string() })), "GET", `${path}/keys`);
      return {
        ...args,
        id: String(user.id),
        login: user.login,
        nodeId: user.node_id,
        avatarUrl: user.avatar_url,
        gravatarId: user.gravatar_id ?? "",
        siteAdmin: user.site_admin,
        name: user.name ?? "",
        company: user.company ?? "",
        blog: user.blog ?? "",
        location: user.location ?? "",
        email: user.email ?? "",
        bio: user.bio ?? "",
        publicRepos: user.public_repos,
        publicGists: user.public_gists,
        followers: user.followers,
        following: user.following,
        createdAt: goTime(user.created_at),
        updatedAt: goTime(user.updated_at),
        // Go prints the time of a user who was never suspended so.
        suspendedAt: "0001-01-01 00:00:00 +0000 UTC",
        gpgKeys: [],
        sshKeys: keys.map(({ key }) => key),
      };
    },
  };
}

function getRepository(client: Client): CloudFunction {
  return {
    token: "github:index/getRepository:getRepository",
    call(args) {
      const full = text(args, "fullName") || `${client.owner}/${text(args, "name")}`;
      if (full.endsWith("/")) throw new Error('one of "full_name" or "name" has to be provided');
      const [owner = "", name = ""] = full.split("/");
      const answer = client.find(repositoryAnswer, `/repos/${owner}/${segment(name)}`);
      // A repository that is not there is no error to this function: it answers an empty result.
      if (!answer) return {};
      const lists: Properties = { pages: [], repositoryLicenses: [], templates: [] };
      const blank: Properties = { description: "", homepageUrl: "", primaryLanguage: "" };
      return {
        ...args,
        ...blank,
        ...lists,
        ...commonOutputs(answer),
        id: answer.name,
        name: answer.name,
        fork: answer.fork,
      };
    },
  };
}

const organizationAnswer = z.object({
  id: z.number(),
  node_id: z.string(),
  login: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  plan: z.object({ name: z.string() }),
  default_repository_permission: z.string(),
  two_factor_requirement_enabled: z.boolean(),
  web_commit_signoff_required: z.boolean(),
  members_can_create_repositories: z.boolean(),
  members_allowed_repository_creation_type: z.string(),
  members_can_create_public_repositories: z.boolean(),
  members_can_create_private_repositories: z.boolean(),
  members_can_create_internal_repositories: z.boolean(),
  members_can_fork_private_repositories: z.boolean(),
  members_can_create_pages: z.boolean(),
  members_can_create_public_pages: z.boolean(),
  members_can_create_private_pages: z.boolean(),
  advanced_security_enabled_for_new_repositories: z.boolean(),
  dependabot_alerts_enabled_for_new_repositories: z.boolean(),
  dependabot_security_updates_enabled_for_new_repositories: z.boolean(),
  dependency_graph_enabled_for_new_repositories: z.boolean(),
  secret_scanning_enabled_for_new_repositories: z.boolean(),
  secret_scanning_push_protection_enabled_for_new_repositories: z.boolean(),
});

type OrganizationAnswer = z.infer<typeof organizationAnswer>;

function settingsOf(answer: OrganizationAnswer): Properties {
  return {
    defaultRepositoryPermission: answer.default_repository_permission,
    twoFactorRequirementEnabled: answer.two_factor_requirement_enabled,
    webCommitSignoffRequired: answer.web_commit_signoff_required,
    membersCanCreateRepositories: answer.members_can_create_repositories,
    membersAllowedRepositoryCreationType: answer.members_allowed_repository_creation_type,
    membersCanCreatePublicRepositories: answer.members_can_create_public_repositories,
    membersCanCreatePrivateRepositories: answer.members_can_create_private_repositories,
    membersCanCreateInternalRepositories: answer.members_can_create_internal_repositories,
    membersCanForkPrivateRepositories: answer.members_can_fork_private_repositories,
    membersCanCreatePages: answer.members_can_create_pages,
    membersCanCreatePublicPages: answer.members_can_create_public_pages,
    membersCanCreatePrivatePages: answer.members_can_create_private_pages,
    advancedSecurityEnabledForNewRepositories: answer.advanced_security_enabled_for_new_repositories,
    dependabotAlertsEnabledForNewRepositories: answer.dependabot_alerts_enabled_for_new_repositories,
    dependabotSecurityUpdatesEnabledForNewRepositories:
      answer.dependabot_security_updates_enabled_for_new_repositories,
    dependencyGraphEnabledForNewRepositories: answer.dependency_graph_enabled_for_new_repositories,
    secretScanningEnabledForNewRepositories: answer.secret_scanning_enabled_for_new_repositories,
    secretScanningPushProtectionEnabledForNewRepositories:
      answer.secret_scanning_push_protection_enabled_for_new_repositories,
  };
}

const fullNameAnswer = z.object({ full_name: z.string(), archived: z.boolean() });
const personAnswer = z.object({ node_id: z.string(), login: z.string() });
const membershipAnswer = z.object({ role: z.string() });

/** A member as the function lists it: by node id, and with GraphQL's word for the role. */
function userOf(client: Client, organization: string, member: z.infer<typeof personAnswer>): Properties {
  const { role } = client.ask(
    membershipAnswer,
    "GET",
    `${organization}/memberships/${segment(member.login)}`,
  );
  return { id: member.node_id, login: member.login, email: "", role: role.toUpperCase() };
}

/** What `summaryOnly` leaves out. */
function detailsOf(
  client: Client,
  path: string,
  answer: OrganizationAnswer,
  skipArchived: boolean,
): Properties {
  const members = client.ask(z.array(personAnswer), "GET", `${path}/members`);
  const repositories = client.ask(z.array(fullNameAnswer), "GET", `${path}/repos`);
  return {
    ...settingsOf(answer),
    members: members.map(({ login }) => login),
    users: members.map((member) => userOf(client, path, member)),
    repositories: repositories.filter((one) => !(skipArchived && one.archived)).map((one) => one.full_name),
  };
}

function getOrganization(client: Client): CloudFunction {
  return {
    token: "github:index/getOrganization:getOrganization",
    call(args) {
      const path = `/orgs/${segment(text(args, "name"))}`;
      const answer = client.ask(organizationAnswer, "GET", path);
      const skipArchived = args["ignoreArchivedRepos"] === true;
      return {
        ignoreArchivedRepos: false,
        summaryOnly: false,
        ...args,
        ...(args["summaryOnly"] === true ? {} : detailsOf(client, path, answer, skipArchived)),
        id: String(answer.id),
        nodeId: answer.node_id,
        login: answer.login,
        name: answer.name,
        orgname: text(args, "name"),
        description: answer.description ?? "",
        plan: answer.plan.name,
      };
    },
  };
}

export const functionsOf = (client: Client): CloudFunction[] => [
  getTeam(client),
  getUser(client),
  getRepository(client),
  getOrganization(client),
  getIssueLabels(client),
];
