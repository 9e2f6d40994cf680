import type { MigrationConvention, MigrationRules } from "../../contract/migrations.ts";
import type { Finding } from "../failure.ts";
import { type Statement, shapeOf } from "../sql/statements.ts";
import type { Script } from "./script.ts";

type Rule = (script: Script) => { line?: number; what: string; todo: string }[];

/** Warns of each convention that a migration does not keep (S001-MIG-02). */
export function lint(script: Script, { conventions }: MigrationRules): Finding[] {
  return conventions.flatMap((name) =>
    rules[name](script).map((finding) => ({
      file: script.file,
      level: "warning" as const,
      ...finding,
      what: `${name}: ${finding.what}`,
    })),
  );
}

const rules: Record<MigrationConvention, Rule> = {
  header: ({ sql, name }) =>
    sql.split("\n", 1)[0]?.startsWith("--") && sql.split("\n", 1)[0]?.includes(name)
      ? []
      : [
          {
            line: 1,
            what: "The first line does not name the file.",
            todo: `Begin with: -- Migration: ${name}`,
          },
        ],
  "if-not-exists": (script) =>
    tables(script)
      .filter(({ shape }) => !/^CREATE (?:UNLOGGED )?TABLE IF NOT EXISTS\b/.test(shape))
      .map(({ statement }) => ({
        line: statement.line,
        what: "The table is created without IF NOT EXISTS.",
        todo: "Write CREATE TABLE IF NOT EXISTS.",
      })),
  "uuid-key": (script) =>
    tables(script)
      .filter(({ shape }) => !columns(shape).some((column) => isUuidKey(column)))
      .map(({ statement }) => ({
        line: statement.line,
        what: "The table has no UUID primary key that defaults to gen_random_uuid().",
        todo: "Write: id UUID PRIMARY KEY DEFAULT gen_random_uuid()",
      })),
  tenant: (script) =>
    tables(script)
      .filter(({ shape }) => !columns(shape).some((column) => isTenant(column)))
      .map(({ statement }) => ({
        line: statement.line,
        what: "The table has no tenant_id that is not null and references tenants(id).",
        todo: "Write: tenant_id UUID NOT NULL REFERENCES tenants(id)",
      })),
};

function tables({ statements }: Script): { statement: Statement; shape: string }[] {
  return statements
    .map((statement) => ({ statement, shape: shapeOf(statement) }))
    .filter(({ shape }) => /^CREATE (?:UNLOGGED )?TABLE\b.*\(/.test(shape) && !/ PARTITION OF /.test(shape));
}

/** What stands between the commas of a table's outermost parentheses. */
function columns(shape: string): string[] {
  const found: string[] = [];
  let depth = 0;
  let column: string[] = [];
  for (const part of shape.slice(shape.indexOf("(")).split(" ")) {
    if (part === ")") depth--;
    if ((part === "," && depth === 1) || depth === 0) {
      if (column.length > 0) found.push(column.join(" "));
      column = [];
    } else if (depth > 0) column.push(part);
    if (part === "(") depth++;
  }
  return found;
}

function isUuidKey(column: string): boolean {
  return (
    /^\S+ UUID\b/.test(column) &&
    / PRIMARY KEY\b/.test(column) &&
    / DEFAULT (?:PG_CATALOG \. )?GEN_RANDOM_UUID \( \)/.test(column)
  );
}

function isTenant(column: string): boolean {
  return (
    /^"?tenant_id"? UUID\b/i.test(column) &&
    / NOT NULL\b/.test(column) &&
    / REFERENCES (?:PUBLIC \. )?"?tenants"? \( "?id"? \)/i.test(column)
  );
}
