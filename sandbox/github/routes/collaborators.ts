import { z } from "zod";
import type { Properties } from "../../protocol/resource-type.ts";
import type { GithubDocument, Invitation, Repository } from "../document.ts";
import { notFound } from "../errors.ts";
import { findUser, permissionOf, takeId, userNamed } from "../lookup.ts";
import {
  type Answer,
  bodyOf,
  type Call,
  created,
  idParam,
  noContent,
  ok,
  param,
  type Route,
  repositoryRoute,
} from "../route.ts";
import { loginView, userView } from "../views/people.ts";
import { permissionsView, repositoryView } from "../views/repository.ts";
import { nodeId, repositoryPage, repositoryUrl } from "../views/url.ts";
import { permissionInput } from "./teams.ts";

function list(call: Call, repository: Repository): Answer {
  const { state } = call;
  const affiliation = call.query.get("affiliation") ?? "all";
  const direct = (login: string): boolean => repository.collaborators.some((one) => one.login === login);
  const wanted = state.users.filter((user) => {
    if (affiliation === "direct") return direct(user.login);
    if (affiliation === "outside") return direct(user.login) && user.role === "none";
    return direct(user.login) || (user.role !== "none" && permissionOf(state, user.login, repository));
  });
  return ok(
    wanted.map((user) => {
      const role = permissionOf(state, user.login, repository) ?? "read";
      return { ...userView(user), permissions: permissionsView(role), role_name: role };
    }),
  );
}

function invitationView(state: GithubDocument, repository: Repository, invitation: Invitation): Properties {
  return {
    id: invitation.id,
    node_id: nodeId("RI", invitation.id),
    repository: repositoryView(state, repository),
    invitee: loginView(state, invitation.login),
    inviter: loginView(state, invitation.inviter),
    permissions: invitation.permission,
    created_at: invitation.createdAt,
    expired: false,
    url: `${repositoryUrl(repository.owner, repository.name)}/invitations/${invitation.id}`,
    html_url: `${repositoryPage(repository.owner, repository.name)}/invitations`,
  };
}

/** Members of the organization are added at once; an outsider gets an invitation first. */
function put(call: Call, repository: Repository): Answer {
  const user = userNamed(call.state, param(call, "username"));
  const { permission } = bodyOf(call, z.object({ permission: permissionInput.default("write") }));
  const known = repository.collaborators.find((one) => one.login === user.login);
  if (known) known.permission = permission;
  else if (user.role !== "none") repository.collaborators.push({ login: user.login, permission });
  else {
    const invitation: Invitation = {
      id: takeId(call.state),
      login: user.login,
      inviter: call.actor,
      permission,
      createdAt: call.now,
    };
    repository.invitations.push(invitation);
    return created(invitationView(call.state, repository, invitation));
  }
  return noContent;
}

function permission(call: Call, repository: Repository): Answer {
  const user = userNamed(call.state, param(call, "username"));
  const role = permissionOf(call.state, user.login, repository);
  // The older field knows four words: a role in between counts as the next weaker one.
  const word = role === "maintain" ? "write" : role === "triage" ? "read" : (role ?? "none");
  return ok({
    permission: word,
    role_name: role ?? "none",
    user: { ...userView(user), permissions: permissionsView(role), role_name: role ?? "none" },
  });
}

export const collaborators: Route[] = [
  repositoryRoute("GET", "/collaborators", "write", list),
  repositoryRoute("GET", "/collaborators/{username}", "write", (call, one) => {
    const user = findUser(call.state, param(call, "username"));
    if (!user || !permissionOf(call.state, user.login, one)) throw notFound();
    return noContent;
  }),
  repositoryRoute("PUT", "/collaborators/{username}", "admin", put),
  repositoryRoute("DELETE", "/collaborators/{username}", "admin", (call, one) => {
    const login = param(call, "username").toLowerCase();
    one.collaborators = one.collaborators.filter((other) => other.login.toLowerCase() !== login);
    return noContent;
  }),
  repositoryRoute("GET", "/collaborators/{username}/permission", "read", permission),
  repositoryRoute("GET", "/invitations", "admin", (call, one) =>
    ok(one.invitations.map((invitation) => invitationView(call.state, one, invitation))),
  ),
  repositoryRoute("DELETE", "/invitations/{invitation_id}", "admin", (call, one) => {
    const id = idParam(call, "invitation_id");
    one.invitations = one.invitations.filter((other) => other.id !== id);
    return noContent;
  }),
];
