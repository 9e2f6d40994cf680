import { type GithubAccount, ownersOf } from "./account.ts";
import type { GithubDocument, Permission, Repository } from "./document.ts";
import { branchRef } from "./git/refs.ts";
import { takeId } from "./lookup.ts";
import { addRepository, firstCommit } from "./new-repository.ts";

const roleOf = (permission: "pull" | "triage" | "push" | "maintain" | "admin"): Permission =>
  permission === "pull" ? "read" : permission === "push" ? "write" : permission;

function seed(
  state: GithubDocument,
  name: string,
  given: GithubAccount["repositories"][string],
  author: string,
  now: string,
): Repository {
  const repository = addRepository(state, state.organization.login, name, given.visibility, now);
  repository.settings.default_branch = given.defaultBranch;
  if (Object.keys(given.files).length > 0) {
    const sha = firstCommit(repository, given.files, author, now);
    for (const branch of given.branches) repository.git.refs[branchRef(branch)] = sha;
  }
  for (const [slug, permission] of Object.entries(given.teams)) {
    const team = state.teams.find((one) => one.slug === slug);
    if (!team)
      throw new Error(`The account's repository ${name} names team ${slug}, which the account lacks.`);
    team.repositories.push({ id: repository.id, permission: roleOf(permission) });
  }
  return repository;
}

/** The document of an organization in which nothing was declared yet. */
export function initialDocument(account: GithubAccount): GithubDocument {
  const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const state: GithubDocument = {
    nextId: 1001,
    organization: { id: 0, login: account.organization, plan: account.plan, createdAt: now },
    users: [],
    teams: [],
    repositories: [],
    installations: account.installations.map((id) => ({ id, repositories: [] })),
    properties: [],
    tokens: [],
    apps: account.apps.map(({ id, slug, publicKey, installationId, permissions, ...rest }) => ({
      id,
      slug,
      clientId: `Iv23sandbox${id}`,
      publicKey,
      installation: {
        id: installationId,
        permissions,
        repositories: rest.repositories ?? "all",
        suspendedAt: rest.suspended ? now : null,
      },
    })),
  };
  state.organization.id = takeId(state);
  const owners = ownersOf(account);
  for (const login of new Set([...owners, ...account.users])) {
    const role = owners.includes(login) ? "admin" : "member";
    state.users.push({ id: takeId(state), login, role, createdAt: now });
  }
  for (const [slug, members] of Object.entries(account.teams)) {
    const stranger = members.find((login) => !state.users.some((user) => user.login === login));
    if (stranger !== undefined) {
      throw new Error(`The account's team ${slug} names ${stranger}, who is not among its users.`);
    }
    state.teams.push({
      id: takeId(state),
      slug,
      name: slug,
      description: "",
      privacy: "closed",
      notificationSetting: "notifications_enabled",
      parentId: null,
      members: members.map((login) => ({ login, role: "member" })),
      repositories: [],
      createdAt: now,
      updatedAt: now,
    });
  }
  for (const [name, given] of Object.entries(account.repositories)) {
    seed(state, name, given, owners[0] ?? account.organization, now);
  }
  return state;
}
