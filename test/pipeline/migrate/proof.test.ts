import { readFileSync, statSync, truncateSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openBucket } from "../../../platforms/s3/client.ts";
import { type S3Server, startS3 } from "../../../sandbox/aws/moto.ts";
import { credentials } from "../../platforms/s3/buckets.ts";
import { type PostgresServer, startPostgres } from "../../servers/postgres.ts";
import { migrate, type Repository, repository, tables, type Written } from "./harness.ts";

let server: PostgresServer;
let s3: S3Server;
const retention = { mode: "COMPLIANCE", unit: "Days", period: 2557 } as const;
beforeAll(async () => {
  server = await startPostgres();
  s3 = await startS3([
    { name: "app-backups", region: "us-east-1", locked: true, versioning: "Enabled", retention },
  ]);
}, 180_000);
afterAll(async () => {
  await server.close();
  await s3.close();
}, 60_000);

const production = ["--environment", "production"];

async function database() {
  const name = await server.create();
  return {
    name,
    environment: {
      DATABASE_URL: server.url(name),
      GATEHOUSE_POSTGRES_BIN: server.tools,
      BACKUP_BUCKET: "app-backups",
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_ENDPOINT_URL_S3: s3.url,
    },
  };
}

async function ask(name: string, sql: string): Promise<unknown[]> {
  const client = await server.connect(name);
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const scratch = "SELECT datname FROM pg_database WHERE datname LIKE 'gatehouse_scratch%'";

async function certified(made: Repository, environment: Record<string, string>): Promise<string> {
  const file = made.path("certificate.json");
  expect((await migrate(made, ["certify", "--record", file], environment)).code).toBe(0);
  return file;
}

async function backedUp(
  made: Repository,
  environment: Record<string, string>,
  more = ["--upload"],
): Promise<string> {
  const file = made.path("backup.json");
  const answer = await migrate(
    made,
    ["snapshot", ...production, "--output", made.path("backup.dump"), "--record", file, ...more],
    environment,
  );
  expect(answer).toMatchObject({ code: 0 });
  return file;
}

it("S000-MIG-03, S002-MIG-05: production refuses a migration that was not up, down and up again, or was edited since", async () => {
  const { name, environment } = await database();
  const made = repository(tables("one"));
  const backup = await backedUp(made, environment);
  const up = (...more: string[]) =>
    migrate(made, ["up", ...production, "--backup", backup, ...more], environment);
  const bare = await up();
  expect(bare).toMatchObject({ code: 1, json: { refusals: [{ name: "certificate" }] } });
  expect(bare.json.refusals[0].why).toBe("001_one was never up, down and up again on a throw-away database.");
  const certificate = await certified(made, environment);
  made.write("backend/migrations/rollback/001_one.sql", "DROP TABLE IF EXISTS one;");
  expect((await up("--certificate", certificate)).json.refusals[0].why).toBe(
    "001_one was edited after it was certified.",
  );
  await certified(made, environment);
  expect((await up("--certificate", certificate)).code).toBe(0);
  expect(await ask(name, "SELECT version FROM schema_migrations")).toEqual([{ version: "001" }]);
  expect(await ask(name, scratch)).toEqual([]);
});

it("certify stops a migration that cannot be undone, or does another thing the second time", async () => {
  const { environment } = await database();
  const leaves: Written[] = [
    ...tables("one"),
    ["002_two", "CREATE TABLE a (); CREATE TABLE b ();", "DROP TABLE a;"],
  ];
  const undone = await migrate(repository(leaves), ["certify"], environment);
  expect(undone.code).toBe(1);
  expect(undone.json.failure).toMatchObject({
    name: "002_two",
    why: expect.stringContaining(
      "002_two cannot be undone: after its undo script the schema is not what it was before (+ table public.b)",
    ),
  });
  expect(undone.json.migrations).toHaveLength(1);
  const random = "DO $$ BEGIN EXECUTE format('CREATE TABLE t_%s ()', nextval('s')); END $$;";
  const drops =
    "DO $$ DECLARE t text; BEGIN FOR t IN SELECT tablename FROM pg_tables WHERE tablename LIKE 't\\_%' LOOP EXECUTE 'DROP TABLE ' || t; END LOOP; END $$;";
  const other = repository([
    ["001_sequence", "CREATE SEQUENCE s;", "DROP SEQUENCE s;"],
    ["002_random", `-- gatehouse: loses-data until 2999-01-01: rehearsal\n${random}`, drops],
  ]);
  const again = await migrate(other, ["certify"], environment);
  expect(again.json.failure.why).toContain(
    "002_random does not do the same twice (- table public.t_1; + table public.t_2)",
  );
  const broken = await migrate(
    repository([["001_bad", "SELECT nothing;", "SELECT 1;"]]),
    ["certify"],
    environment,
  );
  expect(broken.json.failure.why).toContain('001_bad.sql, line 1: column "nothing" does not exist');
});

it("S002-MIG-03: a migration that leaves another schema than it was certified to is taken back before it is committed", async () => {
  const { name, environment } = await database();
  const made = repository([["001_one", "CREATE TABLE IF NOT EXISTS one (id int);", "DROP TABLE one;"]]);
  const certificate = await certified(made, environment);
  await ask(name, "CREATE TABLE one (id bigint)");
  const answer = await migrate(made, ["up", "--certificate", certificate], environment);
  expect(answer.code).toBe(1);
  expect(answer.json.failure).toContain("001_one leaves another schema than it did when it was certified");
  expect(answer.json.failure).toContain("- column public.one.id integer");
  expect(await ask(name, "SELECT * FROM schema_migrations")).toEqual([]);
});

it("S000-MIG-04, S002-MIG-08, S002-PROD-09: a backup comes first, is kept locked, and is on record", async () => {
  const { environment } = await database();
  const made = repository(tables("one"));
  const certificate = await certified(made, environment);
  const up = (...more: string[]) =>
    migrate(made, ["up", ...production, "--certificate", certificate, ...more], environment);
  expect((await up()).json.refusals).toMatchObject([
    { name: "backup", why: expect.stringContaining("There is no backup") },
  ]);
  const local = await backedUp(made, environment, []);
  expect((await up("--backup", local)).json.refusals[0].why).toContain("not uploaded to the locked bucket");
  const backup = await backedUp(made, environment);
  const record = made.read("backup.json");
  expect(record).toMatchObject({
    location: expect.stringMatching(/^s3:\/\/app-backups\/production\/.*-none-[0-9a-f]{12}\.dump$/),
    entry: { outcome: "success", copy: { sha256: expect.any(String) } },
  });
  const { location }: { location: string } = JSON.parse(readFileSync(backup, "utf8"));
  const bucket = openBucket("app-backups", { region: "us-east-1", credentials, endpoint: s3.url });
  const stored = await bucket.get(location.replace("s3://app-backups/", ""));
  expect(stored?.body.length).toBe(statSync(made.path("backup.dump")).size);
  const years = ((stored?.lockedUntil?.getTime() ?? 0) - Date.now()) / (365.25 * 86_400_000);
  expect(years).toBeGreaterThan(6.99);
  expect((await up("--backup", backup)).code).toBe(0);
  // Of the version before: it does not do for the next migration.
  made.write("backend/migrations/002_two.sql", "CREATE TABLE two ();");
  made.write("backend/migrations/rollback/002_two.sql", "DROP TABLE two;");
  await certified(made, environment);
  expect((await up("--backup", backup)).json.refusals[0].why).toContain(
    "The backup is of version none, and the database is at 001",
  );
});

it("an environment whose settings ask for a backup does not migrate without it", async () => {
  const { name, environment } = await database();
  const demands = { staging: { certified: false, backup: { proof: "read" as const, maxAgeMinutes: 5 } } };
  const made = repository(tables("one"), { environments: demands });
  const staging = ["--environment", "staging"];
  expect((await migrate(made, ["up", ...staging], environment)).json.refusals).toMatchObject([
    { name: "backup" },
  ]);
  const file = made.path("backup.json");
  await migrate(
    made,
    ["snapshot", ...staging, "--output", made.path("b.dump"), "--record", file],
    environment,
  );
  const late = await migrate(made, ["up", ...staging, "--backup", file], environment, {
    now: () => Date.now() + 6 * 60_000,
  });
  expect(late.json.refusals[0].why).toBe("The backup is 6 minutes old; 5 are allowed. Make a new one.");
  const other = await migrate(made, ["up", ...production, "--backup", file], environment);
  expect(other.json.refusals.at(-1).why).toBe(
    `The backup is of staging (${name}), and this is production (${name}).`,
  );
  expect((await migrate(made, ["up", ...staging, "--backup", file], environment)).code).toBe(0);
});

it("a backup that does not restore is no backup: it is refused and removed", async () => {
  const { name, environment } = await database();
  const made = repository(tables("one"));
  await migrate(made, ["up"], environment);
  // A table whose check no longer holds for the rows it has can be copied, and not be restored.
  await ask(name, "CREATE FUNCTION small(int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT true'");
  await ask(name, "CREATE TABLE odd (n int CHECK (public.small(n)))");
  await ask(name, "INSERT INTO odd VALUES (1)");
  await ask(
    name,
    "CREATE OR REPLACE FUNCTION small(int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT false'",
  );
  const output = made.path("backup.dump");
  const answer = await migrate(made, ["snapshot", "--output", output], environment);
  expect(answer.code).toBe(1);
  expect(answer.json.title).toContain(`The backup ${output} does not restore: pg_restore failed`);
  expect(() => statSync(output)).toThrow();
  expect(await ask(name, scratch)).toEqual([]);
});

it("S001-RB-05: restores what was corrupted, all of it or nothing, once a person repeats the database's name", async () => {
  const { name, environment } = await database();
  const made = repository(tables("one"));
  await migrate(made, ["up"], environment);
  await ask(name, "INSERT INTO one SELECT generate_series(1, 1000)");
  const dump = made.path("backup.dump");
  await backedUp(made, environment, []);
  await ask(name, "DELETE FROM one WHERE id > 10");
  const restore = (...more: string[]) => migrate(made, ["restore", "--from", dump, ...more], environment);
  expect((await restore("--confirm", "another")).err).toContain(`names the database "${name}"`);
  expect((await restore("--confirm", name, ...production)).err).toContain(
    "needs --reason TEXT in production",
  );
  const done = await restore("--confirm", name, ...production, "--reason", "INC-7");
  expect(done).toMatchObject({
    code: 0,
    json: { version: "001", rows: { "public.one": 1000 }, reason: "INC-7" },
  });
  expect((await migrate(made, ["verify"], environment)).code).toBe(0);
  // Migrations that came after it are undone first.
  made.write("backend/migrations/002_two.sql", "CREATE TABLE two ();");
  made.write("backend/migrations/rollback/002_two.sql", "DROP TABLE two;");
  await migrate(made, ["up"], environment);
  const newer = await restore("--confirm", name);
  expect(newer.code).toBe(1);
  expect(newer.json.title).toContain("has migrations that the backup does not know (002)");
  expect(newer.json.title).toContain("migrate down --to 001");
  // Half a file is found before anything is dropped.
  truncateSync(dump, Math.floor(statSync(dump).size / 2));
  const half = await restore("--confirm", name);
  expect(half.code).toBe(1);
  expect(half.json.title).toMatch(
    /backup\.dump does not restore: pg_restore failed: .* Nothing was changed\./s,
  );
  expect(await ask(name, "SELECT count(*)::int AS n FROM one")).toEqual([{ n: 1000 }]);
});
