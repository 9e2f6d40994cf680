import type { Deployment } from "@pulumi/pulumi/automation/index.js";
import { z } from "zod";
import type { Step } from "../engine.ts";

const deployment = z.object({
  resources: z.array(z.object({ urn: z.string(), external: z.boolean().default(false) })),
});

/** What a state holds of the program's own; what it only looked up, and the providers, come and go. */
export function urnsOf(state: Deployment): string[] {
  const { resources } = deployment.parse(state.deployment);
  return resources.flatMap(({ urn, external }) =>
    external || urn.includes("pulumi:providers:") ? [] : [urn],
  );
}

const replacing = new Set<Step["operation"]>(["replace", "create-replacement", "delete-replaced"]);
const deleting = new Set<Step["operation"]>(["delete", "discard"]);

/**
 * What a preview of today's program would lose of what a release made, one sentence each. Additions and changes in place
 * are no losses.
 *
 * @param errors what the engine refused in the preview.
 */
export function lossesOf(
  recorded: readonly string[],
  steps: readonly Step[],
  errors: readonly string[],
): string[] {
  const kept = new Set(
    steps.flatMap(({ operation, urn, formerUrn }) =>
      deleting.has(operation) ? [] : [urn, formerUrn ?? urn],
    ),
  );
  const replaced = new Set(
    steps.flatMap(({ operation, urn, formerUrn }) => (replacing.has(operation) ? [formerUrn ?? urn] : [])),
  );
  return [
    ...errors,
    ...recorded.filter((urn) => !kept.has(urn)).map(undeclared),
    ...recorded
      .filter((urn) => replaced.has(urn))
      .map(
        (urn) =>
          `${urn} would be replaced. Keep the property that replaces it, or name it in ignoreChanges; what is in it ` +
          "would be gone.",
      ),
  ];
}

function undeclared(urn: string): string {
  const name = urn.split("::").slice(3).join("::");
  return (
    `${urn} is no longer declared: an up would delete it. If it was renamed or moved, give it ` +
    `aliases: [{ name: ${JSON.stringify(name)} }], with its former parent where that changed; docs/upgrading.md says how. ` +
    "If it shall go, say so in docs/upgrading.md and record the release anew."
  );
}
