import type { Sealed } from "../chain/record.ts";
import { rowOf } from "../index/row.ts";

const columns = ["record", "at", "type", "actor", "outcome", "commit", "hash"] as const;

type Line = Record<(typeof columns)[number], string>;

function lineOf(found: Sealed): Line {
  const { at, type, actor, outcome, commit, hash } = rowOf(found);
  const { book, environment, sequence } = found.record;
  return { record: `${book}/${environment}/${sequence}`, at, type, actor, outcome, commit, hash };
}

/** For people: columns as wide as they must be, hashes by their beginning. */
export function tableOf(records: readonly Sealed[]): string {
  const lines = records.map((one) => {
    const line = lineOf(one);
    return { ...line, commit: line.commit.slice(0, 12), hash: line.hash.slice(0, 12) };
  });
  const header = Object.fromEntries(columns.map((name) => [name, name]));
  const widths = columns.map((name) => Math.max(name.length, ...lines.map((line) => line[name].length)));
  const written = [header, ...lines].map((line) =>
    columns
      .map((name, index) => (line[name] ?? "").padEnd(widths[index] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return `${written.join("\n")}\n`;
}

/** RFC 4180. A cell that a spreadsheet would take for a formula begins with an apostrophe. */
export function csvOf(records: readonly Sealed[]): string {
  const rows = [
    [...columns, "body"],
    ...records.map((one) => {
      const line = lineOf(one);
      return [...columns.map((name) => line[name]), JSON.stringify(one.record.entry.body)];
    }),
  ];
  return rows.map((cells) => `${cells.map(cellOf).join(",")}\r\n`).join("");
}

function cellOf(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
