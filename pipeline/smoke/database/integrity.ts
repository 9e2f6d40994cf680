import { readdirSync } from "node:fs";
import type { DatabaseLook } from "../suite/schema.ts";
import type { Database } from "./database.ts";

/** What stands in no catalogue, in one query for each kind; `$1` is a list of names. */
const missingSql = {
  tables: "select name from unnest($1::text[]) as name where to_regclass(name) is null",
  functions:
    "select name from unnest($1::text[]) as name where not exists (select 1 from pg_proc p " +
    "join pg_namespace n on n.oid = p.pronamespace where n.nspname || '.' || p.proname = name " +
    "or (p.proname = name and pg_function_is_visible(p.oid)))",
  // A trigger that is switched off does nothing: it is as good as missing.
  triggers:
    "select name from unnest($1::text[]) as name where not exists (select 1 from pg_trigger t where " +
    "t.tgrelid = to_regclass(regexp_replace(name, '\\.[^.]*$', '')) and " +
    "t.tgname = regexp_replace(name, '^.*\\.', '') and not t.tgisinternal and t.tgenabled <> 'D')",
} as const;

/** Why a schema is not as it must be; undefined where it is. */
export async function integrityProblem(database: Database, look: DatabaseLook): Promise<string | undefined> {
  for (const kind of ["tables", "functions", "triggers"] as const) {
    const wanted = look[kind];
    if (!wanted) continue;
    const missing = (await database.rows(missingSql[kind], [wanted])).map((row) => String(row["name"]));
    if (missing.length > 0) return `the database lacks ${kind}: ${missing.join(", ")}`;
  }
  return look.version ? versionProblem(database, look.version) : undefined;
}

async function versionProblem(
  database: Database,
  { table, column, equals, newestIn }: NonNullable<DatabaseLook["version"]>,
): Promise<string | undefined> {
  const wanted = equals ?? newestVersion(newestIn ?? ".");
  if (wanted === undefined) return `${newestIn} has no migration to expect the version of`;
  // Both are names of letters, digits and points: the suite's format allows no other.
  const quoted = (name: string) =>
    name
      .split(".")
      .map((part) => `"${part}"`)
      .join(".");
  const [row] = await database.rows(
    `select ${quoted(column)}::text as version from ${quoted(table)} order by length(${quoted(column)}::text) desc, 1 desc limit 1`,
    [],
  );
  const found = row?.["version"];
  if (found === wanted) return undefined;
  return `the schema is of version ${found ?? "none"}, and ${wanted} is expected`;
}

/** The highest number that a migration's file begins with: `015` of `015_add_index.sql`. */
export function newestVersion(folder: string): string | undefined {
  const numbers = readdirSync(folder).flatMap((name) => {
    const [number] = /^\d+(?=[_.-].*\.sql$)/.exec(name) ?? [];
    return number === undefined ? [] : [number];
  });
  return numbers.sort((one, other) => one.length - other.length || (one < other ? -1 : 1)).at(-1);
}
