import { Team } from "@pulumi/github/team.js";
import { TeamRepository } from "@pulumi/github/teamRepository.js";
import type * as pulumi from "@pulumi/pulumi";

/** What a team may do in the repository; `admin` is not among it, since an administrator can lift every rule. */
export type Permission = "pull" | "triage" | "push" | "maintain";

/** A team's access to the repository. */
export interface TeamAccess {
  /** The team's name in its address. */
  slug: string;
  permission: Permission;
  /** `existing` with GitHub's number of it, or `create`: Gatehouse makes it without members, whom people add. */
  team: { manage: "existing"; id: number } | { manage: "create"; description: string };
}

/** The teams whose members can write: only these can own code, and only these start workflows by hand. */
export function writersAmong<Access extends { permission: Permission }>(access: readonly Access[]): Access[] {
  return access.filter(({ permission }) => permission === "push" || permission === "maintain");
}

/** Declares one team's access, and the team where it is not there yet. */
export function grantAccess(
  child: (suffix: string) => string,
  repository: string,
  { slug, permission, team }: TeamAccess,
  options: pulumi.CustomResourceOptions,
): void {
  const teamId = team.manage === "existing" ? String(team.id) : createTeam(child, slug, team, options).id;
  new TeamRepository(child(`team-${slug}`), { repository, teamId, permission }, options);
}

function createTeam(
  child: (suffix: string) => string,
  slug: string,
  { description }: { description: string },
  options: pulumi.CustomResourceOptions,
): Team {
  return new Team(
    child(`new-team-${slug}`),
    {
      // GitHub makes the address of the name: from this one it makes the same.
      name: slug,
      description,
      // A secret team can neither own code nor be seen by those who ask for its review.
      privacy: "closed",
      createDefaultMaintainer: false,
    },
    // Its members were put there by people and may have access elsewhere by it: it is never lost with a stack.
    { ...options, retainOnDelete: true },
  );
}
