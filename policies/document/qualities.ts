/** A quality that every deployment must have (S000-PRIN-01), and the policies that enforce it. */
export interface Quality {
  name: "safe" | "tested" | "predictable" | "reversible" | "compliant";
  meaning: string;
  /** Names of policies; while there is none, the documents say that nothing enforces the quality yet. */
  policies: readonly string[];
}

export const qualities: readonly Quality[] = [
  {
    name: "safe",
    meaning: "Nothing reaches production past the people who answer for it.",
    policies: ["production-requires-reviewers", "default-branch-ruleset-without-bypass", "oidc-trust-bound"],
  },
  { name: "tested", meaning: "Nothing is deployed that has not passed its tests.", policies: [] },
  {
    name: "predictable",
    meaning: "The same change takes the same way, at an expected time.",
    policies: [],
  },
  { name: "reversible", meaning: "Every deployment has a way back.", policies: [] },
  {
    name: "compliant",
    meaning: "What happened can be proven for as long as the rules ask.",
    policies: ["audit-bucket-locked"],
  },
];
