import { z } from "zod";
import { oneOf, roleName, teamSlug, text } from "./vocabulary.ts";

const login = z
  .string()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/, "a GitHub name: letters, digits and hyphens, at most 39");

/** The application repository and the plan that it is on. */
export const github = z
  .strictObject({
    owner: login,
    repository: z.strictObject({
      name: z
        .string()
        .regex(
          /^(?!\.{1,2}$)(?!.*\.git$)[A-Za-z0-9._-]{1,100}$/,
          "a repository name that GitHub accepts: letters, digits, '.', '-' and '_', at most 100, not ending in .git",
        ),
      /** `existing`: it is there and only what is named here is changed. `create`: Gatehouse makes it. */
      manage: oneOf(["existing", "create"], "whether the repository is there already").default("existing"),
    }),
    visibility: oneOf(["public", "private", "internal"], "who sees the repository"),
    plan: oneOf(["free", "pro", "team", "enterprise"], "the owner's GitHub plan"),
    defaultBranch: text("the branch that production is deployed from").default("main"),
    /** A branch that gathers changes before the default branch; protected as well where it is given. */
    integrationBranch: text("the integration branch").optional(),
    /**
     * What each team may do in the repository. GitHub drops reviewers that cannot read it, silently. `admin` is not
     * among them: an administrator can lift the ruleset.
     */
    access: z
      .record(teamSlug, oneOf(["pull", "triage", "push", "maintain"], "what the team may do"))
      .default({}),
    /** Teams that Gatehouse makes; who belongs to them stays with people. All others must be there already. */
    createTeams: z.array(teamSlug).default([]),
    /**
     * Actions beyond GitHub's own that workflows may use, as `owner/name@*`; everything else is refused by GitHub,
     * whatever a workflow says.
     */
    allowedActions: z
      .array(
        z
          .string()
          .regex(
            /^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._/*-]+@\S+$/,
            "an action as owner/name@version; owner/name@* stands for every version",
          ),
      )
      .default([]),
    /**
     * How a job's OIDC token names its repository: `names` as owner/name, `ids` as owner@id/name@id, which repositories
     * have that were made, renamed or transferred since 15 July 2026 (GitHub Docs, "OpenID Connect reference").
     */
    oidcSubject: oneOf(["names", "ids"], "the form of the OIDC subject").default("names"),
    signedCommits: z.boolean().default(false),
    /** Labels by which people approve a protected change. */
    labels: z
      .array(
        z.strictObject({
          name: text("the label's name").max(50, "at most 50 characters"),
          color: z.string().regex(/^[0-9a-f]{6}$/, "six hexadecimal digits without #"),
          description: z.string().max(100, "at most 100 characters").default(""),
          /** `existing`: the repository has it already; it is neither made nor removed. */
          manage: oneOf(["create", "existing"], "whether the label is there already").default("create"),
        }),
      )
      .default([]),
  })
  .superRefine((given, context) => {
    if (given.plan === "free" && given.visibility !== "public") {
      context.addIssue({
        code: "custom",
        path: ["plan"],
        message:
          "pro, team or enterprise for a private repository: rulesets are not enforced there on the free plan",
      });
    }
  });

/** Who says yes: each role is held by teams of the organisation, by people, or both. */
export const roles = z.record(
  roleName,
  z
    .strictObject({ teams: z.array(teamSlug).default([]), users: z.array(login).default([]) })
    .refine(
      (role) => role.teams.length + role.users.length > 0,
      "at least one team or user: nobody holds this role",
    )
    .refine(
      (role) => role.teams.length + role.users.length <= 6,
      "at most six teams and users together (GitHub's limit of required reviewers)",
    ),
);

/** Whether GitHub stops a deployment for a reviewer on this plan (GitHub Docs, "Managing environments for deployment"). */
export function hasRequiredReviewers(settings: { plan: string; visibility: string }): boolean {
  return settings.visibility === "public" || settings.plan === "enterprise";
}
