/** A quality that every deployment must have (S000-PRIN-01), and the policies that enforce it. */
export interface Quality {
  name: "safe" | "tested" | "predictable" | "reversible" | "compliant";
  meaning: string;
  /** Names of policies that enforce it by themselves; a policy may serve none. */
  policies: readonly [string, ...string[]];
  /** Names of the runtime's gates that enforce it, release by release. */
  gates: readonly string[];
}

export const qualities: readonly Quality[] = [
  {
    name: "safe",
    meaning: "Nothing reaches production past the people who answer for it.",
    policies: [
      "production-requires-reviewers",
      "default-branch-ruleset-without-bypass",
      "actions-settings-closed",
      "repository-grants-bounded",
      "oidc-trust-bound",
      "nothing-shared-between-environments",
      "rollback-identity-only-swaps",
      "azure-role-narrow",
      "iam-policy-without-wildcard",
      "no-static-cloud-secret",
      "no-plain-text-secret",
      "secrets-reach-one-environment",
      "vercel-without-git-link",
      "no-publishing-password",
      "workflows-closed",
      "real-data-only-in-production",
    ],
    gates: ["starter", "incidents", "freeze", "migrations"],
  },
  {
    name: "tested",
    meaning: "Nothing is deployed that has not passed its tests.",
    policies: ["production-keeps-its-controls"],
    gates: ["checks", "earlier-stage", "records"],
  },
  {
    name: "predictable",
    meaning: "The same change takes the same way, at an expected time.",
    policies: ["environment-names-its-branches", "vercel-without-git-link", "no-publishing-password"],
    gates: ["branch", "window", "blackout", "rate-limit"],
  },
  {
    name: "reversible",
    meaning: "Every deployment has a way back.",
    policies: ["production-keeps-its-controls", "rollback-identity-only-swaps"],
    gates: ["rollback-target", "migrations"],
  },
  {
    name: "compliant",
    meaning: "What happened can be proven for as long as the rules ask.",
    policies: [
      "audit-bucket-locked",
      "audit-bucket-denies-deletion",
      "protected-where-loss-is-final",
      "no-force-destroy",
      "cloud-resources-tagged",
    ],
    gates: ["attestation", "first-release"],
  },
];
