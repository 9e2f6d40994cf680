import { getIssueLabels } from "@pulumi/github/getIssueLabels.js";
import { RunError } from "@pulumi/pulumi";

/** A label by which people approve a change. */
export interface Label {
  name: string;
  /** Six hexadecimal digits without #. */
  color: string;
  description: string;
  /**
   * `existing`: it is there, may look otherwise, and stays when the stack goes. `create`: Gatehouse makes it; GitHub
   * refuses to make a label twice.
   */
  manage: "existing" | "create";
}

/**
 * Makes sure that labels that are said to exist do. GitHub compares their names without case.
 *
 * @throws RunError naming every label that the repository lacks.
 */
export async function findLabels(repository: string, labels: readonly Label[]): Promise<void> {
  const wanted = labels.filter(({ manage }) => manage === "existing").map(({ name }) => name);
  if (wanted.length === 0) return;
  const answer = await getIssueLabels({ repository });
  const present = new Set(answer.labels.map(({ name }) => name.toLowerCase()));
  const missing = wanted.filter((name) => !present.has(name.toLowerCase()));
  if (missing.length === 0) return;
  throw new RunError(
    `Settings: github.labels names ${missing.map((name) => JSON.stringify(name)).join(", ")} with manage: existing, ` +
      `and the repository ${repository} has no such label. Make ${missing.length === 1 ? "it" : "them"} at GitHub, ` +
      "mend the name, or set manage to create.",
  );
}
