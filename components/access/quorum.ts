import { RunError } from "@pulumi/pulumi";

/** A role that must say yes, with the logins that can say it: members of its teams and its users. */
export interface Voters {
  role: string;
  members: readonly string[];
}

/** Why a release would wait for ever: these roles have fewer people between them than they are roles. */
export interface Deadlock {
  /** Who started the release and may therefore not approve it; undefined where it is stuck whoever starts. */
  starter: string | undefined;
  /** The smallest group of roles that is found to be short, in the order of the settings. */
  roles: string[];
  /** Everybody who could still approve for one of them, in the form that GitHub compares logins in. */
  people: string[];
}

/** GitHub takes two logins that differ in case for one. */
const loginOf = (given: string): string => given.toLowerCase();

/**
 * Finds out whether every release can be approved: for each person who may start one, there must be a different person
 * for each role, none of them the starter. That is a matching in a bipartite graph; where there is none, Hall's theorem
 * names a group of roles with too few people.
 *
 * @param starters logins of those who may start a release; without any only the roles are judged.
 * @returns the first deadlock, or undefined when no release can be stuck.
 */
export function findDeadlock(roles: readonly Voters[], starters: readonly string[]): Deadlock | undefined {
  const short = shortOf(roles, undefined);
  if (short) return { starter: undefined, ...short };
  for (const starter of starters) {
    const found = shortOf(roles, loginOf(starter));
    if (found) return { starter, ...found };
  }
  return undefined;
}

/**
 * Refuses an environment whose release could be started by somebody whom the roles cannot do without.
 *
 * @throws RunError naming the roles and what to do.
 */
export function demandQuorum(
  environment: string,
  roles: readonly Voters[],
  starters: readonly string[],
): void {
  const deadlock = findDeadlock(roles, starters);
  if (deadlock) throw new RunError(messageOf(environment, deadlock));
}

/** People who hold more than one of the roles: each counts once, whatever GitHub's rules let them approve. */
export function holdersOfSeveral(roles: readonly Voters[]): { login: string; roles: string[] }[] {
  const held = new Map<string, string[]>();
  for (const { role, members } of roles) {
    for (const login of new Set(members.map(loginOf))) held.set(login, [...(held.get(login) ?? []), role]);
  }
  return [...held].flatMap(([login, names]) => (names.length > 1 ? [{ login, roles: names }] : []));
}

function messageOf(environment: string, { starter, roles, people }: Deadlock): string {
  const [role] = roles;
  const who = people.length === 0 ? "nobody" : people.join(", ");
  const left = starter === undefined ? "" : ` besides ${starter}, who may start a release`;
  const need = roles.length === 1 ? "one person" : `${roles.length} different people`;
  return (
    `Settings: a release to ${environment} could never be approved: ${roles.map((name) => `roles.${name}`).join(" and ")} ` +
    `${roles.length === 1 ? "needs" : "need"} ${need}${left}, and GitHub shows ${who}. ` +
    `Add another person to ${roles.length === 1 ? `roles.${role}` : "one of these roles"}` +
    (starter === undefined ? "." : `, or keep ${starter} from starting releases.`)
  );
}

/** Roles that are short when one person is left out; undefined when each role gets a person of its own. */
function shortOf(
  roles: readonly Voters[],
  without: string | undefined,
): Pick<Deadlock, "roles" | "people"> | undefined {
  const voters = roles.map(({ members }) => [
    ...new Set(members.map(loginOf).filter((login) => login !== without)),
  ]);
  const taken = new Map<string, number>();
  for (const start of voters.keys()) {
    const reached = new Set([start]);
    if (augment(start, { voters, taken, reached, seen: new Set() })) continue;
    const group = [...reached].sort((one, other) => one - other);
    return {
      roles: group.flatMap((index) => roles[index]?.role ?? []),
      people: [...new Set(group.flatMap((index) => voters[index] ?? []))].sort(),
    };
  }
  return undefined;
}

interface Search {
  voters: readonly (readonly string[])[];
  /** Person to the index of the role that the person says yes for. */
  taken: Map<string, number>;
  /** The roles that the search came by: where it fails, they are the group that is short. */
  reached: Set<number>;
  seen: Set<string>;
}

/** Gives a role a person, moving others to another of their roles where that helps (an augmenting path). */
function augment(role: number, search: Search): boolean {
  for (const login of search.voters[role] ?? []) {
    if (search.seen.has(login)) continue;
    search.seen.add(login);
    const holder = search.taken.get(login);
    if (holder !== undefined) {
      search.reached.add(holder);
      if (!augment(holder, search)) continue;
    }
    search.taken.set(login, role);
    return true;
  }
  return false;
}
