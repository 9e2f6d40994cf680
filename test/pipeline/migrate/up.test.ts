import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type PostgresServer, password, startPostgres } from "../../servers/postgres.ts";
import { contract } from "../world.ts";
import { migrate, repository, tables } from "./harness.ts";

const development = contract.environments["development"];
if (!development) throw new Error("the contract of the tests has no development");
const onlyTrivial = {
  ...contract,
  environments: {
    ...contract.environments,
    development: { ...development, evidence: { ...development.evidence, migrations: "trivial" as const } },
  },
};

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

const tablesOf = async (name: string) =>
  (
    await ask(
      name,
      "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migrations' ORDER BY 1",
    )
  ).map((row) => Object.values(row ?? {})[0]);

it("S002-MIG-01: applies what is pending in its order, and nothing twice", async () => {
  const { name, environment } = await database();
  const made = repository([
    ["003_third", "ALTER TABLE one ADD COLUMN third int;", "ALTER TABLE one DROP COLUMN third;"],
    ...tables("one", "two"),
  ]);
  const first = await migrate(made, ["up"], environment);
  expect(first).toMatchObject({
    code: 0,
    json: { run: ["001_one", "002_two", "003_third"], schemaBefore: "none" },
  });
  expect(await ask(name, "SELECT version FROM schema_migrations ORDER BY 1")).toEqual(
    ["001", "002", "003"].map((version) => ({ version })),
  );
  expect(await migrate(made, ["up"], environment)).toMatchObject({ code: 0, json: { steps: [] } });
});

it("S002-MIG-02: a migration that fails half way leaves neither schema nor version", async () => {
  const { name, environment } = await database();
  const made = repository([["001_half", "CREATE TABLE half (id int);\nSELECT 1 / 0;", "DROP TABLE half;"]]);
  const answer = await migrate(made, ["up"], environment);
  expect(answer.code).toBe(1);
  expect(answer.json.failure).toContain("001_half.sql, line 2: division by zero (SQLSTATE 22012)");
  expect(answer.json.aftermath).toBe("The database is as it was.");
  expect(await tablesOf(name)).toEqual([]);
  expect(await ask(name, "SELECT * FROM schema_migrations")).toEqual([]);
  expect(await ask(name, "SELECT name, outcome FROM gatehouse.migration_runs")).toEqual([
    { name: "001_half", outcome: "failure" },
  ]);
});

it("S002-MIG-06: when one fails, those of the run before it are undone", async () => {
  const { name, environment } = await database();
  const made = repository([...tables("one", "two"), ["003_bad", "SELECT nothing;", "SELECT 1;"]]);
  const answer = await migrate(made, ["up"], environment);
  expect(answer.code).toBe(1);
  expect(answer.json.aftermath).toBe(
    "001_one, 002_two ran before it and were undone: the database is as it was.",
  );
  expect(
    answer.json.entries.map((one: { name: string; direction: string }) => [one.name, one.direction]),
  ).toEqual([
    ["001_one", "up"],
    ["002_two", "up"],
    ["002_two", "down"],
    ["001_one", "down"],
  ]);
  expect(await tablesOf(name)).toEqual([]);
});

it("keeps what lost data before a failure, and says that only the backup helps", async () => {
  const { name, environment } = await database();
  const up = "-- gatehouse: loses-data until 2999-01-01: rehearsal\nDROP TABLE one;";
  const made = repository([
    ...tables("one"),
    ["002_drop", up, "CREATE TABLE one (id int PRIMARY KEY);"],
    ["003_bad", "SELECT nothing;", "SELECT 1;"],
  ]);
  const backup = made.write("backup.json", JSON.stringify(backupOf(name, null)));
  const answer = await migrate(made, ["up", "--backup", backup], environment);
  expect(answer).toMatchObject({ code: 1 });
  expect(answer.json.aftermath).toContain("002_drop lost data that no undo script brings back");
  expect(await ask(name, "SELECT count(*)::int AS n FROM schema_migrations")).toEqual([{ n: 2 }]);
});

