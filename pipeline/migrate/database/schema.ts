import { z } from "zod";
import type { MigrationRules } from "../../contract/migrations.ts";
import type { Database } from "./connection.ts";
import { versionTable } from "./history.ts";
import { withinLimits } from "./limits.ts";
import { type Schema, schemaOf } from "./schema-diff.ts";

const row = z.object({ lines: z.string().nullable() });

/** Between two lines: "unit separator" of ASCII, since definitions have line ends of their own. */
const separator = "\u001f";

/** What belongs to an extension comes with it. */
const own = (catalog: string, oid: string) =>
  `NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = '${catalog}'::regclass AND d.objid = ${oid} AND d.deptype = 'e')`;

/**
 * The schema as Postgres's catalogs have it, in one query: quicker than pg_dump by far, so that it can be taken before
 * and after each migration, within its transaction.
 *
 * Owners, privileges, tablespaces and the order of columns are left out: they differ between servers, or after an undo.
 */
const query = `
WITH spaces AS (SELECT oid, nspname FROM pg_namespace WHERE nspname = ANY ($1)),
relations AS (
  SELECT c.*, format('%I.%I', s.nspname, c.relname) AS named FROM pg_class c JOIN spaces s ON s.oid = c.relnamespace
   WHERE NOT (s.nspname = $2 AND (c.relname = $3 OR c.relname = $3 || '_pkey')) AND c.relkind <> 't' AND ${own("pg_class", "c.oid")}
)
-- As one text: it is taken twice for each migration, and rows cost more than characters.
SELECT string_agg(line, E'\\x1f') AS lines FROM (
SELECT format('schema %I', nspname) AS line FROM spaces
UNION ALL
SELECT format('extension %I %s', extname, extversion) FROM pg_extension e JOIN spaces s ON s.oid = e.extnamespace
UNION ALL
SELECT format('%s %s%s%s%s', CASE relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table' WHEN 'v' THEN 'view'
         WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign table' WHEN 'c' THEN 'type' END, named,
       CASE WHEN relrowsecurity THEN ' row security' END, CASE WHEN relforcerowsecurity THEN ' forced' END,
       CASE WHEN relispartition THEN ' partition ' || pg_get_expr(relpartbound, oid) END)
  FROM relations WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c')
UNION ALL
SELECT format('view %s as %s %s', named, pg_get_viewdef(oid), reloptions) FROM relations WHERE relkind IN ('v', 'm')
UNION ALL
SELECT format('column %s.%I %s%s%s%s%s', r.named, a.attname, format_type(a.atttypid, a.atttypmod),
       CASE WHEN a.attnotnull THEN ' not null' END, ' default ' || pg_get_expr(d.adbin, d.adrelid),
       CASE a.attidentity WHEN 'a' THEN ' identity always' WHEN 'd' THEN ' identity' END,
       CASE a.attgenerated WHEN '' THEN '' ELSE ' generated' END)
  FROM relations r JOIN pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE r.relkind IN ('r', 'p', 'f', 'c')
UNION ALL
SELECT format('index %s%s', pg_get_indexdef(i.indexrelid), CASE WHEN NOT i.indisvalid THEN ' INVALID' END)
  FROM relations r JOIN pg_index i ON i.indrelid = r.oid
UNION ALL
SELECT format('sequence %s %s from %s by %s between %s and %s%s', r.named, format_type(q.seqtypid, NULL), q.seqstart, q.seqincrement,
       q.seqmin, q.seqmax, CASE WHEN q.seqcycle THEN ' cycle' END)
  FROM relations r JOIN pg_sequence q ON q.seqrelid = r.oid
UNION ALL
SELECT format('constraint %I on %s %s', k.conname, coalesce(r.named, k.contypid::regtype::text), pg_get_constraintdef(k.oid))
  FROM pg_constraint k JOIN spaces s ON s.oid = k.connamespace LEFT JOIN relations r ON r.oid = k.conrelid
 WHERE (k.conrelid = 0 OR r.oid IS NOT NULL) AND k.contype <> 'n'
UNION ALL
SELECT format('trigger on %s %s%s', r.named, pg_get_triggerdef(t.oid), CASE WHEN t.tgenabled <> 'O' THEN ' ' || t.tgenabled::text END)
  FROM relations r JOIN pg_trigger t ON t.tgrelid = r.oid WHERE NOT t.tgisinternal
UNION ALL
SELECT format('policy %I on %s %s %s to %s using %s check %s', p.polname, r.named, p.polcmd, p.polpermissive,
       (SELECT string_agg(CASE WHEN o = 0 THEN 'public' ELSE o::regrole::text END, ',' ORDER BY o::regrole::text) FROM unnest(p.polroles) o),
       pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
  FROM relations r JOIN pg_policy p ON p.polrelid = r.oid
UNION ALL
SELECT format('rule on %s %s', r.named, pg_get_ruledef(u.oid)) FROM relations r JOIN pg_rewrite u ON u.ev_class = r.oid
 WHERE u.rulename <> '_RETURN'
UNION ALL
SELECT format('function %s', CASE WHEN f.prokind IN ('f', 'p') THEN pg_get_functiondef(f.oid)
       ELSE format('%I.%I(%s)', s.nspname, f.proname, pg_get_function_arguments(f.oid)) END)
  FROM pg_proc f JOIN spaces s ON s.oid = f.pronamespace WHERE ${own("pg_proc", "f.oid")}
UNION ALL
SELECT format('type %I.%I %s %s', s.nspname, t.typname, t.typtype, coalesce(
       (SELECT string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid),
       format('%s%s%s', format_type(t.typbasetype, t.typtypmod), CASE WHEN t.typnotnull THEN ' not null' END, ' default ' || t.typdefault)))
  FROM pg_type t JOIN spaces s ON s.oid = t.typnamespace WHERE t.typtype IN ('e', 'd', 'r') AND ${own("pg_type", "t.oid")}
UNION ALL
SELECT format('comment on %s %s is %L', r.named, CASE c.objsubid WHEN 0 THEN '' ELSE (SELECT attname FROM pg_attribute WHERE attrelid = r.oid AND attnum = c.objsubid) END, c.description)
  FROM relations r JOIN pg_description c ON c.classoid = 'pg_class'::regclass AND c.objoid = r.oid
) all_lines`;

/**
 * The application's schema now. Within a transaction, names that follow must be qualified: definitions are written with
 * an empty search path, so that every name in them has its schema.
 *
 * @param before SQL that runs first, in the same exchange.
 */
export async function readSchema(database: Database, rules: MigrationRules, before = ""): Promise<Schema> {
  const { schema, name } = versionTable(rules);
  await database.run(`${before}SET search_path TO pg_catalog`);
  const [answer] = await withinLimits(rules, () =>
    database.rows(row, query, [rules.schemas, schema, name], "schema"),
  );
  return schemaOf((answer?.lines ?? "").split(separator).filter(Boolean));
}
