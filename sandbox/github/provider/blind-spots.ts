/** Drift that the published provider (6.15.0) does not report on refresh. */
export interface ConditionalBlindSpot {
  type: string;
  properties: string[];
  /** When it is blind; `always` otherwise. `read` follows it: it answers the last known values exactly then. */
  when: string;
  source: string;
}

/**
 * The sandbox is blind where the provider is, and only there. A spot with a condition is no `blindSpots` entry of its
 * type, because that would hide also what the provider sees.
 */
export const blindSpots: readonly ConditionalBlindSpot[] = [
  {
    type: "RepositoryEnvironment",
    properties: ["reviewers", "preventSelfReview"],
    when: "the rule required_reviewers is gone altogether; a change within the rule is seen",
    source: "facts.md, GitHub; recorded/provider-calls.yaml, RepositoryEnvironment read: uses",
  },
  {
    type: "ActionsEnvironmentSecret",
    properties: ["value", "plaintextValue", "valueEncrypted", "encryptedValue"],
    when: "always: GitHub never gives a value back, and a newer updated_at shows no change",
    source: "recorded/provider-calls.yaml, ActionsSecret: notes; ActionsEnvironmentSecret read: uses",
  },
  {
    type: "ActionsSecret",
    properties: ["value", "plaintextValue", "valueEncrypted", "encryptedValue"],
    when: "always: GitHub never gives a value back, and a newer updated_at shows no change",
    source: "recorded/provider-calls.yaml, ActionsSecret: notes",
  },
  {
    type: "Repository",
    properties: ["archiveOnDestroy", "autoInit", "gitignoreTemplate", "licenseTemplate", "template"],
    when: "always: they steer create or delete only",
    source: "recorded/provider-calls.yaml, Repository read: uses",
  },
  {
    type: "BranchDefault",
    properties: ["rename", "waitForRename"],
    when: "always: they steer the write only",
    source: "recorded/provider-calls.yaml, BranchDefault read: uses",
  },
  {
    type: "Branch",
    properties: ["sourceBranch", "sourceSha"],
    when: "always: they steer create only",
    source: "recorded/provider-calls.yaml, Branch read: uses",
  },
];
