import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Database } from "../../../pipeline/smoke/database/database.ts";
import type { Said } from "../cli/ask.ts";
import { release } from "../world.ts";
import { type App, type Misbehaviour, openApp, password } from "./app.ts";
import { type Asked, backend, hasty, smokeOf } from "./setting.ts";
import { api, database } from "./suites.ts";

let app: App;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

const smoke = (asked: Partial<Asked> = {}) =>
  smokeOf({ url: app.url, suites: { "api.yaml": api }, ...asked });

const goes = (on: string, as: Misbehaviour, times?: number) =>
  app.wrong.set(on, { as, ...(times === undefined ? {} : { times }) });

const recorded = z.object({
  verdict: z.string(),
  sha: z.string(),
  mark: z.string(),
  checks: z.array(z.object({ name: z.string(), outcome: z.string(), detail: z.string() })),
});
const recordOf = ({ record = "" }: Said) => recorded.parse(JSON.parse(record));

/** The names of the checks that did not pass. */
const badOf = (said: Said) =>
  recordOf(said).checks.flatMap(({ name, outcome }) => (outcome === "pass" ? [] : [name]));

const detailOf = (said: Said, check: string) =>
  recordOf(said).checks.find(({ name }) => name.includes(check))?.detail;

/** A database in memory; `rows` answers by the beginning of the statement. */
const fakeDatabase = (
  rows: (sql: string, parameters: readonly unknown[]) => Record<string, unknown>[],
): Database => ({
  rows: async (sql, parameters) => rows(sql, parameters),
  close: async () => undefined,
});

describe("a release that works", () => {
  it("passes every check, and says so to people, machines and the ledger", async () => {
    const said = await smoke();
    expect(said.err).toBe("");
    expect(said.code).toBe(0);
    expect(said.out).toMatch(/^YES: production works: 10 of 10 checks passed/);
    expect(said.summary).toContain("✅");
    const { verdict, sha, mark, checks } = recordOf(said);
    expect({ verdict, sha }).toEqual({ verdict: "pass", sha: release });
    expect(mark).toMatch(/^gatehouse-smoke-local-[0-9a-f]{8}$/);
    expect(checks.map(({ name }) => name)).toContain("gateway: Gateway prefix (backlog)");
  });

  it("gets requests that are marked, and keeps nothing of what was written", async () => {
    const said = await smoke();
    const { mark } = recordOf(said);
    expect(new Set(app.marks)).toEqual(new Set([mark]));
    expect(app.entries.size).toBe(0);
    expect(app.audit.size).toBe(2);
  });

  it("is asked for many things at once only at the end, so that no limit meets the other checks", async () => {
    await smoke();
    const first = app.asked.indexOf("GET /limited");
    expect(app.asked.slice(first)).toEqual(Array.from({ length: 40 }, () => "GET /limited"));
  });

  it("shows no secret anywhere", async () => {
    goes("POST /auth/login", { status: 500 });
    const said = await smoke({ args: ["--json"] });
    expect(said.out + said.summary + said.record).not.toContain(password);
  });
});

