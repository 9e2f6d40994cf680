import { remarkText, violationText } from "../engine/refusal.ts";
import { duration, type Style } from "../progress/style.ts";
import { columns } from "./columns.ts";
import { approversText, auditText, deliveryTexts, healthText, megabytes, secretsText } from "./phrases.ts";
import type { PutUp, Remainder, TornDown } from "./result.ts";

/** The summary for a terminal: the verdict first, then what a person asks next. */
export function putUpText(result: PutUp, style: Style, width?: number): string {
  const all = result.pipeline;
  const section = (title: string, rows: (readonly [string, string])[]) =>
    rows.length > 0 ? [`${style.bold(title)}\n${columns(rows, width)}`] : [];
  const names = [
    ...new Set(
      all.map(({ application, repository }) => [application, repository].filter(Boolean).join(", ")),
    ),
  ];
  return [
    verdictText(result, style),
    ...changesText(result),
    ...names.filter(Boolean),
    ...section(
      "What guards what",
      all.flatMap(({ guards }) => guards.map(({ what, by }) => [what, by] as const)),
    ),
    ...section(
      "Files in the repository",
      all.flatMap(({ delivery }) => (delivery ? deliveryTexts(delivery) : [])),
    ),
    ...section(
      "Who must approve",
      all.flatMap(({ approvals }) =>
        approvals.map(
          (approval) =>
            [
              approval.environment,
              `from ${approval.branches.join(", ")}: ${approversText(approval)}`,
            ] as const,
        ),
      ),
    ),
    ...section(
      "Where health is watched",
      all.flatMap(({ health }) => health.map((check) => [check.target, healthText(check)] as const)),
    ),
    ...section(
      "Where it runs",
      all.flatMap(({ services }) =>
        services.map(
          ({ environment, kind, platform, name, url }) =>
            [`${environment} ${kind}`, `${name} on ${platform}, ${url}`] as const,
        ),
      ),
    ),
    ...section(
      "Where secrets come from",
      all.flatMap(({ secrets }) => secrets.map((sync) => [sync.environment, secretsText(sync)] as const)),
    ),
    ...section(
      "Audit archive",
      all.flatMap(({ audit }) => (audit ? [[audit.bucket, auditText(audit)] as const] : [])),
    ),
    ...section(
      "To know",
      all.flatMap(({ stack, notices }) => notices.map((notice) => [stack, notice] as const)),
    ),
    ...remarks("Warnings of the engine", result.warnings.map(remarkText), style),
    ...remarks("Advice of policies", result.advisories.map(violationText), style),
    `${footer(result)}\nA page with a picture: ${result.report}`,
  ].join("\n\n");
}

export function tornDownText(result: TornDown, style: Style): string {
  const stays = result.stays.map(remainderText);
  return [
    verdictText(result, style),
    ...(stays.length > 0 ? [[style.bold("What stays"), ...stays].join("\n")] : []),
    `${footer(result)}\nThe sandbox itself is thrown away by: npm run sandbox -- --reset`,
  ].join("\n\n");
}

function remainderText({ stack, what, why, until }: Remainder): string {
  return [`  ${what} (stack ${stack})`, `    why:   ${why}`, ...(until ? [`    until: ${until}`] : [])].join(
    "\n",
  );
}

function verdictText({ exitCode, verdict }: { exitCode: number; verdict: string }, style: Style): string {
  return style.bold(exitCode === 0 ? style.good(`✓ ${verdict}`) : style.bad(`✗ ${verdict}`));
}

/** What the second preview would still change: the reason of a verdict that is no. */
function changesText({ stacks }: PutUp): string[] {
  return stacks.flatMap(({ stack, again }) =>
    (again?.changes ?? []).map(
      ({ operation, resource, properties }) =>
        `  ${stack}: ${operation} ${resource}${properties.length > 0 ? ` (${properties.join(", ")})` : ""}`,
    ),
  );
}

function remarks(title: string, texts: readonly string[], style: Style): string[] {
  return texts.length > 0 ? [`${style.bold(title)}\n${[...new Set(texts)].join("\n")}`] : [];
}

function footer({ seconds, memory, engine }: Pick<PutUp, "seconds" | "memory" | "engine">): string {
  return (
    `Time ${duration(seconds)}, peak memory ${megabytes(memory.bytes)} (${memory.method}). ` +
    `Pulumi ${engine.version} (${engine.source}).`
  );
}
