import { styleText } from "node:util";
import type { Verdict } from "../gate/rule.ts";

/** One line of a report. */
export interface Row {
  name: string;
  verdict: Verdict;
  why: string;
  todo?: string | undefined;
}

/** What a person on call needs: the verdict, why, and what to do. */
export interface Report {
  verdict: Verdict;
  /** In one sentence. */
  title: string;
  rows: readonly Row[];
  notes: readonly string[];
}

const words: Record<Verdict, string> = { yes: "YES", no: "NO", unknown: "COULD NOT TELL" };
const colours = { yes: "green", no: "red", unknown: "yellow" } as const;
const order: readonly Verdict[] = ["no", "unknown", "yes"];

function ordered(rows: readonly Row[]): Row[] {
  return rows.toSorted((one, other) => order.indexOf(one.verdict) - order.indexOf(other.verdict));
}

/** Texts of issues and people stand in reports: no line breaks and no control characters of theirs. */
function plain(text: string): string {
  return text.replace(/\p{Cc}+/gu, " ").trim();
}

/** The report without secrets; done before it is written, because writing escapes characters that a secret may have. */
export function maskReport({ title, rows, notes, ...rest }: Report, mask: (text: string) => string): Report {
  return {
    ...rest,
    title: mask(title),
    rows: rows.map(({ name, why, todo, verdict }) => ({
      name: mask(name),
      verdict,
      why: mask(why),
      todo: todo === undefined ? undefined : mask(todo),
    })),
    notes: notes.map(mask),
  };
}

/** For a terminal and for the log of a job. */
export function asText({ verdict, title, rows, notes }: Report, colour: boolean): string {
  const paint = (of: Verdict, text: string) =>
    colour ? styleText(colours[of], text, { validateStream: false }) : text;
  const width = Math.max(0, ...rows.map(({ name }) => name.length));
  const lines = ordered(rows).flatMap((row) => [
    `  ${paint(row.verdict, row.verdict.padEnd(7))}  ${row.name.padEnd(width)}  ${plain(row.why)}`,
    ...(row.todo && row.verdict !== "yes" ? [`${" ".repeat(width + 13)}${plain(row.todo)}`] : []),
  ]);
  return [
    `${paint(verdict, words[verdict])}: ${plain(title)}`,
    ...(lines.length > 0 ? ["", ...lines] : []),
    ...(notes.length > 0 ? ["", ...notes.map((note) => `  ${plain(note)}`)] : []),
    "",
  ].join("\n");
}

/** For the summary of a job: Markdown in which nobody's text can be more than text. */
export function asMarkdown(command: string, { verdict, title, rows, notes }: Report): string {
  const marks: Record<Verdict, string> = { yes: "✅", no: "⛔", unknown: "❔" };
  const lines = ordered(rows).map(
    ({ name, verdict: of, why, todo }) =>
      `| ${marks[of]} ${of} | ${cell(name)} | ${cell(why)} | ${of === "yes" ? "" : cell(todo ?? "")} |`,
  );
  const table =
    lines.length > 0 ? ["", "| | What | Why | What to do |", "| --- | --- | --- | --- |", ...lines] : [];
  return [
    `### ${marks[verdict]} ${command}: ${words[verdict].toLowerCase()}`,
    "",
    cell(title),
    ...table,
    "",
    ...notes.map((note) => `- ${cell(note)}`),
    "",
    "",
  ].join("\n");
}

function cell(text: string): string {
  // As character references, so that neither Markdown, HTML, mentions nor links are made of somebody's text.
  return plain(text).replace(/[&<>|`*_[\]~@#\\!]/g, (sign) => `&#${sign.codePointAt(0)};`);
}
