import { z } from "zod";
import type { GithubDocument, Permission, Repository, Team, TeamRole } from "../document.ts";
import { GithubError, invalid, notFound } from "../errors.ts";
import {
  findRepository,
  findUser,
  permissionOf,
  takeId,
  teamOf,
  teamPermission,
  userNamed,
} from "../lookup.ts";
import {
  type Answer,
  bodyOf,
  type Call,
  created,
  idParam,
  type Method,
  noContent,
  ok,
  param,
  type Route,
  route,
} from "../route.ts";
import { teamPage, teamWithParent, userView } from "../views/people.ts";
import { legacyPermission, permissionsView, repositoryFull, repositoryView } from "../views/repository.ts";
import { api } from "../views/url.ts";
import { assertOrganization } from "./people.ts";

const privacy = z.enum(["closed", "secret"]);
const notification = z.enum(["notifications_enabled", "notifications_disabled"]);

/** The permissions of a request: the older words and the roles mean the same. */
export const permissionInput = z
  .enum(["pull", "triage", "push", "maintain", "admin", "read", "write"])
  .transform((word): Permission => (word === "pull" ? "read" : word === "push" ? "write" : word));

const teamBody = z.object({
  name: z.string().min(1),
  description: z.string().nullish(),
  privacy: privacy.optional(),
  notification_setting: notification.optional(),
  parent_team_id: z.int().nullish(),
});

const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, "-")
    .replace(/^-|-$/g, "");

function assertOwner(call: Call): void {
  if (findUser(call.state, call.actor)?.role !== "admin") {
    throw new GithubError(403, "You must be an admin of the organization to do that.");
  }
}

function createTeam(call: Call): Answer {
  assertOrganization(call);
  assertOwner(call);
  const body = bodyOf(call, teamBody);
  const slug = slugOf(body.name);
  if (call.state.teams.some((team) => team.slug === slug)) throw invalid("Team", "name", "already_exists");
  if (body.parent_team_id != null) teamOf(call.state, { id: body.parent_team_id });
  const team: Team = {
    id: takeId(call.state),
    slug,
    name: body.name,
    description: body.description ?? "",
    privacy: body.privacy ?? (body.parent_team_id == null ? "secret" : "closed"),
    notificationSetting: body.notification_setting ?? "notifications_enabled",
    parentId: body.parent_team_id ?? null,
    // Whoever creates a team becomes its maintainer.
    members: [{ login: call.actor, role: "maintainer" }],
    repositories: [],
    createdAt: call.now,
    updatedAt: call.now,
  };
  call.state.teams.push(team);
  return created(teamPage(call.state, team));
}

function changeTeam(call: Call, team: Team): Answer {
  assertOwner(call);
  const body = bodyOf(call, teamBody.partial());
  if (body.name !== undefined) {
    const slug = slugOf(body.name);
    if (call.state.teams.some((other) => other !== team && other.slug === slug)) {
      throw invalid("Team", "name", "already_exists");
    }
    Object.assign(team, { name: body.name, slug });
  }
  if (body.description !== undefined) team.description = body.description ?? "";
  if (body.privacy !== undefined) team.privacy = body.privacy;
  if (body.notification_setting !== undefined) team.notificationSetting = body.notification_setting;
  if (body.parent_team_id !== undefined) {
    if (body.parent_team_id !== null) teamOf(call.state, { id: body.parent_team_id });
    team.parentId = body.parent_team_id;
  }
  team.updatedAt = call.now;
  return ok(teamPage(call.state, team));
}

function deleteTeam(call: Call, team: Team): Answer {
  assertOwner(call);
  call.state.teams = call.state.teams.filter((one) => one !== team && one.parentId !== team.id);
  for (const repository of call.state.repositories) {
    for (const environment of repository.environments) {
      environment.reviewers = environment.reviewers.filter(
        (one) => one.type !== "Team" || one.id !== team.id,
      );
    }
  }
  return noContent;
}

function membershipView(state: GithubDocument, team: Team, login: string): Answer {
  const member = team.members.find((one) => one.login.toLowerCase() === login.toLowerCase());
  if (!member) throw notFound();
  const url = `${api}/organizations/${state.organization.id}/team/${team.id}/memberships/${member.login}`;
  return ok({ url, role: member.role, state: "active" });
}

