import { afterAll, beforeAll, expect, it } from "vitest";
import { schemaAt } from "../../../pipeline/migrate/commands/record.ts";
import { isSlow, watched } from "../../../pipeline/migrate/run/slow.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { migrate, repository, tables } from "./harness.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 180_000);
afterAll(() => server.close(), 60_000);

async function database() {
  const name = await server.create();
  return { name, environment: { DATABASE_URL: server.url(name) } };
}

async function ask(name: string, sql: string): Promise<unknown[]> {
  const client = await server.connect(name);
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

it("S001-RB-04, S002-OQ-04: an undo runs in one transaction and leaves the schema as it was", async () => {
  const { environment } = await database();
  const made = repository(tables("one", "two"));
  const up = await migrate(made, ["up"], environment);
  const down = await migrate(made, ["down", "--to", "001"], environment);
  expect(down).toMatchObject({
    code: 0,
    json: { run: ["002_two"], schemaBefore: "002", schemaAfter: "001" },
  });
  expect(down.json.schema.after).toBe(up.json.steps[1].before);
  expect(await migrate(made, ["down", "--to", "001"], environment)).toMatchObject({
    code: 0,
    json: { steps: [] },
  });
  const unknown = await migrate(made, ["down", "--to", "7"], environment);
  expect(unknown).toMatchObject({ code: 2 });
});

it("S001-RB-04: an error in the undo script leaves the database unchanged", async () => {
  const { name, environment } = await database();
  const made = repository([["001_one", "CREATE TABLE one (id int);", "DROP TABLE one;\nSELECT nothing;"]]);
  expect((await migrate(made, ["up"], environment)).code).toBe(0);
  const down = await migrate(made, ["down", "--to", "000"], environment);
  expect(down.code).toBe(1);
  expect(down.json.failure).toContain('001_one.sql, line 2: column "nothing" does not exist');
  expect(await ask(name, "SELECT version FROM schema_migrations")).toEqual([{ version: "001" }]);
  expect(await ask(name, "SELECT to_regclass('one')::text AS one")).toEqual([{ one: "one" }]);
});

it("an undo script that does not bring the schema back is stopped, and names what is left", async () => {
  const { environment } = await database();
  const made = repository([
    ["001_two", "CREATE TABLE a (id int); CREATE TABLE b (id int);", "DROP TABLE a;"],
  ]);
  expect((await migrate(made, ["up"], environment)).code).toBe(0);
  const down = await migrate(made, ["down", "--to", "000"], environment);
  expect(down.code).toBe(1);
  expect(down.json.failure).toContain("The undo script of 001_two does not bring the schema back as it was");
  expect(down.json.failure).toContain("table public.b");
});

it("C31: an undo script that ends in ROLLBACK is refused, one that commits is run", async () => {
  const { environment } = await database();
  const made = repository([["001_one", "CREATE TABLE one (id int);", "BEGIN;\nDROP TABLE one;\nROLLBACK;"]]);
  const refused = await migrate(made, ["up"], environment);
  expect(refused.code).toBe(1);
  expect(refused.json.findings[0]).toMatchObject({
    line: 3,
    what: "The undo script ends in ROLLBACK, which takes back all that it did: it undoes nothing.",
  });
  made.write("backend/migrations/rollback/001_one.sql", "BEGIN;\nDROP TABLE one;\nCOMMIT;");
  expect((await migrate(made, ["up"], environment)).code).toBe(0);
  expect((await migrate(made, ["down", "--to", "000"], environment)).code).toBe(0);
});

it("S002-MIG-07: a dry run really executes, tells what would change, and changes nothing", async () => {
  const { name, environment } = await database();
  const made = repository([
    ...tables("one"),
    [
      "002_fill",
      "INSERT INTO one VALUES (1); ALTER TABLE one ADD COLUMN more text;",
      "ALTER TABLE one DROP COLUMN more;",
    ],
  ]);
  const before = await migrate(made, ["plan"], environment);
  const { json, code } = await migrate(made, ["plan", "--dry-run"], environment);
  expect(code).toBe(0);
  expect(json.dryRun).toMatchObject([
    { name: "001_one", outcome: "would-run" },
    { name: "002_fill", outcome: "would-run", diff: { added: ["column public.one.more text"], removed: [] } },
  ]);
  expect(json.head).toBe(null);
  expect(
    await ask(name, "SELECT count(*)::int AS n FROM pg_class WHERE relnamespace = 'public'::regnamespace"),
  ).toEqual([{ n: 0 }]);
  expect((await migrate(made, ["plan"], environment)).json.names).toEqual(before.json.names);
  made.write("backend/migrations/002_fill.sql", "INSERT INTO one VALUES (1), (1);");
  expect((await migrate(made, ["plan", "--dry-run"], environment)).json.dryRun[1]).toMatchObject({
    outcome: "would-fail",
    why: expect.stringContaining("duplicate key value"),
  });
});

it("S002-MIG-03: a schema that somebody changed by other means fails the verification, and is named", async () => {
  const { name, environment } = await database();
  const made = repository(tables("one"));
  expect((await migrate(made, ["verify"], environment)).code).toBe(1);
  await migrate(made, ["up"], environment);
  expect((await migrate(made, ["verify"], environment)).code).toBe(0);
  await ask(name, "CREATE INDEX by_hand ON one (id)");
  const drifted = await migrate(made, ["verify"], environment);
  expect(drifted.code).toBe(1);
  expect(drifted.json.diff.added).toEqual(["index CREATE INDEX by_hand ON public.one USING btree (id)"]);
});

it("S001-MIG-05: a version that is not in schema_migrations fails the verification", async () => {
  const { environment } = await database();
  const made = repository(tables("one"));
  await migrate(made, ["up"], environment);
  expect((await migrate(made, ["verify", "--version", "001"], environment)).code).toBe(0);
  const missing = await migrate(made, ["verify", "--version", "015"], environment);
  expect(missing).toMatchObject({ code: 1, json: { has: false, head: "001" } });
});

it("S002-MIG-12: each run refers to two snapshots, which its record holds, and an undo has a record of its own", async () => {
  const { name, environment } = await database();
  const made = repository(tables("one", "two"));
  const { json } = await migrate(made, ["up", "--record", made.path("run.json")], environment);
  const record = made.read("run.json");
  expect(record).toEqual(json);
  for (const { snapshots } of json.entries) {
    for (const { sha256, location } of [snapshots.before, snapshots.after]) {
      expect(location).toBe(`run.json#${sha256}`);
      expect(schemaAt(json, sha256)?.hash).toBe(sha256);
    }
  }
  expect(schemaAt(json, json.schema.after)?.lines).toContain("table public.two");
  const down = await migrate(made, ["down", "--to", "001", "--record", made.path("undo.json")], environment);
  expect(down.json.entries).toMatchObject([{ name: "002_two", direction: "down", user: "octocat" }]);
  expect(await ask(name, "SELECT name, direction FROM gatehouse.migration_runs ORDER BY id")).toEqual([
    { name: "001_one", direction: "up" },
    { name: "002_two", direction: "up" },
    { name: "002_two", direction: "down" },
  ]);
});

it("S002-MIG-10: 301 seconds are told and 300 are not, while the migration still runs", async () => {
  expect([299_000, 300_000, 300_001, 301_000].map((took) => isSlow(took, 300))).toEqual([
    false,
    false,
    true,
    true,
  ]);
  const told: string[] = [];
  await watched(
    0,
    () => told.push("slow"),
    () => new Promise((done) => setTimeout(done, 30)),
  );
  await watched(
    300,
    () => told.push("never"),
    async () => undefined,
  );
  expect(told).toEqual(["slow"]);

  const { environment } = await database();
  const made = repository([["001_slow", "SELECT pg_sleep(1.5);", "SELECT 1;"]], { alertAfterSeconds: 1 });
  const answer = await migrate(made, ["up"], environment);
  expect(answer.err).toMatch(
    /^::error title=Slow migration::001_slow has been running for more than 1 s on app_\d+, and still runs\.$/m,
  );
  expect(answer.json.steps).toMatchObject([{ slow: true }]);
});

it("statements outside of a transaction go on where a cut off run left an invalid index", async () => {
  const { name, environment } = await database();
  const consent = "-- gatehouse: no-transaction until 2999-01-01: the table is large\n";
  const made = repository([
    ...tables("one"),
    [
      "002_index",
      `${consent}CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS one_more ON one (more);`,
      `${consent}DROP INDEX CONCURRENTLY IF EXISTS one_more;`,
    ],
  ]);
  made.write(
    "backend/migrations/001_one.sql",
    "CREATE TABLE one (id int, more int); INSERT INTO one VALUES (1, 1), (2, 1);",
  );
  const failed = await migrate(made, ["up", "--file", "001_one.sql"], environment);
  expect(failed.code).toBe(0);
  const duplicate = await migrate(made, ["up"], environment);
  expect(duplicate.json.failure).toContain("could not create unique index");
  expect(await ask(name, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'one_more'::regclass")).toEqual([
    { indisvalid: false },
  ]);
  await ask(name, "UPDATE one SET more = id");
  expect(await migrate(made, ["up"], environment)).toMatchObject({ code: 0, json: { run: ["002_index"] } });
  expect(await ask(name, "SELECT indisvalid FROM pg_index WHERE indexrelid = 'one_more'::regclass")).toEqual([
    { indisvalid: true },
  ]);
  expect((await migrate(made, ["down", "--to", "001"], environment)).code).toBe(0);
});
