import { duration } from "../progress/style.ts";
import type { StackSummary } from "../summary.ts";
import { approversText, auditText, deliveryTexts, healthText, megabytes } from "./phrases.ts";
import { picture } from "./picture.ts";
import { countsText, type PutUp } from "./result.ts";

/** The page for people who were not there: the picture first, then the same facts as the terminal's. */
export function putUpMarkdown(result: PutUp, made: Date): string {
  const all = result.pipeline;
  const parts = [
    `# ${title(all)}`,
    `**${result.verdict}**`,
    `\`\`\`mermaid\n${picture(all)}\n\`\`\``,
    section(
      "What guards what",
      ["What", "Guarded by"],
      all.flatMap(({ guards }) => guards.map(({ what, by }) => [what, by])),
    ),
    section(
      "Files in the repository",
      ["Which", "Files"],
      all.flatMap(({ delivery }) => (delivery ? deliveryTexts(delivery) : [])),
    ),
    section(
      "Who must approve",
      ["Environment", "From", "Opened by"],
      all.flatMap(({ approvals }) =>
        approvals.map((approval) => [
          approval.environment,
          approval.branches.join(", "),
          approversText(approval),
        ]),
      ),
    ),
    section(
      "Where health is watched",
      ["Target", "How"],
      all.flatMap(({ health }) => health.map((check) => [check.target, healthText(check)])),
    ),
    section(
      "Where it runs",
      ["Environment", "Service", "Platform", "Address"],
      all.flatMap(({ services }) =>
        services.map(({ environment, kind, platform, name, url }) => [
          environment,
          `${kind} ${name}`,
          platform,
          url,
        ]),
      ),
    ),
    section(
      "Where secrets come from",
      ["Environment", "From", "To", "Names"],
      all.flatMap(({ secrets }) =>
        secrets.map(({ environment, from, to, names }) => [environment, from, to, names.join(", ")]),
      ),
    ),
    section(
      "Audit archive",
      ["Bucket", "Rules"],
      all.flatMap(({ audit }) => (audit ? [[audit.bucket, auditText(audit)]] : [])),
    ),
    section(
      "What a destroy leaves",
      ["What", "Why", "Until"],
      all.flatMap(({ stays }) => stays.map(({ what, why, until }) => [what, why, until])),
    ),
    section(
      "To know",
      ["Stack", "Notice"],
      all.flatMap(({ stack, notices }) => notices.map((notice) => [stack, notice])),
    ),
    section(
      "How it was put up",
      ["Stack", "Preview", "Up", "Second preview"],
      result.stacks.map(({ stack, preview, up, again }) => [
        stack,
        `${countsText(preview.counts, false)}, ${duration(preview.seconds)}`,
        up ? `${countsText(up.counts, true)}, ${duration(up.seconds)}` : "not needed",
        again
          ? `${again.changes.length === 0 ? "no change" : `${again.changes.length} changes`}, ${duration(again.seconds)}`
          : "the first one showed no change",
      ]),
    ),
    `Written ${made.toISOString()} by \`npm start\` with Pulumi ${result.engine.version}, in ` +
      `${duration(result.seconds)}, peak memory ${megabytes(result.memory.bytes)} (${result.memory.method}).`,
  ];
  return `${parts.filter(Boolean).join("\n\n")}\n`;
}

function title(all: readonly StackSummary[]): string {
  const { application, repository } = all[0] ?? {};
  return cell([application, repository && `(${repository})`].filter(Boolean).join(" ") || "Pipeline");
}

function section(name: string, head: string[], rows: string[][]): string {
  if (rows.length === 0) return "";
  const line = (cells: string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [`## ${name}`, "", line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

/** Text as it is: Markdown would read these as a new cell, a tag or an emphasis. */
function cell(text: string): string {
  return text.replaceAll(/[\\|<>*_`[\]]/g, String.raw`\$&`).replaceAll("\n", " ");
}
