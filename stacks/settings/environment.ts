import { z } from "zod";
import { type github, hasRequiredReviewers, type roles } from "./github.ts";
import { oneOf, text, tiers } from "./vocabulary.ts";

/** One stage of the road, and who opens it. */
export const environment = z.strictObject({
  name: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{0,39}$/,
      "lower-case letters, digits and hyphens, at most 40, beginning with a letter",
    ),
  tier: oneOf(tiers, "the stage of the road"),
  /** The branches that may deploy here; `*` stands for one part of a branch's name, as GitHub has it. */
  branches: z.array(text("a branch or pattern")).min(1, "at least one branch that may deploy here"),
  /** The roles that must say yes, in this order; each by a different person. */
  approvals: z.array(text("a role")).default([]),
  /** The Doppler config that holds this environment's secrets. */
  dopplerConfig: text("the Doppler config").optional(),
  /** Values for workflows that are no secrets. */
  variables: z
    .record(
      z
        .string()
        .regex(
          /^(?!GITHUB_)[A-Z_][A-Z0-9_]*$/,
          "a variable's name: capitals, digits and _, not beginning with GITHUB_",
        ),
      z.string(),
    )
    .default({}),
});

/** The rules that tie an environment to the rest of the settings. */
export function checkEnvironment(
  given: {
    environment: z.infer<typeof environment>;
    roles: z.infer<typeof roles>;
    github: z.infer<typeof github>;
  },
  context: z.RefinementCtx,
): void {
  const { environment: stage, roles, github } = given;
  const refuse = (path: (string | number)[], message: string) =>
    context.addIssue({ code: "custom", path, message });

  stage.approvals.forEach((role, index) => {
    if (roles[role]) return;
    refuse(
      ["environment", "approvals", index],
      `a role that somebody holds: ${Object.keys(roles).join(", ") || "none is declared yet"}; declare others under roles`,
    );
  });
  const twice = stage.approvals.find((role, index) => stage.approvals.indexOf(role) !== index);
  if (twice) refuse(["environment", "approvals"], "each role once");

  if (stage.approvals.length > 0 && !hasRequiredReviewers(github)) {
    refuse(
      ["github", "plan"],
      "enterprise, or a public repository on any plan: only these stop a deployment for required reviewers",
    );
  }

  if (stage.tier !== "production") return;
  if (stage.approvals.length === 0) {
    refuse(["environment", "approvals"], "at least one role in production: a person opens it (S000-PROD-02)");
  }
  stage.branches.forEach((branch, index) => {
    if (branch === github.defaultBranch) return;
    refuse(["environment", "branches", index], `${github.defaultBranch} alone in production (S000-PROD-01)`);
  });
}
