import { afterAll, beforeAll, expect, it } from "vitest";
import type { MigrationRules } from "../../../pipeline/contract/migrations.ts";
import { type PostgresServer, password, startPostgres } from "../../servers/postgres.ts";
import { migrate, repository, rules, type Written } from "./harness.ts";
import { supabaseCli } from "./supabase-cli.ts";

let server: PostgresServer;
let changes: Partial<MigrationRules>;
beforeAll(async () => {
  server = await startPostgres();
  changes = {
    layout: "supabase",
    numbering: "timestamp",
    folder: "supabase/migrations",
    undoFolder: "supabase/rollback",
    supabaseCommand: await supabaseCli(),
  };
}, 300_000);
afterAll(() => server.close(), 60_000);

const written: Written[] = [
  ["20270101000000_one", "CREATE TABLE one (id int); INSERT INTO one VALUES (1);", "DROP TABLE one;"],
  [
    "20270102000000_two",
    "CREATE TABLE two AS SELECT current_setting('lock_timeout') AS lock;",
    "DROP TABLE two;",
  ],
];

it("S002-MIG-13: the Supabase CLI applies, inside this runtime's checks", { timeout: 120_000 }, async () => {
  const name = await server.create();
  const environment = { DATABASE_URL: `${server.url(name)}?sslmode=disable` };
  const made = repository(written, changes);
  const up = await migrate(made, ["up"], environment);
  expect(up).toMatchObject({ code: 0, json: { run: ["20270101000000_one", "20270102000000_two"] } });
  const client = await server.connect(name);
  try {
    const { rows } = await client.query(
      "SELECT version, name FROM supabase_migrations.schema_migrations ORDER BY 1",
    );
    expect(rows).toEqual([
      { version: "20270101000000", name: "one" },
      { version: "20270102000000", name: "two" },
    ]);
    // The limits reach the CLI's own session.
    expect((await client.query("SELECT lock FROM two")).rows).toEqual([
      { lock: `${rules.lockTimeoutSeconds}s` },
    ]);
    expect((await migrate(made, ["verify"], environment)).code).toBe(0);
    expect((await migrate(made, ["down", "--to", "20270101000000"], environment)).code).toBe(0);

    // One that fails half way is undone by Postgres, the one of the run before it by its undo script.
    made.write(
      "supabase/migrations/20270103000000_bad.sql",
      `INSERT INTO one VALUES (2); SELECT '${password}'::int;`,
    );
    made.write("supabase/rollback/20270103000000_bad.sql", "SELECT 1;");
    const bad = await migrate(made, ["up"], environment);
    expect(bad.code).toBe(1);
    expect(bad.json.failure).toContain("the Supabase CLI did not apply it");
    expect(bad.json.aftermath).toContain("20270102000000_two ran before it and were undone");
    expect(bad.out + bad.err).not.toContain(password);
    expect((await client.query("SELECT id FROM one")).rows).toEqual([{ id: 1 }]);
    expect(
      (await client.query("SELECT version FROM supabase_migrations.schema_migrations")).rows,
    ).toHaveLength(1);
  } finally {
    await client.end();
  }
});
