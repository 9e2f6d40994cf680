import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, it } from "vitest";
import { readMigrations } from "../../../pipeline/facts/migrations.ts";
import { riskOf } from "../../../pipeline/migrate/files/risk.ts";
import { readScript } from "../../../pipeline/migrate/files/script.ts";
import { effectOf } from "../../../pipeline/migrate/sql/effect.ts";
import { statementsOf } from "../../../pipeline/migrate/sql/statements.ts";
import { placeOf } from "../../../pipeline/migrate/sql/transaction.ts";
import { migrate, repository, tables, type Written } from "./harness.ts";

const found = (answer: { json: { findings: { level: string; what: string; line?: number }[] } }) =>
  answer.json.findings.map(
    ({ level, what, line }) => `${level}${line === undefined ? "" : ` ${line}`}: ${what}`,
  );

it("S001-MIG-01, S002-MIG-01: accepts 015_new_feature.sql; refuses no number, a duplicate and a gap", async () => {
  const one = repository([["015_new_feature", "CREATE TABLE a ();", "DROP TABLE a;"]]);
  expect(await migrate(one, ["check"])).toMatchObject({ code: 0, json: { names: ["015_new_feature"] } });
  one.write("backend/migrations/new_feature.sql", "SELECT 1;");
  one.write("backend/migrations/015_again.sql", "SELECT 1;");
  one.write("backend/migrations/017_gap.sql", "SELECT 1;");
  one.write("backend/migrations/rollback/017_gap.sql", "SELECT 1;");
  const answer = await migrate(one, ["check"]);
  expect(answer.code).toBe(1);
  expect(found(answer)).toEqual([
    'refused: The name "new_feature.sql" has no number that says when its turn is.',
    "refused: The number 015 is taken by 015_again.sql.",
    "refused: There is a gap: 016 is missing between 015 and 017.",
  ]);
});

it("S001-MIG-02: warns of each convention that is missing, and of none that is kept", async () => {
  const conventions = ["header", "if-not-exists", "uuid-key", "tenant"] as const;
  const kept = `-- Migration: 001_kept.sql
CREATE TABLE IF NOT EXISTS new_table (
  id UUID PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id UUID NOT NULL REFERENCES tenants(id),
  amount numeric(10, 2)
);`;
  const made = repository(
    [
      ["001_kept", kept, "DROP TABLE new_table;"],
      ["002_bare", "CREATE TABLE bare (id int);", "DROP TABLE bare;"],
    ],
    { conventions: [...conventions] },
  );
  const answer = await migrate(made, ["check"]);
  expect(answer.code).toBe(0);
  expect(found(answer)).toEqual([
    "warning 1: header: The first line does not name the file.",
    "warning 1: if-not-exists: The table is created without IF NOT EXISTS.",
    "warning 1: uuid-key: The table has no UUID primary key that defaults to gen_random_uuid().",
    "warning 1: tenant: The table has no tenant_id that is not null and references tenants(id).",
  ]);
});

it("S000-MIG-02, S002-MIG-04: a migration without an undo script of its number is refused", async () => {
  const made = repository([...tables("one"), ["002_two", "CREATE TABLE two ();"]]);
  const missing = await migrate(made, ["check"]);
  expect(missing.code).toBe(1);
  expect(found(missing)).toEqual(["refused: It cannot be undone: there is no undo script of its number."]);
  made.write("backend/migrations/rollback/002_any_name.sql", "-- nothing yet\n");
  expect(found(await migrate(made, ["check"]))).toEqual([
    "refused: The undo script has no statement: it undoes nothing.",
  ]);
  made.write("backend/migrations/rollback/002_any_name.sql", "DROP TABLE two;");
  made.write("backend/migrations/rollback/003_left.sql", "DROP TABLE three;");
  expect(found(await migrate(made, ["check"]))).toEqual([
    "refused: It undoes a migration that is not there.",
  ]);
});

it("refuses what steers the transaction, cannot run in one without consent, or is no business of a migration", async () => {
  const cases: readonly [string, string][] = [
    ["BEGIN;\nCREATE TABLE a ();", "refused 1: BEGIN steers the transaction, which is the runtime's."],
    [
      "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON a (b);",
      "refused 1: CREATE INDEX CONCURRENTLY cannot run in a transaction: cut off half way, it leaves half behind.",
    ],
    [
      "-- gatehouse: no-transaction until 2999-01-01: large\nCREATE INDEX CONCURRENTLY i ON a (b);",
      "refused 2: CREATE INDEX CONCURRENTLY fails when it runs again after it was cut off.",
    ],
    [
      "-- gatehouse: no-transaction until 2999-01-01: large\nCREATE TABLE a ();",
      "refused 2: It is marked no-transaction, and this statement could run in one.",
    ],
    [
      "ALTER SYSTEM SET work_mem = '1GB';",
      "refused 1: ALTER SYSTEM SET is no business of a migration: it cannot be undone, or it steers the session.",
    ],
    [
      "SET lock_timeout = 0;",
      "refused 1: SET LOCK_TIMEOUT = is no business of a migration: it cannot be undone, or it steers the session.",
    ],
    ["-- gatehouse: trivially\nCREATE TABLE a ();", 'refused 1: The marker "trivially" is none.'],
    [
      "-- gatehouse: trivial\nCREATE TABLE a ();\nDROP VIEW v;",
      "refused 3: It is marked trivial and does more than add: line 3 DROP VIEW.",
    ],
    ["SELECT 1;\n\\connect other", "refused 2: A backslash begins a command of psql, which only psql knows."],
  ];
  for (const [up, finding] of cases) {
    const answer = await migrate(repository([["001_a", up, "SELECT 1;"]]), ["check"]);
    expect([up, answer.code, found(answer)]).toEqual([up, 1, [finding]]);
  }
  const whole: Written = ["001_a", "BEGIN;\nCREATE TABLE a ();\nCOMMIT;", "DROP TABLE a;"];
  expect((await migrate(repository([whole]), ["check"])).code).toBe(0);
});