function backupOf(database: string, version: string | null, changes: object = {}) {
  const at = new Date().toISOString();
  return {
    ...{ kind: "backup", environment: "development", database, version, schema: "0".repeat(64) },
    ...{ startedAt: at, endedAt: at, durationSeconds: 0, user: "octocat", file: "backup.dump", bytes: 1 },
    ...{ sha256: "0".repeat(64), location: null, proof: "restore", rows: {}, ...changes },
  };
}

it("a migration that loses data is refused without consent, and without a backup", async () => {
  const { name, environment } = await database();
  const made = repository([
    ...tables("one"),
    ["002_drop", "DROP TABLE one;", "CREATE TABLE one (id int PRIMARY KEY);"],
  ]);
  const refused = await migrate(made, ["up"], environment);
  expect(refused.code).toBe(1);
  expect(refused.json.findings[0].what).toBe(
    "It loses data: it drops a table with its rows. No undo script brings that back.",
  );
  made.write(
    "backend/migrations/002_drop.sql",
    "-- gatehouse: loses-data until 2999-01-01: nobody reads it\nDROP TABLE one;",
  );
  const bare = await migrate(made, ["up"], environment);
  expect(bare.json.refusals).toMatchObject([{ name: "backup" }]);
  expect(bare.json.refusals[0].why).toContain(
    "002_drop loses data, so a backup comes first. There is no backup",
  );
  expect(await tablesOf(name)).toEqual([]);
  made.write(
    "backend/migrations/002_drop.sql",
    "-- gatehouse: loses-data until 2020-01-01: nobody reads it\nDROP TABLE one;",
  );
  const expired = await migrate(made, ["up"], environment);
  expect(expired.json.findings[0].what).toBe("Its consent loses-data ended on 2020-01-01.");
});

it("refuses what was edited after it ran, what is missing, and what comes too late", async () => {
  const { environment } = await database();
  const made = repository(tables("one", "two"));
  expect((await migrate(made, ["up"], environment)).code).toBe(0);
  made.write("backend/migrations/001_one.sql", "CREATE TABLE one (id bigint PRIMARY KEY);");
  const edited = await migrate(made, ["up"], environment);
  expect(edited.code).toBe(1);
  expect(edited.json.findings[0].what).toMatch(
    /^It was edited after it ran \(it ran as [0-9a-f]{12}, it is [0-9a-f]{12}\)\.$/,
  );

  const other = repository(tables("one"));
  const missing = await migrate(other, ["up"], environment);
  expect(missing.json.findings[0].what).toBe("The database has 002_two, and the folder has not.");

  const { environment: late } = await database();
  const second = repository([["002_two", "CREATE TABLE two (id int);", "DROP TABLE two;"]]);
  expect((await migrate(second, ["up"], late)).code).toBe(0);
  const both = repository([...tables("one"), ["002_two", "CREATE TABLE two (id int);", "DROP TABLE two;"]]);
  expect((await migrate(both, ["up"], late)).json.findings[0].what).toBe(
    "It comes too late: the database is at 002 already.",
  );
});

it("S000-MIG-01: the automatic path refuses what is not trivial, and a person confirms it by name", async () => {
  const { name, environment } = await database();
  const made = repository(
    [
      ["001_base", "-- gatehouse: trivial\nCREATE TABLE a (id int);", "DROP TABLE a;"],
      ["002_index", "-- gatehouse: trivial\nCREATE INDEX a_id ON a (id);", "DROP INDEX a_id;"],
    ],
    {},
    onlyTrivial,
  );
  expect(await migrate(made, ["up"], environment)).toMatchObject({ code: 0, json: { risk: "trivial" } });
  made.write("backend/migrations/003_key.sql", "ALTER TABLE a ADD PRIMARY KEY (id);");
  made.write(
    "backend/migrations/rollback/003_key.sql",
    "ALTER TABLE a DROP CONSTRAINT a_pkey; ALTER TABLE a ALTER id DROP NOT NULL;",
  );
  const refused = await migrate(made, ["up"], environment);
  expect(refused).toMatchObject({
    code: 1,
    json: {
      risk: "reversible",
      refusals: [
        { name: "003_key", why: "It is reversible; in development only trivial runs without a person." },
      ],
    },
  });
  expect(await ask(name, "SELECT count(*)::int AS n FROM schema_migrations")).toEqual([{ n: 2 }]);
  expect((await migrate(made, ["up", "--confirm", "002_index"], environment)).code).toBe(1);
  expect((await migrate(made, ["up", "--confirm", "003_key.sql"], environment)).code).toBe(0);
});

