import { type Statement, shapeOf } from "./statements.ts";

/**
 * What a statement does to what is there: `adds` leaves everything as it was and puts something beside it, `changes`
 * can be undone by SQL, `loses` destroys or overwrites rows that no SQL brings back.
 */
export type Effect = "adds" | "changes" | "loses";

const object = "(?:IF EXISTS )?";
const losing: readonly [RegExp, string][] = [
  [/^DROP (?:FOREIGN )?TABLE\b/, "drops a table with its rows"],
  [/^DROP (?:SCHEMA|DATABASE|EXTENSION|OWNED|SEQUENCE)\b/, "drops what holds data"],
  [/^DROP (?:TYPE|DOMAIN|MATERIALIZED VIEW|VIEW|FUNCTION)\b.* CASCADE$/, "drops whatever depends on it, too"],
  [/^TRUNCATE\b/, "empties a table"],
  [/^DELETE\b/, "deletes rows"],
  [/^MERGE\b/, "overwrites or deletes rows"],
  [/^INSERT\b.* ON CONFLICT\b.* DO UPDATE\b/, "overwrites rows"],
  [/^WITH\b.* (?:DELETE FROM|UPDATE|MERGE INTO) /, "deletes or overwrites rows"],
  [
    new RegExp(
      `^ALTER (?:FOREIGN )?TABLE\\b.* DROP (?!CONSTRAINT |DEFAULT\\b|NOT NULL|EXPRESSION\\b|IDENTITY\\b)(?:COLUMN )?${object}\\S`,
    ),
    "drops a column with its values",
  ],
  [/^ALTER TABLE\b.* ALTER (?:COLUMN )?\S+ (?:SET DATA )?TYPE\b/, "converts a column's values"],
  [/^ALTER TYPE\b.* DROP ATTRIBUTE\b/, "drops an attribute with its values"],
];

const adding: readonly RegExp[] = [
  /^CREATE (?:UNLOGGED )?TABLE\b/,
  /^CREATE (?:UNIQUE )?INDEX\b/,
  /^CREATE (?:RECURSIVE )?VIEW\b/,
  /^CREATE (?:MATERIALIZED VIEW|TYPE|DOMAIN|SCHEMA|SEQUENCE|EXTENSION|FUNCTION|PROCEDURE|AGGREGATE|COLLATION)\b/,
  /^COMMENT ON\b/,
  /^INSERT INTO\b/,
  /^ALTER TYPE\b.* ADD VALUE\b/,
];

const hidden =
  /\b(?:DELETE FROM|TRUNCATE|DROP (?:TABLE|SCHEMA|COLUMN|SEQUENCE)|MERGE INTO|EXECUTE|DROP OWNED)\b|\bUPDATE \S+(?: \S+)? SET\b/;

/** A statement's effect, and in words what it loses. */
export function effectOf(
  statement: Statement,
  added: ReadonlySet<string> = new Set(),
): { effect: Effect; why?: string } {
  const shape = shapeOf(statement);
  const lost = losing.find(([pattern]) => pattern.test(shape));
  if (lost) return { effect: "loses", why: lost[1] };
  if (/^UPDATE\b/.test(shape)) {
    return onlySets(shape, added) ? { effect: "changes" } : { effect: "loses", why: "overwrites rows" };
  }
  if (/^DO\b/.test(shape)) return ofBlock(statement);
  if (adding.some((pattern) => pattern.test(shape)) || addsColumns(shape)) return { effect: "adds" };
  return { effect: "changes" };
}

/** A block can build statements from texts, which nobody can read before it runs. */
function ofBlock({ tokens }: Statement): { effect: Effect; why?: string } {
  const body = tokens.find(({ kind }) => kind === "text")?.text ?? "";
  const found = hidden.exec(body.toUpperCase().replace(/\s+/g, " "))?.[0];
  return found
    ? { effect: "loses", why: `has a DO block with ${found.trim()}, which may destroy rows` }
    : { effect: "changes" };
}

/** Columns that are added, all of them such that old code can go on writing rows. */
function addsColumns(shape: string): boolean {
  if (!/^ALTER TABLE\b.* ADD (?:COLUMN )?/.test(shape)) return false;
  if (/ (?:ALTER|DROP|RENAME|OWNER|SET SCHEMA|VALIDATE|ATTACH|DETACH|ENABLE|DISABLE) /.test(shape))
    return false;
  if (/ ADD (?:CONSTRAINT|CHECK|UNIQUE|PRIMARY|FOREIGN|EXCLUDE)\b/.test(shape)) return false;
  return !/ NOT NULL\b/.test(shape) || / DEFAULT /.test(shape);
}

/** The columns that a script adds: filling those loses nothing. */
export function addedColumns(statements: readonly Statement[]): Set<string> {
  return new Set(
    statements
      .map(shapeOf)
      .filter((shape) => shape.startsWith("ALTER TABLE"))
      .flatMap((shape) =>
        [...shape.matchAll(/ ADD COLUMN (?:IF NOT EXISTS )?(\S+)/g)].map(([, name = ""]) => name),
      ),
  );
}

function onlySets(shape: string, added: ReadonlySet<string>): boolean {
  const [, list = ""] = / SET (.*?)(?: WHERE | FROM | RETURNING |$)/.exec(shape) ?? [];
  let depth = 0;
  let isTarget = true;
  const targets: string[] = [];
  for (const part of list.split(" ")) {
    if (isTarget) targets.push(part);
    isTarget = false;
    if (part === "(") depth++;
    if (part === ")") depth--;
    if (part === "," && depth === 0) isTarget = true;
  }
  return targets.length > 0 && targets.every((name) => added.has(name));
}
