import type { Environment, GithubDocument, Permission, Repository, Team, User } from "./document.ts";
import { notFound } from "./errors.ts";

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Takes the next of the numbers that GitHub gives to things. */
export function takeId(state: GithubDocument): number {
  const id = state.nextId;
  state.nextId += 1;
  return id;
}

/** The next number of an issue or pull request of a repository: they are counted together. */
export function nextNumber({ pulls, issues = [] }: Repository): number {
  return Math.max(0, ...[...pulls, ...issues].map(({ number }) => number)) + 1;
}

export function findUser(state: GithubDocument, login: string): User | undefined {
  return state.users.find((user) => same(user.login, login));
}

/** @throws 404 when nobody has the login. */
export function userNamed(state: GithubDocument, login: string): User {
  const user = findUser(state, login);
  if (!user) throw notFound();
  return user;
}

/** @throws 404 when the organization has no such team. */
export function teamOf(state: GithubDocument, key: { slug: string } | { id: number }): Team {
  const team = state.teams.find((one) => ("slug" in key ? same(one.slug, key.slug) : one.id === key.id));
  if (!team) throw notFound();
  return team;
}

export function findRepository(state: GithubDocument, owner: string, name: string): Repository | undefined {
  return state.repositories.find((one) => same(one.owner, owner) && same(one.name, name));
}

/** @throws 404 when the repository has no such environment. */
export function environmentOf(repository: Repository, name: string): Environment {
  const environment = repository.environments.find((one) => same(one.name, name));
  if (!environment) throw notFound();
  return environment;
}

const order: Permission[] = ["read", "triage", "write", "maintain", "admin"];

/** Whether a permission reaches at least another. Undefined reaches nothing. */
export function reaches(have: Permission | undefined, need: Permission): boolean {
  return have !== undefined && order.indexOf(have) >= order.indexOf(need);
}

/** The permission that a team was given on a repository, itself or through a parent team. */
export function teamPermission(
  state: GithubDocument,
  team: Team,
  repository: Repository,
): Permission | undefined {
  const given = team.repositories.find((one) => one.id === repository.id)?.permission;
  const parent = state.teams.find((one) => one.id === team.parentId);
  const inherited = parent && teamPermission(state, parent, repository);
  return reaches(given, inherited ?? "read") ? given : (inherited ?? given);
}

/** The strongest permission that a person has on a repository, by any way. */
export function permissionOf(
  state: GithubDocument,
  login: string,
  repository: Repository,
): Permission | undefined {
  const user = findUser(state, login);
  if (!user) return undefined;
  if (user.role === "admin" || same(repository.owner, login)) return "admin";
  const found: (Permission | undefined)[] = [
    // The organization's base permission, which is `read` unless somebody changed it.
    user.role === "member" && same(repository.owner, state.organization.login) ? "read" : undefined,
    repository.settings.visibility === "public" ? "read" : undefined,
    repository.collaborators.find((one) => same(one.login, login))?.permission,
    ...state.teams
      .filter((team) => team.members.some((member) => same(member.login, login)))
      .map((team) => teamPermission(state, team, repository)),
  ];
  return found.reduce((best, one) => (one && reaches(one, best ?? "read") ? one : best), undefined);
}