it("S001-MIG-04: applies by hand the one file that is named, if it is the next", async () => {
  const { environment } = await database();
  const made = repository(tables("one", "two"));
  const early = await migrate(made, ["up", "--file", "002_two.sql"], environment);
  expect(early).toMatchObject({ code: 2 });
  expect(early.err).toContain("002_two is not the next: 001_one is.");
  expect(await migrate(made, ["up", "--file", "001_one.sql"], environment)).toMatchObject({
    code: 0,
    json: { run: ["001_one"] },
  });
  expect(await migrate(made, ["up", "--file", "001_one.sql"], environment)).toMatchObject({
    code: 0,
    json: { steps: [] },
  });
});

it("S000-MIG-05: a run-once migration is refused a second time, and the attempt is on record", async () => {
  const { name, environment } = await database();
  const made = repository([
    ["001_email_hash", "-- gatehouse: run-once\nCREATE TABLE hashes (id int);", "DROP TABLE hashes;"],
  ]);
  expect((await migrate(made, ["up"], environment)).code).toBe(0);
  const again = await migrate(made, ["up", "--file", "001_email_hash.sql"], environment);
  expect(again).toMatchObject({ code: 1 });
  expect(again.json.title).toContain(
    "001_email_hash is marked run-once and ran before: it never runs again.",
  );
  // Not even after it was undone.
  expect((await migrate(made, ["down", "--to", "000"], environment)).code).toBe(0);
  const undone = await migrate(made, ["up"], environment);
  expect(undone.json.findings[0].what).toBe("It is marked run-once and ran before: it never runs again.");
  expect(await ask(name, "SELECT actor FROM gatehouse.migration_runs WHERE outcome = 'refused'")).toEqual([
    { actor: "octocat" },
    { actor: "octocat" },
  ]);
  expect(await tablesOf(name)).toEqual([]);
});

it("S002-MIG-09: a held lock ends in a clear message within lock_timeout, and nothing is changed", async () => {
  const { name, environment } = await database();
  const made = repository(tables("one"));
  expect((await migrate(made, ["up"], environment)).code).toBe(0);
  made.write("backend/migrations/002_add.sql", "SELECT 1;\nALTER TABLE one ADD COLUMN more int;");
  made.write("backend/migrations/rollback/002_add.sql", "ALTER TABLE one DROP COLUMN more;");
  const holder = await server.connect(name);
  await holder.query("BEGIN");
  await holder.query("INSERT INTO one VALUES (1)");
  const answer = await migrate(made, ["up"], environment);
  await holder.query("LOCK TABLE one IN ACCESS EXCLUSIVE MODE");
  const locked = await migrate(made, ["up"], environment);
  await holder.query("ROLLBACK");
  await holder.end();
  expect(locked).toMatchObject({ code: 1 });
  expect(locked.json.title).toContain("The schema could not be read: another session holds a lock");
  expect(answer.code).toBe(1);
  expect(answer.json.failure).toContain("002_add.sql, line 2: another session holds a lock that it needs");
  expect(answer.json.failure).toContain("did not let go within 1 s (lockTimeoutSeconds)");
  expect(await ask(name, "SELECT version FROM schema_migrations")).toEqual([{ version: "001" }]);
  expect((await migrate(made, ["up"], environment)).code).toBe(0);
});

