import type { Clause, Metadata } from "../form/policy.ts";
import type { Quality } from "./qualities.ts";

/** docs/policies.md: every policy as its metadata says it, and what enforces each quality. */
export function renderDocument(policies: readonly Metadata[], qualities: readonly Quality[]): string {
  const parts = [
    "<!-- Generated from the metadata in policies/ by `node policies/document/write.ts`. Change that, not this. -->",
    "# Policies",
    "The pack in `policies/` judges what the engine registers: `pulumi preview --policy-pack policies`, and the same for `pulumi up`. Every policy is mandatory: a violation ends the run with an error.",
    "What one resource shows by itself is judged in the preview, and in the update before that resource is made. What the stack shows as a whole (something is missing, two things do not belong together) is judged at the end of the run: run the preview first, because after an update that judgement comes too late to prevent the change. A value that only the update knows is a warning in the preview and is decided in the update. Why: [decision 003](decisions/003-policies.md).",
    table(
      ["Policy", "Demands", "Serves requirements", "Serves clauses"],
      policies.map((policy) => [
        `[${policy.name}](#${policy.name})`,
        policy.description,
        policy.requirements.join(", "),
        policy.clauses.map(nameOf).join("; "),
      ]),
    ),
    "## The five qualities",
    "Behind each quality stands at least one enforced rule (S000-PRIN-01): policies judge what is declared, the runtime's gates judge each release.",
    table(
      ["Quality", "Means", "Policies", "Gates"],
      qualities.map(({ name, meaning, policies: names, gates }) => [
        name,
        meaning,
        names.map((policy) => `[${policy}](#${policy})`).join(", "),
        gates.join(", "),
      ]),
    ),
    ...policies.flatMap(section),
  ];
  return `${parts.join("\n\n")}\n`;
}

function section(policy: Metadata): string[] {
  return [
    `## ${policy.name}`,
    `**${policy.displayName}.** ${policy.description}`,
    `**To mend:** ${policy.remediationSteps}`,
    `Severity ${policy.severity}. Serves ${policy.requirements.join(", ")} and:`,
    policy.clauses
      .map((clause) => `- ${nameOf(clause)} (${clause.version}): ${clause.specification}`)
      .join("\n"),
  ];
}

function nameOf({ name, reference }: Clause): string {
  return `${name} ${reference}`;
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