function putMember(call: Call, team: Team): Answer {
  assertOwner(call);
  const { login } = userNamed(call.state, param(call, "username"));
  const role: TeamRole = bodyOf(
    call,
    z.object({ role: z.enum(["member", "maintainer"]).default("member") }),
  ).role;
  team.members = [...team.members.filter((one) => one.login !== login), { login, role }];
  return membershipView(call.state, team, login);
}

function removeMember(call: Call, team: Team): Answer {
  assertOwner(call);
  membershipView(call.state, team, param(call, "username"));
  team.members = team.members.filter(
    (one) => one.login.toLowerCase() !== param(call, "username").toLowerCase(),
  );
  return noContent;
}

function repositoryOfPath(call: Call): Repository {
  const repository = findRepository(call.state, param(call, "owner"), param(call, "repo"));
  if (!repository) throw notFound();
  return repository;
}

function teamRepository(call: Call, team: Team): Answer {
  const repository = repositoryOfPath(call);
  const permission = teamPermission(call.state, team, repository);
  if (!permission) throw notFound();
  return ok({
    ...repositoryFull(call.state, repository),
    permissions: permissionsView(permission),
    role_name: permission,
  });
}

function putRepository(call: Call, team: Team): Answer {
  const repository = repositoryOfPath(call);
  if (permissionOf(call.state, call.actor, repository) !== "admin") {
    throw new GithubError(403, "Must have admin rights to Repository.");
  }
  const { permission } = bodyOf(call, z.object({ permission: permissionInput.default("read") }));
  team.repositories = [
    ...team.repositories.filter((one) => one.id !== repository.id),
    { id: repository.id, permission },
  ];
  return noContent;
}

function removeRepository(call: Call, team: Team): Answer {
  const repository = repositoryOfPath(call);
  if (permissionOf(call.state, call.actor, repository) !== "admin") {
    throw new GithubError(403, "Must have admin rights to Repository.");
  }
  if (!team.repositories.some((one) => one.id === repository.id)) throw notFound();
  team.repositories = team.repositories.filter((one) => one.id !== repository.id);
  return noContent;
}

function listRepositories(call: Call, team: Team): Answer {
  return ok(
    call.state.repositories.flatMap((repository) => {
      const permission = teamPermission(call.state, team, repository);
      if (!permission) return [];
      const view = repositoryView(call.state, repository);
      return [{ ...view, permissions: permissionsView(permission), role_name: permission }];
    }),
  );
}

type TeamHandler = (call: Call, team: Team) => Answer;

/** GitHub serves every team path by slug and by id. */
function both(method: Method, rest: string, run: TeamHandler): Route[] {
  return [
    route(method, `/orgs/{org}/teams/{team_slug}${rest}`, (call) => {
      assertOrganization(call);
      return run(call, teamOf(call.state, { slug: param(call, "team_slug") }));
    }),
    route(method, `/teams/{team_id}${rest}`, (call) =>
      run(call, teamOf(call.state, { id: idParam(call, "team_id") })),
    ),
  ];
}

export const teams: Route[] = [
  route("GET", "/orgs/{org}/teams", (call) => {
    assertOrganization(call);
    return ok(call.state.teams.map((team) => teamWithParent(call.state, team)));
  }),
  route("POST", "/orgs/{org}/teams", createTeam),
  ...both("GET", "", (call, team) => ok(teamPage(call.state, team))),
  ...both("PATCH", "", changeTeam),
  ...both("DELETE", "", deleteTeam),
  ...both("GET", "/members", (call, team) =>
    ok(
      team.members
        .flatMap(({ login }) => call.state.users.filter((user) => user.login === login))
        .map(userView),
    ),
  ),
  ...both("GET", "/memberships/{username}", (call, team) =>
    membershipView(call.state, team, param(call, "username")),
  ),
  ...both("PUT", "/memberships/{username}", putMember),
  ...both("DELETE", "/memberships/{username}", removeMember),
  ...both("GET", "/repos", listRepositories),
  ...both("GET", "/repos/{owner}/{repo}", teamRepository),
  ...both("PUT", "/repos/{owner}/{repo}", putRepository),
  ...both("DELETE", "/repos/{owner}/{repo}", removeRepository),
];

/** A repository's teams with the permission that each was given. */
export function teamsOf(state: GithubDocument, repository: Repository) {
  return state.teams.flatMap((team) => {
    const permission = team.repositories.find((one) => one.id === repository.id)?.permission;
    return permission ? [teamWithParent(state, team, legacyPermission(permission))] : [];
  });
}
