import { RunError } from "@pulumi/pulumi";
import { type Permission, writersAmong } from "../protection/access.ts";

/** To whom a stage is open. */
export interface StageAccess {
  environment: string;
  /** Slugs of the teams that the stage is open to; none: to everybody who can write to the repository. */
  teams: readonly string[];
  /** Slugs of the teams that answer for the stage's settings. */
  administrators: readonly string[];
}

/**
 * What GitHub does not enforce of a stage's access, as sentences for people. GitHub knows no access per environment:
 * who can write to the repository can start a workflow in any of them, what stops them is a reviewer, a branch, or the
 * run's own gate. And it knows no administrators of one environment: only those of the whole repository change its
 * settings, and Gatehouse gives that right to no team.
 *
 * @param granted what each team may do in the repository.
 * @throws RunError where the stage is open to a team that cannot start anything.
 */
export function accessNotices(
  { environment, teams, administrators }: StageAccess,
  granted: readonly { slug: string; permission: Permission }[],
): string[] {
  const writers = writersAmong(granted).map(({ slug }) => slug);
  const shut = teams.filter((slug) => !writers.includes(slug));
  if (shut.length > 0) {
    throw new RunError(
      `Settings: ${environment} is open to ${shut.join(", ")}, which cannot write to the repository and so cannot start ` +
        "a deployment. Give push or maintain under github.access, or take the team out.",
    );
  }
  const others = teams.length > 0 ? writers.filter((slug) => !teams.includes(slug)) : [];
  return [
    ...(others.length > 0
      ? [
          `GitHub has no access per environment: ${others.join(", ")} can start a deployment to ${environment} as well. ` +
            `The gate in the run refuses who is in none of ${teams.join(", ")}.`,
        ]
      : []),
    ...(administrators.length > 0
      ? [
          `GitHub lets administrators of the whole repository change an environment, and nobody else: no team is one. ` +
            `${administrators.join(", ")} change ${environment} by a change of these settings, which its code owners review.`,
        ]
      : []),
  ];
}
