import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "../../../pipeline/smoke/database/database.ts";
import { newestVersion } from "../../../pipeline/smoke/database/integrity.ts";
import { type App, openApp } from "./app.ts";
import { hasty, smokeOf } from "./setting.ts";
import { database } from "./suites.ts";

let app: App;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const address = "postgres://smoke:password-of-the-database@db.example.com/app";

/** A catalogue, as far as the checks ask for it. */
interface Catalogue {
  missing?: Partial<Record<"tables" | "functions" | "triggers", string>>;
  version?: string;
}

function stub({ missing = {}, version = "015" }: Catalogue = {}): Database {
  const kinds = {
    tables: "to_regclass(name) is null",
    functions: "pg_proc",
    triggers: "pg_trigger",
  } as const;
  return {
    async rows(sql) {
      if (sql === "select 1") return [{ "?column?": 1 }];
      for (const kind of ["triggers", "functions", "tables"] as const) {
        if (sql.includes(kinds[kind])) return missing[kind] === undefined ? [] : [{ name: missing[kind] }];
      }
      return [{ version }];
    },
    close: async () => undefined,
  };
}

const smoke = (world: ReturnType<typeof hasty>) =>
  smokeOf({
    url: app.url,
    suites: { "database.yaml": database },
    environment: { DATABASE_URL: address },
    smokeGroups: ["database", "integrity"],
    world,
  });

const withDatabase = (catalogue: Catalogue) => hasty({ openDatabase: async () => stub(catalogue) });

describe("S002-SMOKE-01: the database answers a simple query in less than 2 seconds", () => {
  it("a quick one passes", async () => {
    expect((await smoke(withDatabase({}))).code).toBe(0);
  });

  it("one that has not answered after 2 seconds fails", async () => {
    const world = hasty({ ring: [2000], openDatabase: () => new Promise(() => undefined) });
    const said = await smoke(world);
    expect(said.code).toBe(1);
    expect(said.out).toContain("the database did not answer below 2000 ms");
  });

  it.each([
    [1999, 0],
    [2000, 1],
  ])("after %i ms: exit %i", async (ms, code) => {
    let now = 0;
    const slow: Database = {
      ...stub(),
      async rows(sql) {
        if (sql === "select 1") now += ms;
        return stub().rows(sql, []);
      },
    };
    expect((await smoke(hasty({ tick: () => now, openDatabase: async () => slow }))).code).toBe(code);
  });

  it("one that refuses fails in its own words, without the address", async () => {
    const world = hasty({
      openDatabase: async () => {
        throw new Error(`no route to ${address}`);
      },
    });
    const said = await smoke(world);
    expect(said.code).toBe(1);
    expect(said.out).toContain("the database answers: no route to ***");
    expect(said.out + said.record).not.toContain("password-of-the-database");
  });
});

describe("S002-SMOKE-04: the schema is as it must be", () => {
  it.each<[string, Catalogue, string]>([
    ["a wrong version", { version: "014" }, "the schema is of version 014, and 015 is expected"],
    ["a missing table", { missing: { tables: "public.visits" } }, "the database lacks tables: public.visits"],
    [
      "a missing function",
      { missing: { functions: "public.touch" } },
      "the database lacks functions: public.touch",
    ],
    [
      "a missing trigger",
      { missing: { triggers: "public.visits.visits_audit" } },
      "the database lacks triggers: public.visits.visits_audit",
    ],
  ])("%s fails", async (_, catalogue, why) => {
    const said = await smoke(withDatabase(catalogue));
    expect(said.code).toBe(1);
    expect(said.out).toContain(why);
  });

  it("the expected version is the newest of the folder, whatever the width of its numbers", () => {
    const folder = mkdtempSync(join(tmpdir(), "gatehouse-versions-"));
    for (const name of ["009_a.sql", "015_b.sql", "014_c.down.sql", "README.md", "099.txt"]) {
      writeFileSync(join(folder, name), "");
    }
    expect(newestVersion(folder)).toBe("015");
    writeFileSync(join(folder, "20270101000000_d.sql"), "");
    expect(newestVersion(folder)).toBe("20270101000000");
    rmSync(folder, { recursive: true });
  });
});
