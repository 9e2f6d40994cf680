import type { DocumentContext } from "./context.ts";

/** A Markdown page whose head says that it is rendered, who owns it and when it is looked over again. */
export function page({ review }: DocumentContext, title: string, ...parts: readonly string[]): string {
  const head = [
    `# ${title}`,
    "> Rendered from the settings of the pipeline. To change it, change the settings; an edit here is undone.",
    `**Owner:** ${review.owner}. **Reviewed:** ${review.last}. **Next review by:** ${review.next}.`,
  ];
  return `${[...head, ...parts.filter(Boolean)].join("\n\n")}\n`;
}

export function section(title: string, ...parts: readonly string[]): string {
  return [`## ${title}`, ...parts.filter(Boolean)].join("\n\n");
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return "";
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return [line(head), `|${head.map(() => " --- |").join("")}`, ...rows.map(line)].join("\n");
}

export const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join("\n");

export const steps = (items: readonly string[]): string =>
  items.map((item, index) => `${index + 1}. ${item}`).join("\n");

export const code = (text: string): string => `\`${text}\``;

export const codes = (texts: readonly string[]): string => texts.map(code).join(", ");

export const shell = (lines: readonly string[]): string => ["```sh", ...lines, "```"].join("\n");

export const mermaid = (graph: string): string => ["```mermaid", graph.trimEnd(), "```"].join("\n");

function cell(text: string): string {
  return text.replaceAll("|", String.raw`\|`).replaceAll("\n", " ");
}
