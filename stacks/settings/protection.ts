import { z } from "zod";
import { oneOf, pathPattern, roleName, text } from "./vocabulary.ts";

/** Who must look at which change, beyond the review that every change needs. */
export const protection = z.strictObject({
  /** The role whose teams own the workflow files, the infrastructure code and CODEOWNERS itself (S004-GOV-03). */
  pipelineOwners: roleName.optional(),
  /** Folders of the infrastructure code, beyond `.github/`. */
  pipelinePaths: z.array(pathPattern).default([]),
  /** Paths whose change needs a label that a reviewer sets (S000-GUARD-01). */
  protectedPaths: z
    .array(
      z.strictObject({
        paths: z.array(pathPattern).min(1, "at least one path"),
        label: text("the label that approves the change"),
        owners: roleName.optional(),
      }),
    )
    .default([]),
  /**
   * Controls that production keeps whatever else changes (S002-SAFE-01): a policy refuses to take one away, and taking
   * a name off this list shows in the preview.
   */
  mandatoryControls: z
    .array(
      oneOf(
        ["window", "rateLimit", "requires", "incidentFreeHours", "alerts"],
        "a control of an environment",
      ),
    )
    .default([]),
  /** Dependencies that are frozen: every one pinned, the lock in step, a label for a change (S000-DEPF-01 to 04). */
  dependencyFreeze: z
    .array(
      z.strictObject({
        manifest: pathPattern,
        lock: pathPattern,
        label: text("the label that approves new versions"),
      }),
    )
    .default([]),
});