describe("health comes from the contract", () => {
  it.each<[string, Misbehaviour, RegExp]>([
    ["a wrong status", { status: 503 }, /answered 503, not 200/],
    ["a cut connection", "cuts", /the connection ended/],
    ["half an answer", "half", /the connection ended/],
    ["a redirect in a circle", "loops", /a redirect in a circle/],
    ["other words", { status: 200, body: { status: "starting" } }, /says "starting" at \/status, not "ok"/],
  ])("S000-SMOKE-01: %s at /health fails the smoke test", async (_, as, why) => {
    goes("GET /health", as);
    app.wrong.set("GET /health/deep", { as: { status: 200, body: { database: "up", stripe: "up" } } });
    const said = await smoke();
    expect(said.code).toBe(1);
    expect(app.asked).toContain("GET /health");
    expect(detailOf(said, "backend: health")).toMatch(why);
  });

  it("S000-SMOKE-02: a failing /health/deep fails the smoke test", async () => {
    goes("GET /health/deep", { status: 200, body: { database: "down", stripe: "up" } });
    const said = await smoke();
    expect(app.asked).toContain("GET /health/deep");
    expect(said.code).toBe(1);
    expect(badOf(said)).toEqual(["health: backend: deep health"]);
  });

  it.each(["GET /api/health/db", "GET /api/health/"])(
    "S000-STG-05: staging asks /api/health/ and /api/health/db, and fails when %s fails",
    async (on) => {
      const services = {
        backend: {
          ...backend,
          health: { name: "health", path: "/api/health/" },
          deep: { name: "database", path: "/api/health/db" },
        },
      };
      // The stub has neither path of its own: both answer by what is set here.
      goes("GET /api/health/db", { status: on.endsWith("db") ? 500 : 200 });
      goes("GET /api/health/", { status: on.endsWith("db") ? 200 : 500 });
      const said = await smoke({ services, name: "staging" });
      expect(app.asked).toEqual(expect.arrayContaining(["GET /api/health/", "GET /api/health/db"]));
      expect(said.code).toBe(1);
      expect(badOf(said)).toHaveLength(1);
    },
  );

  it("S000-STG-06: functional probes run after the health calls, and a failing one fails the check", async () => {
    const services = {
      backend: { ...backend, probes: [{ name: "projects", path: "/api/v1/projects" }] },
    };
    const good = await smoke({ services });
    expect(good.code).toBe(0);
    expect(app.asked.indexOf("GET /api/v1/projects")).toBeGreaterThan(app.asked.indexOf("GET /health/deep"));
    goes("GET /api/v1/projects", { status: 500 });
    const bad = await smoke({ services });
    expect(bad.code).toBe(1);
    expect(badOf(bad)).toContain("health: backend: projects");
  });

  it("/api/health is asked at the service's own address, whatever its host", async () => {
    const services = { backend: { ...backend, health: { name: "health", path: "/api/health" } } };
    goes("GET /api/health", { status: 200 });
    expect((await smoke({ services })).code).toBe(0);
    expect(app.asked).toContain("GET /api/health");
  });

  it("the frontend's own page must answer with success", async () => {
    const frontend = {
      kind: "frontend" as const,
      platform: "vercel",
      address: "FRONTEND_URL",
      health: { name: "page", path: "/" },
      probes: [],
    };
    goes("GET /", { status: 404 });
    const said = await smoke({
      services: { backend, frontend },
      environment: { FRONTEND_URL: app.url },
    });
    expect(said.code).toBe(1);
    expect(badOf(said)).toContain("health: frontend: page");
  });
});

describe("each check fails on its own", () => {
  it.each<[string, Misbehaviour, string[]]>([
    [
      "POST /auth/login",
      { status: 500 },
      ["api: Login with valid credentials", "api: A wrong password is refused"],
    ],
    ["PUT /diary/", { status: 500 }, ["api: Create, read, update, delete"]],
    ["DELETE /diary/", "forgets", ["api: Create, read, update, delete"]],
  ])("S002-SMOKE-02: %s misbehaves (%j)", async (on, as, names) => {
    goes(on, as);
    const said = await smoke();
    expect(said.code).toBe(1);
    expect(badOf(said)).toEqual(expect.arrayContaining(names));
    if (on !== "POST /auth/login") expect(badOf(said)).toEqual(names);
  });

  it("S002-SMOKE-02: a health endpoint that does not answer 200 fails alone", async () => {
    goes("GET /health", { status: 204 });
    app.wrong.set("GET /health/deep", { as: { status: 200, body: { database: "up", stripe: "up" } } });
    expect(badOf(await smoke())).toEqual(["health: backend: health"]);
  });

  it("S002-SMOKE-03: the third check looks for the audit record of the entry just made", async () => {
    goes("POST /diary", "forgets");
    const said = await smoke();
    expect(badOf(said)).toEqual(["features: A diary entry leaves an audit record"]);
    expect(detailOf(said, "audit record")).toMatch(/^its audit record: answered 404/);
    expect(app.entries.size).toBe(0);
  });

  it("an open door fails: what must be refused and is not", async () => {
    goes("GET /diary/1", { status: 200 });
    expect(badOf(await smoke())).toEqual(["security: Without a token nothing is shown"]);
  });

  it("a missing limit fails: no request of many is refused", async () => {
    goes("GET /limited", { status: 200 });
    const said = await smoke();
    expect(badOf(said)).toEqual(["security: Too many requests are refused"]);
    expect(detailOf(said, "Too many")).toMatch(/none of 40 answers/);
  });
});

describe("tries", () => {
  it("what reads is tried again, later each time, and the report says so", async () => {
    const waits: number[] = [];
    goes("GET /health/deep", { status: 503 }, 2);
    const said = await smoke({ world: hasty({ waits }) });
    expect(said.code).toBe(0);
    expect(said.out).toContain("It took 3 tries");
    expect(waits).toEqual([500, 1000]);
  });

  it("a service that asks to wait is waited for", async () => {
    const waits: number[] = [];
    goes("GET /health/deep", { status: 503, headers: { "retry-after": "3" } }, 1);
    await smoke({ world: hasty({ waits }) });
    expect(waits).toEqual([3000]);
  });

  it("what writes is not repeated: it may have been done", async () => {
    goes("POST /diary", "cuts");
    const said = await smoke();
    expect(said.code).toBe(1);
    expect(app.asked.filter((line) => line === "POST /diary")).toHaveLength(2);
    expect(detailOf(said, "Create")).toMatch(
      /could not be tried.*What is left carries the mark gatehouse-smoke/,
    );
  });
});

