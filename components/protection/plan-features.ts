import type { ApprovalBy } from "../environment/gates.ts";

export type Plan = "free" | "pro" | "team" | "enterprise";
export type Visibility = "public" | "private" | "internal";

/** What a feature of GitHub that the road leans on, or could use, needs of the owner's plan. */
export interface Feature {
  name: string;
  /** The plans that have it for a public repository, and those that have it for a private or internal one. */
  publicPlans: readonly Plan[];
  privatePlans: readonly Plan[];
  /** What Gatehouse does where the plan lacks it; by the way of approval where that makes a difference. */
  instead: string | Readonly<Record<ApprovalBy, string>>;
  /** The title of the page that says so. */
  source: string;
}

const every: readonly Plan[] = ["free", "pro", "team", "enterprise"];
const paid: readonly Plan[] = ["pro", "team", "enterprise"];
/** Pro is a plan of single people, who have neither teams nor an organization's rules. */
const organizations: readonly Plan[] = ["free", "team", "enterprise"];
const none: readonly Plan[] = [];

const refused = "nothing can: the settings refuse the free plan for a private repository";
const environmentsPage = "GitHub Docs, Managing environments for deployment";
const rulesPage = "GitHub Docs, Available rules for rulesets";

export const features = {
  rulesets: {
    name: "rulesets on protected branches",
    publicPlans: every,
    privatePlans: paid,
    instead: refused,
    source: "GitHub Docs, About rulesets",
  },
  codeOwners: {
    name: "reviews by code owners",
    publicPlans: every,
    privatePlans: paid,
    instead: refused,
    source: "GitHub Docs, About code owners",
  },
  teamReviews: {
    name: "reviews that a ruleset demands of a team",
    publicPlans: organizations,
    privatePlans: ["team", "enterprise"],
    instead: {
      reviewers:
        "required reviewers of the environments ask for the roles; the rulesets ask for code owners, who may be people",
      "pull-request":
        "nothing can: approval by pull request needs teams, so the owner must be an organization on Team or Enterprise",
    },
    source: rulesPage,
  },
  environments: {
    name: "environments with secrets",
    publicPlans: every,
    privatePlans: paid,
    instead: refused,
    source: environmentsPage,
  },
  deploymentBranches: {
    name: "deployment branches of an environment",
    publicPlans: every,
    privatePlans: paid,
    instead: refused,
    source: environmentsPage,
  },
  requiredReviewers: {
    name: "required reviewers before an environment opens",
    publicPlans: every,
    privatePlans: ["enterprise"],
    instead: {
      reviewers: "the settings refuse approvals on this plan, so that nobody believes in a door that is open",
      "pull-request":
        "each role's team reviews a pull request to the promotion branch, the only branch that may deploy",
    },
    source: environmentsPage,
  },
  preventSelfReview: {
    name: "refusal of an approval by whoever started the run",
    publicPlans: every,
    privatePlans: ["enterprise"],
    instead: {
      reviewers: "the settings refuse approvals on this plan; the run proves who started it and who approved",
      "pull-request":
        "GitHub counts no approval by who opened the pull request, and one must be by another than its last pusher",
    },
    source: environmentsPage,
  },
  waitTimers: {
    name: "wait timers of an environment",
    publicPlans: every,
    privatePlans: ["enterprise"],
    instead: "no stage uses one: waiting times are the gates' and the watch's of the run itself",
    source: environmentsPage,
  },
  actionList: {
    name: "a list of the actions that may run",
    publicPlans: every,
    privatePlans: ["enterprise"],
    instead:
      "every action is allowed, pinned to a full commit SHA; only reviewed workflow files name one, and their check holds the list",
    source: "GitHub Docs, Managing GitHub Actions settings for a repository",
  },
  immutableSubjects: {
    name: "OIDC subjects with numbers that are never given again",
    publicPlans: every,
    privatePlans: every,
    instead: "the subject's names alone identify the repository",
    source: "GitHub Docs, OpenID Connect reference",
  },
  pushRulesets: {
    name: "push rulesets, which refuse paths and sizes of files on every branch",
    publicPlans: none,
    privatePlans: ["team", "enterprise"],
    instead: "protected paths are reviewed by code owners and judged by a required check before they merge",
    source: rulesPage,
  },
  mergeQueue: {
    name: "a merge queue",
    publicPlans: organizations,
    privatePlans: ["enterprise"],
    instead: "required checks run again whenever the protected branch has moved",
    source: "GitHub Docs, Managing a merge queue",
  },
  attestations: {
    name: "attestations of where an artifact was built",
    publicPlans: every,
    privatePlans: ["enterprise"],
    instead:
      "the run records the artifact's digest with its commit in the audit archive and compares it before use",
    source: "GitHub Docs, Using artifact attestations to establish provenance for builds",
  },
  auditLogStream: {
    name: "streaming of the audit log",
    publicPlans: ["enterprise"],
    privatePlans: ["enterprise"],
    instead:
      "the pipeline's own records go to the audit archive; of changes made by hand at GitHub only drift of what is declared is seen",
    source: "GitHub Docs, Streaming the audit log for your enterprise",
  },
  longLogs: {
    name: "workflow logs for more than 90 days (400 at most)",
    publicPlans: none,
    privatePlans: every,
    instead: "what must last is in the audit archive, for as long as its lock says",
    source: "GitHub Docs, Managing GitHub Actions settings for a repository",
  },
} as const satisfies Record<string, Feature>;
