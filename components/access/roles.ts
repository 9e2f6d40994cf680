import { getTeam } from "@pulumi/github/getTeam.js";
import { getUser } from "@pulumi/github/getUser.js";
import { RunError } from "@pulumi/pulumi";

/** Who holds a role, by name as in the settings. */
export interface RoleHolders {
  teams: readonly string[];
  users: readonly string[];
}

/** A role with the numbers that GitHub knows its holders by. */
export interface Role {
  name: string;
  teams: { slug: string; id: number }[];
  users: { login: string; id: number }[];
  /** The logins of everybody who can say yes: members of the teams, and the users. */
  members: string[];
}

/** A team as GitHub has it. */
export interface FoundTeam {
  slug: string;
  id: number;
  /** Whether everybody in the organization sees it, which code owners must be (GitHub Docs, "About code owners"). */
  visible: boolean;
  members: string[];
}

/**
 * Looks a role's holders up at GitHub, which drops a reviewer that it does not know without a word.
 *
 * @throws RunError when a team or user does not exist, or when the teams have no member: nobody could ever approve.
 */
export async function resolveRole(name: string, holders: RoleHolders): Promise<Role> {
  const [teams, users] = await Promise.all([
    Promise.all(holders.teams.map((slug, index) => findTeam(slug, `roles.${name}.teams[${index}]`))),
    Promise.all(holders.users.map((login, index) => findUser(login, `roles.${name}.users[${index}]`))),
  ]);
  if (users.length === 0 && teams.every((team) => team.members.length === 0)) {
    throw new RunError(
      `Settings: roles.${name} is held by nobody: ${holders.teams.join(", ")} ${teams.length === 1 ? "has" : "have"} no members. ` +
        "Add people to the team at GitHub, or name another team or user.",
    );
  }
  const logins = [...teams.flatMap((team) => team.members), ...users.map((user) => user.login)];
  return { name, teams: teams.map(({ slug, id }) => ({ slug, id })), users, members: [...new Set(logins)] };
}

/** Looks a team up; `key` is the setting that names it. */
export async function findTeam(slug: string, key: string): Promise<FoundTeam> {
  const team = await lookUp(() => getTeam({ slug }), {
    key,
    value: slug,
    what: "a team of the organization",
  });
  return { slug, id: Number(team.id), visible: team.privacy === "closed", members: team.members };
}

async function findUser(login: string, key: string): Promise<{ login: string; id: number }> {
  const user = await lookUp(() => getUser({ username: login }), { key, value: login, what: "a GitHub user" });
  return { login, id: Number(user.id) };
}

async function lookUp<Result>(
  call: () => Promise<Result>,
  asked: { key: string; value: string; what: string },
): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (!/\b404\b|not find/i.test(reason)) throw error;
    throw new RunError(
      `Settings: ${asked.key} is ${JSON.stringify(asked.value)}, which GitHub does not know. ` +
        `Allowed: ${asked.what}, by the name in its address. Create it at GitHub or mend the name.`,
    );
  }
}