describe("what it writes is removed", () => {
  it("also when a step in between fails", async () => {
    goes("PUT /diary/", { status: 500 });
    const said = await smoke();
    expect(badOf(said)).toEqual(["api: Create, read, update, delete"]);
    expect(app.entries.size).toBe(0);
  });

  it("and a clean-up that fails is a failure, with the mark of what is left", async () => {
    goes("DELETE /diary/", { status: 500 });
    const said = await smoke();
    expect(badOf(said)).toContain("features: A diary entry leaves an audit record");
    expect(detailOf(said, "audit record")).toContain(recordOf(said).mark);
  });
});

describe("no group is left out silently", () => {
  const groups = ["database", "api", "features", "integrity"];
  const good = fakeDatabase((sql) =>
    sql.includes("version") ? [{ version: "015" }] : sql === "select 1" ? [{}] : [],
  );
  const world = hasty({ openDatabase: async () => good });

  it("all four groups run and stand in the report", async () => {
    const said = await smoke({
      suites: { "api.yaml": api, "database.yaml": database },
      smokeGroups: groups,
      environment: { DATABASE_URL: "postgres://smoke" },
      world,
    });
    expect(said.code).toBe(0);
    expect(said.out).toMatch(
      /Groups that ran: api, database, features, gateway, health, integrity, security\./,
    );
  });

  it("a group without a check is a no", async () => {
    const said = await smoke({ smokeGroups: groups });
    expect(said.code).toBe(1);
    expect(said.out).toMatch(/NO.*\n.*\n.*no +database.*No check of this group ran/);
  });

  it("a check that an environment leaves out is named, and its group is missed", async () => {
    const only = database.replaceAll("    group:", "    environments: [staging]\n    group:");
    const said = await smoke({ suites: { "api.yaml": api, "database.yaml": only } });
    expect(said.code).toBe(1);
    expect(said.out).toMatch(
      /Not run: The database answers \(database\), because .* runs it in staging only\./,
    );
  });

  it("a missing secret is inconclusive, names the variable, and opens nothing", async () => {
    const said = await smoke({ environment: { SMOKE_PASSWORD: "" } });
    expect(said.code).toBe(3);
    expect(said.out).toContain("SMOKE_PASSWORD is not set in this job");
  });
});

describe("limits", () => {
  it("S002-SMOKE-06: stops and fails at 180 seconds, whatever hangs", async () => {
    goes("GET /api/v1/", "hangs");
    const never = async () => new Promise<never>(() => undefined);
    const said = await smoke({
      suites: { "api.yaml": api, "database.yaml": database },
      environment: { DATABASE_URL: "postgres://smoke" },
      world: hasty({ ring: [165_000, 180_000], openDatabase: never }),
    });
    expect(said.code).toBe(1);
    expect(detailOf(said, "The database answers")).toMatch(/did not finish (within 180 s|in time)/);
  });

  it("S002-SMOKE-06: what was made is removed in the time that is kept for it", async () => {
    goes("PUT /diary/", "hangs");
    const said = await smoke({ world: hasty({ ring: [165_000] }) });
    expect(said.code).toBe(1);
    expect(app.entries.size).toBe(0);
  });
});

describe("results for machines", () => {
  it("are written as JUnit's XML", async () => {
    const file = join(tmpdir(), `gatehouse-junit-${process.pid}.xml`);
    goes("GET /diary/1", { status: 200 });
    await smoke({ args: ["--junit", file], smokeGroups: ["database"] });
    const xml = readFileSync(file, "utf8");
    rmSync(file);
    expect(xml).toContain(
      '<testsuite name="production.security" tests="2" failures="1" errors="0" skipped="0">',
    );
    expect(xml).toContain('<failure message="GET /diary/1: answered 200, not 401."/>');
    expect(xml).toContain('<failure message="no check of this group ran"/>');
  });
});

describe("wrong use", () => {
  it.each<[string, Partial<Asked>, RegExp]>([
    ["no services", { services: {} }, /has no services for production/],
    ["no address", { environment: { BACKEND_URL: "" } }, /BACKEND_URL is not set/],
    ["an address that is none", { environment: { BACKEND_URL: "ftp://x" } }, /no http or https address/],
    ["another service", { args: ["--service", "api"] }, /no service "api". Allowed: backend/],
    ["no suite", { suites: {} }, /has no suite/],
    [
      "a suite of another service",
      { suites: { "a.yaml": api.replace("service: backend", "service: gateway") } },
      /of the service gateway/,
    ],
  ])("%s", async (_, asked, why) => {
    const said = await smoke(asked);
    expect(said.err).toMatch(why);
    expect(said.code).toBe(2);
  });
});
