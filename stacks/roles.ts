import { demandQuorum } from "../components/access/quorum.ts";
import { type Role, resolveRole } from "../components/access/roles.ts";
import type { Settings } from "./settings/schema.ts";
import type { Stage } from "./stage.ts";

/** Looks up who holds the named roles. */
export function resolveRoles(settings: Settings, names: Iterable<string>): Promise<Role[]> {
  const wanted = [...new Set(names)];
  return Promise.all(
    wanted.map((name) => resolveRole(name, settings.roles[name] ?? { teams: [], users: [] })),
  );
}

/** The roles that a stage needs to be judged: those that say yes, and the one that may start a release. */
export function rolesOf(settings: Settings, stage: Stage): string[] {
  const { startedBy } = settings.releases;
  return [...stage.approvals, ...(startedBy ? [startedBy] : [])];
}

/**
 * Refuses a stage whose release could be started by somebody whom its roles cannot do without.
 *
 * @param roles the roles of `rolesOf`, looked up.
 * @throws RunError naming the roles and what to do.
 */
export function demandApprovable(
  settings: Settings,
  name: string,
  stage: Stage,
  roles: readonly Role[],
): void {
  const approving = roles.filter((role) => stage.approvals.includes(role.name));
  demandQuorum(
    name,
    stage.approvals.flatMap((wanted) => {
      const role = approving.find((one) => one.name === wanted);
      return role ? [{ role: role.name, members: role.members }] : [];
    }),
    startersAmong(settings, roles),
  );
}

/** Who may start a release: the role that the settings name, or else every approver who can write. */
function startersAmong({ releases, github }: Settings, roles: readonly Role[]): string[] {
  const named = roles.find(({ name }) => name === releases.startedBy);
  if (named) return named.members;
  const canWrite = ({ teams, users }: Role) =>
    users.length > 0 ||
    teams.some(({ slug }) => ["push", "maintain"].includes(github.access[slug] ?? "pull"));
  return roles.filter(canWrite).flatMap(({ members }) => members);
}
