import { z } from "zod";
import type { Contract } from "../../contract/contract.ts";
import type { Members, RoleMembers } from "../facts.ts";
import { askAll, type Source, tell, Untold } from "../tell.ts";

export const membersAnswer = z.array(z.object({ login: z.string() }));

/** Everybody who holds a role now: members of its teams, teams below them included, and its users. */
export async function readMembers(
  source: Source,
  holders: { teams: readonly string[]; users: readonly string[] },
  now: () => number,
): Promise<Members> {
  const teams: string[] = [];
  for (const team of holders.teams) teams.push(...(await readTeam(source, team)));
  const logins = new Map([...teams, ...holders.users].map((login) => [login.toLowerCase(), login]));
  return { logins: [...logins.values()].sort(), readAt: new Date(now()).toISOString() };
}

/** The members of several roles, each read or said to be missing. */
export async function readRoles(
  source: Source,
  roles: Contract["roles"],
  names: readonly string[],
  now: () => number,
): Promise<RoleMembers> {
  const members: RoleMembers = {};
  for (const name of new Set(names)) {
    const holders = roles[name];
    if (holders) members[name] = await tell(() => readMembers(source, holders, now));
  }
  return members;
}

async function readTeam(source: Source, team: string): Promise<string[]> {
  try {
    const found = await askAll(
      source,
      "GET /orgs/{owner}/teams/{team_slug}/members",
      { team_slug: team },
      membersAnswer,
      (page) => page,
    );
    return found.map(({ login }) => login);
  } catch (error) {
    if (!(error instanceof Untold)) throw error;
    throw new Untold(
      `${error.message} A job's own GITHUB_TOKEN cannot read teams: give the step a token with "Members: read" of ` +
        `${source.at.owner} as GATEHOUSE_MEMBERS_TOKEN.`,
      { cause: error },
    );
  }
}
