import { sha256Hex } from "../../canonical.ts";

/** A schema as lines in one order, one for each thing in it. */
export interface Schema {
  lines: readonly string[];
  /** SHA-256 of the lines, each with its line end. */
  hash: string;
}

export interface Diff {
  added: string[];
  removed: string[];
}

/** A schema of its lines, in whatever order they come. */
export function schemaOf(lines: Iterable<string>): Schema {
  const sorted = [...new Set(lines)].sort();
  return { lines: sorted, hash: sha256Hex(sorted.map((line) => `${line}\n`).join("")) };
}

/** What came and what went from one schema to another. */
export function diffOf(before: Schema, after: Schema): Diff {
  if (before.hash === after.hash) return { added: [], removed: [] };
  const [old, now] = [new Set(before.lines), new Set(after.lines)];
  return {
    added: after.lines.filter((line) => !old.has(line)),
    removed: before.lines.filter((line) => !now.has(line)),
  };
}

/** A schema after a change. */
export function changed(schema: Schema, { added, removed }: Diff): Schema {
  const gone = new Set(removed);
  return schemaOf([...schema.lines.filter((line) => !gone.has(line)), ...added]);
}

/** The change that takes another back. */
export function inverse({ added, removed }: Diff): Diff {
  return { added: removed, removed: added };
}

/** A difference for people: its first lines. */
export function asWords({ added, removed }: Diff, most = 6): string {
  const lines = [...removed.map((line) => `- ${line}`), ...added.map((line) => `+ ${line}`)];
  const shown = lines.slice(0, most).map((line) => (line.length > 200 ? `${line.slice(0, 197)}...` : line));
  return [...shown, ...(lines.length > most ? [`and ${lines.length - most} more`] : [])].join("; ");
}
