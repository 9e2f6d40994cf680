import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { migrate, type Repository, repository } from "./harness.ts";

/** A few in every run; `npm run test:deep` sets it, and every boundary is tried. */
const isDeep = process.env["GATEHOUSE_KILLS"] !== undefined;

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 180_000);
afterAll(() => server.close(), 60_000);

const consent = "-- gatehouse: no-transaction until 2999-01-01: rehearsal\n";

/** Two statements that would show twice, one that cannot run in a transaction, and one after it. */
const written = () =>
  repository([
    ["001_log", "CREATE TABLE log (what text);\nINSERT INTO log VALUES ('one');", "DROP TABLE log;"],
    [
      "002_index",
      `${consent}CREATE INDEX CONCURRENTLY IF NOT EXISTS log_what ON log (what);`,
      `${consent}DROP INDEX CONCURRENTLY IF EXISTS log_what;`,
    ],
    [
      "003_more",
      "INSERT INTO log VALUES ('two');\nALTER TABLE log ADD COLUMN n int;",
      "ALTER TABLE log DROP COLUMN n;",
    ],
  ]);

async function killed(made: Repository, url: string, at: number, when: "before" | "after") {
  const args = ["migrate", "up", "--environment", "development", "--contract", made.path("contract.json")];
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, "runner.ts"), ...args, "--folder", made.folder],
    {
      env: { ...process.env, DATABASE_URL: url, KILL_AT: String(at), KILL_WHEN: when },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const [said, wrong, [, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "exit"),
  ]);
  return { signal, queries: Number(said), wrong };
}

it("SIGKILL at a statement's boundary leaves what the next run goes on from", {
  timeout: isDeep ? 600_000 : 60_000,
}, async () => {
  const made = written();
  const whole = await killed(made, server.url(await server.create()), 0, "before");
  expect(whole).toMatchObject({ signal: null, wrong: "" });
  expect(whole.queries).toBeGreaterThan(30);
  const all = Array.from({ length: whole.queries }, (_, index) => index + 1);
  const few = [0.4, 0.7, 0.95].map((share) => Math.floor(whole.queries * share));
  for (const at of isDeep ? all : few) {
    for (const when of ["before", "after"] as const) {
      const name = await server.create();
      const url = server.url(name);
      expect(await killed(made, url, at, when)).toMatchObject({ signal: "SIGKILL" });
      const next = await migrate(made, ["up"], { DATABASE_URL: url });
      expect([at, when, next.code, next.err]).toEqual([at, when, 0, ""]);
      expect((await migrate(made, ["verify"], { DATABASE_URL: url })).code).toBe(0);
      const client = await server.connect(name);
      const { rows } = await client.query("SELECT string_agg(what, ' ' ORDER BY what) AS log FROM log");
      const { rows: versions } = await client.query(
        "SELECT version, (SELECT count(*)::int FROM gatehouse.migration_runs r WHERE r.version = v.version) AS runs FROM schema_migrations v ORDER BY 1",
      );
      await client.end();
      expect([at, when, rows]).toEqual([at, when, [{ log: "one two" }]]);
      expect(versions).toEqual(["001", "002", "003"].map((version) => ({ version, runs: 1 })));
    }
  }
});
