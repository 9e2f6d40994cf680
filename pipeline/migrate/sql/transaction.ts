import { type Statement, shapeOf } from "./statements.ts";

/** `control` begins or ends a transaction; `outside` cannot run in one; `elsewhere` is no business of a migration. */
export type Place = "inside" | "control" | "outside" | "elsewhere";

const control =
  /^(?:BEGIN|START TRANSACTION|COMMIT|END|ROLLBACK|ABORT|SAVEPOINT|RELEASE|PREPARE TRANSACTION)\b/;

/** PostgreSQL's documentation says of each of these that it cannot be executed inside a transaction block. */
const outside: readonly RegExp[] = [
  /^CREATE (?:UNIQUE )?INDEX CONCURRENTLY\b/,
  /^DROP INDEX CONCURRENTLY\b/,
  /^REINDEX\b.* CONCURRENTLY\b/,
  /^VACUUM\b/,
];

const elsewhere: readonly RegExp[] = [
  /^(?:CREATE|DROP|ALTER) (?:DATABASE|TABLESPACE|SUBSCRIPTION)\b/,
  /^ALTER SYSTEM\b/,
  /^REINDEX (?:DATABASE|SYSTEM)\b/,
  /^DISCARD ALL\b/,
  /^ALTER TABLE\b.* DETACH PARTITION\b.* CONCURRENTLY\b/,
  /^COPY\b.* FROM STDIN\b/,
  /^(?:LISTEN|NOTIFY|UNLISTEN)\b/,
  /^SET (?:SESSION )?(?:LOCK_TIMEOUT|STATEMENT_TIMEOUT|SESSION AUTHORIZATION|ROLE)\b/,
  /^SET (?:SESSION |LOCAL )?TRANSACTION\b/,
];

/** Where a statement can run. */
export function placeOf(statement: Statement): Place {
  const shape = shapeOf(statement);
  if (control.test(shape)) return "control";
  if (outside.some((pattern) => pattern.test(shape))) return "outside";
  if (elsewhere.some((pattern) => pattern.test(shape))) return "elsewhere";
  return "inside";
}

/** Whether a statement outside of a transaction may run a second time after it was cut off. */
export function isRepeatable(statement: Statement): boolean {
  const shape = shapeOf(statement);
  if (/^(?:REINDEX|VACUUM)\b/.test(shape)) return true;
  return /^CREATE (?:UNIQUE )?INDEX CONCURRENTLY IF NOT EXISTS\b|^DROP INDEX CONCURRENTLY IF EXISTS\b/.test(
    shape,
  );
}

/** The index that a statement builds outside of a transaction: where it is cut off, an invalid one stays. */
export function indexBuilt(statement: Statement): string | undefined {
  const [create, ...others] = statement.tokens;
  if (create?.text !== "CREATE" || placeOf(statement) !== "outside") return undefined;
  const at = others.findIndex(({ text }) => text === "EXISTS");
  const name = at < 0 ? undefined : others[at + 1];
  if (!name) return undefined;
  return name.kind === "word"
    ? statement.sql.slice(name.start - statement.start, name.end - statement.start).toLowerCase()
    : name.text;
}

/** What ends a script: a script that ends in ROLLBACK leaves nothing behind. */
export function endsInRollback(statements: readonly Statement[]): boolean {
  const last = statements.at(-1);
  return last !== undefined && /^(?:ROLLBACK|ABORT)\b(?! TO\b)/.test(shapeOf(last));
}

/**
 * The statements of a script without the BEGIN at its start and the COMMIT at its end, where it has both and no others:
 * the runtime brings the transaction.
 */
export function withoutOwnTransaction(statements: readonly Statement[]): readonly Statement[] {
  const [first] = statements;
  const last = statements.at(-1);
  const controls = statements.filter((one) => placeOf(one) === "control");
  if (!first || !last || first === last || controls.length !== 2) return statements;
  const whole =
    /^(?:BEGIN|START TRANSACTION)\b/.test(shapeOf(first)) && /^(?:COMMIT|END)\b/.test(shapeOf(last));
  return whole ? statements.slice(1, -1) : statements;
}
