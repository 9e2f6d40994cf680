import type { Figure } from "./delivery.ts";
import type { Evidence } from "./evidence.ts";

export interface Part {
  environment: string;
  figures: readonly Figure[];
  evidence: Evidence;
  /** See `mostReleasesADay`. */
  mostADay: number;
}

const marks = { yes: "✅", no: "⛔", unknown: "❔" } as const;

/** As many bars as can still be read. */
const mostBars = 31;

/** The report as Markdown, which GitHub shows with its chart. */
export function metricsPage(
  application: string,
  { since, until }: { since: string; until: string },
  parts: readonly Part[],
): string {
  const lines = parts.flatMap(({ environment, figures, evidence, mostADay }) => [
    `## ${environment}`,
    "",
    "| | Figure | Measured | Promised | From |",
    "| --- | --- | --- | --- | --- |",
    ...figures.map(
      ({ name, verdict, value, unit, target, why }) =>
        `| ${marks[verdict]} | ${cell(name)} | ${value === undefined ? "not known" : `${value} ${unit}`} | ${cell(target ?? "")} | ${cell(why)} |`,
    ),
    "",
    `The rules let out up to ${mostADay} releases a day.`,
    "",
    ...chart(environment, evidence, since, until),
  ]);
  return [
    `# Figures of ${cell(application)}`,
    "",
    `From ${since} until ${until}, computed from the ledger. What nothing was recorded of is not known, and is no pass.`,
    "",
    ...lines,
  ].join("\n");
}

const dayLength = 86_400_000;

/** Releases by day, or by several days where there are too many for bars. */
export function bars(
  evidence: Evidence,
  since: string,
  until: string,
): { label: string; out: number; failed: number }[] {
  const begin = Date.parse(since.slice(0, 10));
  const days = Math.floor((Date.parse(until) - begin) / dayLength) + 1;
  const width = Math.ceil(days / mostBars);
  return Array.from({ length: Math.ceil(days / width) }, (_, at) => {
    const from = begin + at * width * dayLength;
    const inside = evidence.deployments.filter(({ startedAt }) => {
      const time = Date.parse(startedAt);
      return time >= from && time < from + width * dayLength;
    });
    const out = inside.filter(({ outcome }) => outcome === "success").length;
    return { label: new Date(from).toISOString().slice(5, 10), out, failed: inside.length - out };
  });
}

function chart(environment: string, evidence: Evidence, since: string, until: string): string[] {
  if (evidence.deployments.length === 0) return ["There was no deployment.", ""];
  const all = bars(evidence, since, until);
  const top = Math.max(...all.map(({ out, failed }) => out + failed));
  return [
    "```mermaid",
    "xychart-beta",
    `  title "Deployments to ${environment}: all (bars), those that stayed (line)"`,
    `  x-axis [${all.map(({ label }) => `"${label}"`).join(", ")}]`,
    `  y-axis "deployments" 0 --> ${top}`,
    `  bar [${all.map(({ out, failed }) => out + failed).join(", ")}]`,
    `  line [${all.map(({ out }) => out).join(", ")}]`,
    "```",
    "",
  ];
}

function cell(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ").replace(/[|<>&`]/g, (sign) => `&#${sign.codePointAt(0)};`);
}
