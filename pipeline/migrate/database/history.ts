import { z } from "zod";
import type { MigrationRules } from "../../contract/migrations.ts";
import type { Database } from "./connection.ts";
import type { Diff, Schema } from "./schema-diff.ts";

/** The table that says which versions a database has; applications read it too (S001-MIG-05). */
export function versionTable({ layout, schemas }: MigrationRules): { schema: string; name: string } {
  return {
    schema: layout === "supabase" ? "supabase_migrations" : (schemas[0] ?? "public"),
    name: "schema_migrations",
  };
}

/** What ran, as the database remembers it beside the versions: nothing of it is ever changed. */
const runs = `
CREATE SCHEMA IF NOT EXISTS gatehouse;
CREATE TABLE IF NOT EXISTS gatehouse.migration_runs (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  version text NOT NULL,
  name text NOT NULL,
  direction text NOT NULL,
  outcome text NOT NULL,
  checksum text NOT NULL,
  run_once boolean NOT NULL,
  actor text NOT NULL,
  run text NOT NULL,
  started_at timestamptz NOT NULL,
  ended_at timestamptz NOT NULL,
  schema_before text,
  schema_after text,
  diff jsonb,
  detail text
);
CREATE TABLE IF NOT EXISTS gatehouse.expected_schema (
  singular boolean PRIMARY KEY DEFAULT true CHECK (singular),
  hash text NOT NULL,
  lines text[] NOT NULL
);`;

const applied = z.object({
  version: z.string(),
  checksum: z.string().nullable(),
  name: z.string().nullable(),
  diff: z.object({ added: z.array(z.string()), removed: z.array(z.string()) }).nullable(),
});

/** A version that the database has; what it was before this runtime came has no checksum. */
export type Applied = z.infer<typeof applied>;

export interface History {
  applied: readonly Applied[];
  /** Versions that ran and must not run again, whatever became of them. */
  ranOnce: ReadonlySet<string>;
  /** The schema that the last run left behind; undefined before the first, and where others migrated since. */
  expected: { hash: string; lines: readonly string[] | undefined } | undefined;
}

/** Makes the tables where they are not there. The Supabase CLI makes that of its versions itself. */
export async function prepareHistory(database: Database, rules: MigrationRules): Promise<void> {
  const { schema, name } = versionTable(rules);
  const own =
    rules.layout === "numbered"
      ? `CREATE TABLE IF NOT EXISTS "${schema}".${name} (version text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now());`
      : "";
  await database.run(`SET client_min_messages = warning; ${runs}${own} RESET client_min_messages;`);
}

const present = z.object({ versions: z.string().nullable(), runs: z.string().nullable() });
const once = z.object({ version: z.string() });
const last = z.object({ version: z.string(), direction: z.string(), after: z.string().nullable() });
const expected = z.object({ hash: z.string(), lines: z.array(z.string()) });

/** What the database says of itself; empty where it was never migrated. Nothing is created. */
export async function readHistory(database: Database, rules: MigrationRules): Promise<History> {
  const { schema, name } = versionTable(rules);
  const table = `"${schema}".${name}`;
  const [there] = await database.rows(
    present,
    "SELECT to_regclass($1)::text AS versions, to_regclass('gatehouse.migration_runs')::text AS runs",
    [table],
  );
  const hasRuns = there?.runs != null;
  const lastUp = hasRuns
    ? `LEFT JOIN LATERAL (
         SELECT checksum, name, diff FROM gatehouse.migration_runs r
          WHERE r.version = v.version::text AND direction = 'up' AND outcome = 'success' ORDER BY id DESC LIMIT 1) r ON true`
    : "CROSS JOIN (SELECT NULL::text AS checksum, NULL::text AS name, NULL::jsonb AS diff) r";
  const versions =
    there?.versions == null
      ? []
      : await database.rows(
          applied,
          `SELECT v.version::text AS version, r.checksum, r.name, r.diff FROM ${table} v ${lastUp} ORDER BY v.version::text COLLATE "C"`,
        );
  if (!hasRuns) return { applied: versions, ranOnce: new Set(), expected: undefined };
  const ran = await database.rows(
    once,
    "SELECT DISTINCT version FROM gatehouse.migration_runs WHERE run_once AND direction = 'up' AND outcome = 'success'",
  );
  return {
    applied: versions,
    ranOnce: new Set(ran.map(({ version }) => version)),
    expected: await readExpected(database, versions.at(-1)?.version),
  };
}

/** What the last run left behind. Where others migrated since, nobody knows what to expect. */
async function readExpected(database: Database, head: string | undefined): Promise<History["expected"]> {
  const [latest] = await database.rows(
    last,
    "SELECT version, direction, schema_after AS after FROM gatehouse.migration_runs WHERE outcome = 'success' ORDER BY id DESC LIMIT 1",
  );
  if (!latest?.after) return undefined;
  const isOurs =
    latest.direction === "up" ? latest.version === head : head === undefined || head < latest.version;
  if (!isOurs) return undefined;
  const [left] = await database.rows(
    expected,
    "SELECT hash, lines FROM gatehouse.expected_schema WHERE hash = $1",
    [latest.after],
  );
  // A run that was killed wrote its hash, and not its lines.
  return left ?? { hash: latest.after, lines: undefined };
}

/** One run of one script. */
export interface RunRow {
  version: string;
  name: string;
  direction: "up" | "down";
  outcome: "success" | "failure" | "refused";
  checksum: string;
  runOnce: boolean;
  actor: string;
  /** The job, as `owner/name/runs/1/attempts/1`. */
  run: string;
  startedAt: Date;
  endedAt: Date;
  before?: string;
  after?: string;
  diff?: Diff;
  detail?: string;
}

/**
 * Writes a run down, and with it whether the database now has the version.
 *
 * @param rules of the table of versions; absent for a run that changed nothing.
 */
export async function writeRun(database: Database, row: RunRow, rules?: MigrationRules): Promise<void> {
  const { version, name, direction, outcome, checksum, runOnce, actor, run, startedAt, endedAt } = row;
  // In one statement: each question costs a way to the server and back.
  await database.rows(
    z.unknown(),
    `${rules ? `WITH noted AS (${noting(direction, rules)}) ` : ""}INSERT INTO gatehouse.migration_runs
       (version, name, direction, outcome, checksum, run_once, actor, run, started_at, ended_at, schema_before, schema_after, diff, detail)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      ...[version, name, direction, outcome, checksum, runOnce, actor, run, startedAt, endedAt],
      ...[row.before, row.after, row.diff && JSON.stringify(row.diff), row.detail],
    ],
  );
}

/** The Supabase CLI notes what it applied itself. */
function noting(direction: "up" | "down", rules: MigrationRules): string {
  const { schema, name } = versionTable(rules);
  const table = `"${schema}".${name}`;
  if (direction === "down") return `DELETE FROM ${table} WHERE version::text = $1::text`;
  return rules.layout === "numbered" ? `INSERT INTO ${table} (version) VALUES ($1::text)` : "SELECT 1";
}

/** Remembers the schema after a run, to name what others change in it. */
export async function rememberSchema(database: Database, { hash, lines }: Schema): Promise<void> {
  await database.rows(
    z.unknown(),
    `INSERT INTO gatehouse.expected_schema (hash, lines) VALUES ($1, $2)
     ON CONFLICT (singular) DO UPDATE SET hash = excluded.hash, lines = excluded.lines`,
    [hash, lines],
  );
}
