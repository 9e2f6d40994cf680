import { findTeam, type Role } from "../../components/access/roles.ts";
import type { TeamAccess } from "../../components/protection/access.ts";
import { demandApprovable, resolveRoles, rolesOf } from "../roles.ts";
import type { SharedSettings } from "../settings/schema.ts";

/**
 * Looks up everybody whom the settings name, and judges whether releases can be approved. A team that Gatehouse makes has
 * no members yet: its roles are judged by the environments, which come later.
 */
export async function lookUpRoles(settings: SharedSettings): Promise<Role[]> {
  const made = new Set(settings.github.createTeams);
  const known = Object.entries(settings.roles)
    .filter(([, { teams }]) => !teams.some((slug) => made.has(slug)))
    .map(([name]) => name);
  const roles = await resolveRoles(settings, known);
  for (const [name, stage] of Object.entries(settings.environments)) {
    const needed = rolesOf(settings, stage);
    if (needed.every((role) => known.includes(role))) {
      demandApprovable(
        settings,
        name,
        stage,
        roles.filter((role) => needed.includes(role.name)),
      );
    }
  }
  return roles;
}

/** Every team that holds a role, with at least read access, and the teams of the settings' access list. */
export async function teamAccess(settings: SharedSettings, roles: readonly Role[]): Promise<TeamAccess[]> {
  const { access, createTeams } = settings.github;
  const ids = new Map(roles.flatMap((role) => role.teams.map(({ slug, id }) => [slug, id])));
  const slugs = new Set([...ids.keys(), ...Object.keys(access), ...createTeams]);
  return Promise.all(
    [...slugs].map(
      async (slug): Promise<TeamAccess> => ({
        slug,
        permission: access[slug] ?? "pull",
        team: createTeams.includes(slug)
          ? { manage: "create", description: `${settings.application.title}: ${slug}` }
          : { manage: "existing", id: ids.get(slug) ?? (await findTeam(slug, `github.access.${slug}`)).id },
      }),
    ),
  );
}