it("tells what a statement does to what is there", () => {
  const cases: readonly [string, string][] = [
    ["CREATE TABLE a (id int)", "adds"],
    ["ALTER TABLE a ADD COLUMN b int", "adds"],
    ["ALTER TABLE a ADD COLUMN b int NOT NULL DEFAULT 1", "adds"],
    ["ALTER TABLE a ADD COLUMN b int NOT NULL", "changes"],
    ["ALTER TABLE a DROP CONSTRAINT k", "changes"],
    ["ALTER TABLE a ALTER b DROP NOT NULL", "changes"],
    ["ALTER TABLE a RENAME TO b", "changes"],
    ["CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS 'DELETE FROM a'", "changes"],
    ["ALTER TABLE a DROP b", "loses"],
    ['alter table a add c int, drop column if exists "B"', "loses"],
    ["ALTER TABLE a ALTER COLUMN b TYPE int USING b::int", "loses"],
    ["DROP TABLE a", "loses"],
    ["TRUNCATE a", "loses"],
    ["DELETE FROM a", "loses"],
    ["UPDATE a SET b = 1", "loses"],
    ["WITH gone AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM gone", "loses"],
    ["INSERT INTO a VALUES (1) ON CONFLICT (id) DO UPDATE SET b = 2", "loses"],
    ["INSERT INTO a VALUES ('; DROP TABLE a')", "adds"],
    ["DO $$ BEGIN EXECUTE 'DROP TABLE a'; END $$", "loses"],
    ["DO $$ BEGIN PERFORM 1; END $$", "changes"],
  ];
  for (const [sql, effect] of cases) {
    const [statement] = statementsOf(sql);
    expect([sql, statement && effectOf(statement).effect]).toEqual([sql, effect]);
  }
  const fill =
    "ALTER TABLE a ADD COLUMN hash text; UPDATE a SET hash = md5(coalesce(mail, '')) WHERE mail <> '';";
  const up = readScript(fill, "001_a.sql", "001_a.sql");
  const undo = readScript("ALTER TABLE a DROP hash;", "001_a.sql", "001_a.sql");
  expect(riskOf({ version: "001", name: "001_a", up, undo })).toBe("reversible");
  expect(riskOf({ version: "001", name: "001_a", up })).toBe("irreversible");
});

it("cuts scripts as psql does, whatever stands in texts, names, comments and bodies", () => {
  const piece = fc.constantFrom(
    "SELECT 1",
    "SELECT 'a;b''c'",
    "SELECT E'a\\';b'",
    'SELECT 1 AS "a;""b"',
    "DO $x$ BEGIN; END; $$ ; $x$",
    "SELECT 1 /* ; /* ; */ ; */ + 2",
    "SELECT 1 -- ;\n + 2",
    "CREATE RULE r AS ON INSERT TO a DO (SELECT 1; SELECT 2)",
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END",
  );
  const signs = [
    "'",
    '"',
    "$",
    "$$",
    "$a$",
    ";",
    "-",
    "--",
    "/*",
    "*/",
    "(",
    ")",
    "E'",
    "\\",
    "\n",
    " ",
    "é",
    "a1",
    "0x",
  ];
  const sign = fc.constantFrom(...signs, "BEGIN", " ATOMIC ", "CREATE ", "END", "\ud83d");
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const script = pieces.join(";\n");
      expect(statementsOf(script).map(({ sql }) => sql)).toEqual(pieces);
    }),
    { seed: 7, numRuns: 200 },
  );
  fc.assert(
    fc.property(fc.array(sign, { maxLength: 30 }), (signs) => {
      const script = signs.join("");
      let end = 0;
      for (const statement of statementsOf(script)) {
        placeOf(statement);
        expect(statement.start).toBeGreaterThanOrEqual(end);
        expect(script.slice(statement.start, statement.end)).toContain(statement.sql);
        end = statement.end;
      }
    }),
    { seed: 7, numRuns: 300 },
  );
});

it("is said once, and read by the gate: the worst risk and the names", async () => {
  const made = repository(tables("one"));
  await migrate(made, ["check", "--record", made.path("check.json")]);
  expect(readMigrations(made.path("check.json"))).toEqual({
    value: { risk: "reversible", names: ["001_one"] },
  });
});

it("with --base, what was there is not edited, and what is new comes after it", async () => {
  const made = repository(tables("one", "two"));
  const git = (...args: string[]) => {
    const who = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
    return execFileSync("git", [...who, ...args], { cwd: made.root, encoding: "utf8" }).trim();
  };
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "-m", "base");
  const base = git("rev-parse", "HEAD");
  const here = process.cwd();
  process.chdir(made.root);
  try {
    const relative = { ...made, folder: "backend/migrations" };
    made.write("backend/migrations/003_three.sql", "CREATE TABLE three ();");
    made.write("backend/migrations/rollback/003_three.sql", "DROP TABLE three;");
    made.write("backend/migrations/rollback/001_one.sql", "DROP TABLE IF EXISTS one;");
    expect((await migrate(relative, ["check", "--base", base])).code).toBe(0);
    made.write("backend/migrations/001_one.sql", "CREATE TABLE one (id bigint);");
    const edited = await migrate(relative, ["check", "--base", base]);
    expect(found(edited)).toEqual([
      `refused: It is in ${base.slice(0, 12)} already and was edited or removed: it may have run.`,
    ]);
    expect((await migrate(relative, ["check", "--base", "HEAD"])).code).toBe(2);
  } finally {
    process.chdir(here);
  }
});
