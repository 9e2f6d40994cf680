import type { RepositoryRulesetArgs } from "@pulumi/github/repositoryRuleset.js";
import { RunError } from "@pulumi/pulumi";
import type { Role } from "../access/roles.ts";
import type { Promotion } from "./gates.ts";

/** Every path, for a reader that takes one star for a part of a path as well as for one that crosses parts. */
const everything = ["*", "**/*"];

export interface PromotionRules {
  repository: string;
  environment: string;
  promotion: Promotion;
  /** The roles that the promotion names, with their holders. */
  roles: readonly Role[];
  /** Slugs of the teams that can write to the repository: GitHub counts an approval of no other team. */
  writers: readonly string[];
  signedCommits: boolean;
}

/**
 * The rules of a branch that a stage is promoted to. What a chain of reviewed environments promises, they promise for a
 * merge: a yes by each role's team and by as many different people as there are roles; none by who opened the pull
 * request, which GitHub never counts, and one at least by another than its last pusher; a yes ends with a new commit;
 * nobody bypasses, forces, deletes or makes the branch anew. A merge commit alone is allowed: a squash or a rebase would
 * put commits on the branch that nobody tested.
 *
 * @throws RunError where a role cannot be asked for in this way.
 */
export function promotionRulesetOf(given: PromotionRules): RepositoryRulesetArgs {
  const { repository, environment, promotion, signedCommits } = given;
  const teams = promotion.roles.map((role) => teamOf(role, given));
  demandDifferentTeams(teams, given);
  return {
    repository,
    name: `gatehouse promotion to ${environment}`,
    target: "branch",
    enforcement: "active",
    conditions: { refName: { includes: [`refs/heads/${promotion.branch}`], excludes: [] } },
    rules: {
      creation: true,
      deletion: true,
      nonFastForward: true,
      ...(signedCommits ? { requiredSignatures: true } : {}),
      pullRequest: {
        allowedMergeMethods: ["merge"],
        requiredApprovingReviewCount: teams.length,
        dismissStaleReviewsOnPush: true,
        requireLastPushApproval: true,
        requiredReviewThreadResolution: true,
        requiredReviewers: teams.map(({ id }) => ({
          filePatterns: everything,
          minimumApprovals: 1,
          reviewer: { id, type: "Team" },
        })),
      },
    },
  };
}

/** GitHub's rule asks for teams, and for each of those that are named: so a role must be one team, no more and no person. */
function teamOf(name: string, { environment, roles, writers }: PromotionRules): Role["teams"][number] {
  const role = roles.find((one) => one.name === name);
  if (!role) throw new Error(`The role ${name} of the promotion to ${environment} was not resolved`);
  const [team, ...more] = role.teams;
  if (!team || more.length > 0 || role.users.length > 0) {
    const given = [
      ...role.teams.map(({ slug }) => `the team ${slug}`),
      ...role.users.map(({ login }) => login),
    ];
    throw new RunError(
      `Settings: roles.${name} is held by ${given.join(", ")}, and ${environment} is approved by pull request. ` +
        "Allowed there: exactly one team, since GitHub's rule asks every team that is named and no single person. " +
        "Put the people into one team.",
    );
  }
  if (!writers.includes(team.slug)) {
    throw new RunError(
      `Settings: roles.${name} is held by the team ${team.slug}, which cannot write to the repository, and ${environment} is ` +
        "approved by pull request: GitHub would count none of its approvals. " +
        `Give it push under github.access.${team.slug}.`,
    );
  }
  return team;
}

function demandDifferentTeams(
  teams: readonly { slug: string }[],
  { environment, promotion }: PromotionRules,
) {
  const twice = teams.find(({ slug }, index) => teams.findIndex((other) => other.slug === slug) !== index);
  if (!twice) return;
  throw new RunError(
    `Settings: the roles ${promotion.roles.join(", ")} of ${environment} are held by the same team ${twice.slug}, and GitHub ` +
      "takes one approval for both. Give each role a team of its own.",
  );
}
