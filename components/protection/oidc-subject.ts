import { RunError } from "@pulumi/pulumi";

/** Claims that the subject of a token can be made of (GitHub Docs, "OpenID Connect reference"). */
export type ClaimKey = "repo" | "context" | "job_workflow_ref";

/**
 * What the subject of the repository's OIDC tokens says. `default`: repository, then environment or branch. A list: these
 * claims in this order; with `job_workflow_ref` a cloud that can only compare subjects still tells workflows apart.
 * Whether names or `OWNER@ID/REPO@ID` stand in it is GitHub's to say: repositories made, renamed or moved after
 * 2026-07-15 have the numbers, others once an administrator asked for them; the provider has no input for it.
 */
export type OidcSubject = "default" | readonly ClaimKey[];

/**
 * The inputs of the customisation.
 *
 * @throws RunError for a subject that another repository, or another environment, could have as well.
 */
export function subjectTemplateOf(subject: OidcSubject): {
  useDefault: boolean;
  includeClaimKeys?: ClaimKey[];
} {
  if (subject === "default") return { useDefault: true };
  const [first, second] = subject;
  if (first !== "repo" || second !== "context" || new Set(subject).size !== subject.length) {
    throw new RunError(
      `Settings: github.oidcSubject is [${subject.join(", ")}]. Allowed: default, [repo, context] or ` +
        "[repo, context, job_workflow_ref]: without the repository or its environment in it, others have the same subject.",
    );
  }
  return { useDefault: false, includeClaimKeys: [...subject] };
}