it("a statement that takes longer than statement_timeout is stopped and named", async () => {
  const { environment } = await database();
  const made = repository([["001_slow", "SELECT 1;\nSELECT pg_sleep(30);", "SELECT 1;"]], {
    statementTimeoutSeconds: 1,
  });
  const answer = await migrate(made, ["up"], environment);
  expect(answer.json.failure).toContain("a statement took longer than 1 s (statementTimeoutSeconds)");
});

it("two runners at once apply once", async () => {
  const { name, environment } = await database();
  const made = repository(
    Array.from({ length: 8 }, (_, index) => [
      `00${index + 1}_step`,
      `SELECT pg_sleep(0.05); CREATE TABLE step_${index} (id int);`,
      `DROP TABLE step_${index};`,
    ]),
  );
  const both = await Promise.all([migrate(made, ["up"], environment), migrate(made, ["up"], environment)]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(both.map(({ json }) => json.steps.length).sort()).toEqual([0, 8]);
  expect(await ask(name, "SELECT count(*)::int AS n FROM gatehouse.migration_runs")).toEqual([{ n: 8 }]);
});

it("a runner that waits in vain names the other one", async () => {
  const { name, environment } = await database();
  const made = repository(tables("one"), { runnerWaitSeconds: 0 });
  const slow = repository([["001_one", "SELECT pg_sleep(3);", "SELECT 1;"]]);
  const first = migrate(slow, ["up"], environment);
  for (let tries = 0; tries < 500; tries++) {
    const held = await ask(name, "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted");
    if (held.length > 0) break;
    await sleep(20);
  }
  const answer = await migrate(made, ["up"], environment);
  expect(answer).toMatchObject({ code: 1 });
  expect(answer.json.title).toMatch(
    /Another runner migrates .*: session \d+ \(gatehouse migrate, since .*\) still held the lock after 0 s/,
  );
  expect((await first).code).toBe(0);
});

it("S002-MIG-11: each run is on record with time, user and duration, and the versions before and after", async () => {
  const { name, environment } = await database();
  const made = repository(tables("one"));
  const { json } = await migrate(made, ["up"], environment);
  expect(json).toMatchObject({
    run: ["001_one"],
    schemaBefore: "none",
    schemaAfter: "001",
    durationSeconds: expect.any(Number),
  });
  expect(json.entries).toMatchObject([
    {
      user: "octocat",
      startedAt: expect.stringMatching(/Z$/),
      durationSeconds: expect.any(Number),
      outcome: "success",
    },
  ]);
  expect(
    await ask(name, "SELECT actor, ended_at >= started_at AS timed FROM gatehouse.migration_runs"),
  ).toEqual([{ actor: "octocat", timed: true }]);
});

it("never prints the database's password, whatever fails", async () => {
  const { name, environment } = await database();
  const made = repository([["001_leak", `SELECT '${password}'::int;`, "SELECT 1;"]]);
  const wrong = server.url(name).replace("//postgres:", "//nobody:");
  const unreachable = server.url(name).replace(String(server.port), "1");
  for (const DATABASE_URL of [
    environment.DATABASE_URL,
    wrong,
    unreachable,
    `mysql://u:${password}@h/d`,
    password,
  ]) {
    const { code, out, err } = await migrate(made, ["up"], { DATABASE_URL });
    expect(code).not.toBe(0);
    expect(out + err).not.toContain(password);
  }
  expect((await migrate(made, ["up"], {})).err).toContain("DATABASE_URL is not set");
  expect((await migrate(made, ["up"], { DATABASE_URL: unreachable })).code).toBe(3);
});

it("adopts a database that was migrated before this runtime came", async () => {
  const { name, environment } = await database();
  await ask(name, "CREATE TABLE schema_migrations (version text PRIMARY KEY)");
  await ask(name, "INSERT INTO schema_migrations VALUES ('001')");
  await ask(name, "CREATE TABLE one (id int PRIMARY KEY)");
  const answer = await migrate(repository(tables("one", "two")), ["up"], environment);
  expect(answer).toMatchObject({ code: 0, json: { run: ["002_two"], schemaBefore: "001" } });
  expect(answer.json.findings[0].what).toContain("ran before this runtime came");
});
