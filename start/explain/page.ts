import type { Difference } from "./compare.ts";

/** What the engine would do to one stack. */
export interface StackChanges {
  stack: string;
  changes: readonly { operation: string; resource: string }[];
}

const titles: Record<Difference["effect"], string> = {
  weaker: "⚠ Weaker",
  stronger: "Stronger",
  other: "Otherwise different",
};

/** So many resources are named of each stack; a page is read, not searched. */
const mostNamed = 40;

/** The comment on a pull request: the verdict first, then what changes for whom, then what the engine would do. */
export function explanation(differences: readonly Difference[], stacks: readonly StackChanges[]): string {
  const weaker = differences.filter(({ effect }) => effect === "weaker").length;
  const changed = stacks.filter(({ changes }) => changes.length > 0);
  return `${[
    `## ${verdict(differences.length, weaker, changed.length)}`,
    ...(["weaker", "stronger", "other"] as const).flatMap((effect) => {
      const rows = differences.filter((one) => one.effect === effect);
      return rows.length === 0
        ? []
        : [
            `### ${titles[effect]}`,
            rows.map(({ about, text }) => `- **${plain(about)}**: ${plain(text)}`).join("\n"),
          ];
    }),
    ...changed.map(({ stack, changes }) =>
      [
        `<details><summary>${plain(stack)}: ${changes.length} changes</summary>`,
        "",
        ...changes
          .slice(0, mostNamed)
          .map(({ operation, resource }) => `- ${operation} \`${code(resource)}\``),
        ...(changes.length > mostNamed ? [`- and ${changes.length - mostNamed} more`] : []),
        "",
        "</details>",
      ].join("\n"),
    ),
  ].join("\n\n")}\n`;
}

function verdict(differences: number, weaker: number, stacks: number): string {
  if (weaker > 0) return `${weaker} ${weaker === 1 ? "guard gets" : "guards get"} weaker`;
  if (differences > 0) return "No guard gets weaker";
  return stacks > 0 ? "Nothing changes for people" : "Nothing changes";
}

/** Names come from settings, and a pull request may hold any: they are shown, never read as Markdown. */
function plain(text: string): string {
  return text.replaceAll(/[\\|<>*_`[\]@#]/g, String.raw`\$&`).replaceAll(/\s+/g, " ");
}

function code(text: string): string {
  return text.replaceAll(/[`\s]+/g, " ");
}
