import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { integrityProblem } from "../../../pipeline/smoke/database/integrity.ts";
import { openPostgres } from "../../../pipeline/smoke/database/postgres.ts";
import { type DatabaseLook, step } from "../../../pipeline/smoke/suite/schema.ts";
import { type PostgresServer, password, startPostgres } from "../../servers/postgres.ts";
import { serve } from "./app.ts";
import { hasty, smokeOf } from "./setting.ts";
import { database } from "./suites.ts";

/** Longer than a busy machine takes: nothing is timed here. */
const patientMs = 60_000;

let server: PostgresServer;
let name: string;
beforeAll(async () => {
  server = await startPostgres();
}, 240_000);
afterAll(() => server?.close());
beforeEach(async () => {
  name = await server.create();
  await change(`
    create table tenants (id int);
    create table visits (id int);
    create table schema_migrations (version text);
    insert into schema_migrations values ('009'), ('015'), ('014');
    create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
    create trigger visits_audit before insert on visits for each row execute function touch();`);
});

async function change(sql: string): Promise<void> {
  const client = await server.connect(name);
  await client.query(sql);
  await client.end();
}

const look = (given: object): DatabaseLook => {
  const { database: parsed } = step.parse({ database: given });
  if (!parsed) throw new Error("The step has no database.");
  return parsed;
};

async function problem(given: object): Promise<string | undefined> {
  const opened = await openPostgres(server.url(name), patientMs);
  try {
    return await integrityProblem(opened, look(given));
  } finally {
    await opened.close();
  }
}

describe("a real database", () => {
  const smoke = async () => {
    const { url, close } = await serve((_, response) =>
      response.end('{"status":"ok","database":"up","stripe":"up"}'),
    );
    const said = await smokeOf({
      url,
      suites: { "database.yaml": database },
      environment: { DATABASE_URL: server.url(name) },
      smokeGroups: ["database", "integrity"],
      world: hasty({ tick: () => 0, openDatabase: (address) => openPostgres(address, patientMs) }),
    });
    await close();
    return said;
  };

  it("passes as a whole", async () => {
    const said = await smoke();
    expect(said.out).toMatch(/^YES/);
    expect(said.code).toBe(0);
  });

  it.each([
    [
      "a wrong version",
      "insert into schema_migrations values ('016')",
      "of version 016, and 015 is expected",
    ],
    ["a missing table", "drop table tenants", "lacks tables: public.tenants"],
    ["a missing function", "drop function touch cascade", "lacks functions: public.touch"],
    [
      "a missing trigger",
      "drop trigger visits_audit on visits",
      "lacks triggers: public.visits.visits_audit",
    ],
    ["a trigger that is off", "alter table visits disable trigger visits_audit", "lacks triggers"],
    ["no version at all", "delete from schema_migrations", "of version none"],
  ])("S002-SMOKE-04: %s fails", async (_, sql, why) => {
    await change(sql);
    const said = await smoke();
    expect(said.code).toBe(1);
    expect(said.out).toContain(why);
    expect(said.out + said.record).not.toContain(password);
  });

  it("knows names without their schema, and triggers by table or schema", async () => {
    expect(
      await problem({ tables: ["tenants"], functions: ["touch"], triggers: ["visits.visits_audit"] }),
    ).toBeUndefined();
    expect(await problem({ tables: ["tenants", "a_table"] })).toBe("the database lacks tables: a_table");
    expect(await problem({ triggers: ["tenants.visits_audit", "no_table.visits_audit"] })).toBe(
      "the database lacks triggers: tenants.visits_audit, no_table.visits_audit",
    );
  });

  it("is only read, whatever the query says", async () => {
    const opened = await openPostgres(server.url(name), patientMs);
    await expect(opened.rows("insert into tenants values (1)", [])).rejects.toThrow(/read-only transaction/);
    await opened.close();
  });

  it("ends a statement that takes too long", async () => {
    const slow = async () => {
      const opened = await openPostgres(server.url(name), 1000);
      await opened.rows("select pg_sleep(60)", []).finally(() => opened.close());
    };
    await expect(slow()).rejects.toThrow(/timeout/);
  });

  it("that is not there is an error without its password", async () => {
    const gone = server.url(name).replace(String(server.port), "1");
    const error = await openPostgres(gone, 500).catch(String);
    expect(error).toContain("ECONNREFUSED");
    expect(error).not.toContain(password);
  });
});
