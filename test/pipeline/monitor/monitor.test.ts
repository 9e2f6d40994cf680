import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Contract } from "../../../pipeline/contract/contract.ts";
import type { ServiceRules } from "../../../pipeline/contract/services.ts";
import { type MonitorRules, usualMonitor, usualThirdParties } from "../../../pipeline/contract/watch.ts";
import type { Finding } from "../../../pipeline/monitor/finding.ts";
import { monitorCommand } from "../../../pipeline/monitor/index.ts";
import { looksOf, type MonitorWorld } from "../../../pipeline/monitor/looks.ts";
import { askHttp } from "../../../platforms/http/ask.ts";
import { ask } from "../cli/ask.ts";
import { type App, type Misbehaviour, openApp } from "../smoke/app.ts";
import { backend } from "../smoke/setting.ts";
import { type Got, openStub, type Stub } from "../watch/services.ts";
import { monday, ruled } from "../world.ts";

let app: App;
let others: Stub;
let folder: string;
/** What others answer, by the end of the path: status pages, GitHub, Vercel. */
let said: Record<string, { status?: number; document?: unknown }>;

const now = Date.parse(monday);
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString();

beforeEach(async () => {
  [app, folder] = [await openApp(), mkdtempSync(join(tmpdir(), "gatehouse-monitor-"))];
  said = {};
  others = await openStub(({ url }: Got) => {
    const found = Object.entries(said).find(([path]) => url.pathname.endsWith(path));
    return found?.[1] ?? { status: 404, document: { message: "Not Found" } };
  });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all([app.close(), others.close()]);
  rmSync(folder, { recursive: true });
});

const rules: MonitorRules = {
  checks: ["availability"],
  samples: 100,
  tries: 2,
  errorRatePercent: 5,
  cpuPercent: 80,
  memoryPercent: 85,
  certificateDays: 21,
  securityAlerts: [],
  thirdParties: [],
  schedules: [],
  mutes: [],
};

const frontend: ServiceRules = {
  kind: "frontend",
  platform: "vercel",
  address: "FRONTEND_URL",
  health: { name: "page", path: "/health" },
  probes: [],
};

interface Asked {
  rules?: Partial<MonitorRules>;
  services?: Record<string, ServiceRules>;
  contract?: Partial<Contract>;
  environment?: Record<string, string>;
  args?: string[];
  name?: string;
  world?: Partial<MonitorWorld>;
}

const realish: MonitorWorld = {
  ask: askHttp,
  readCertificate: async () => ({ validTo: now + 90 * 86_400_000, refused: undefined }),
  resolveName: async () => ({ resolved: ["192.0.2.1"] }),
  openDatabase: async () => ({ rows: async () => [{}], close: async () => undefined }),
  tick: () => 0,
};

async function monitor(asked: Asked = {}) {
  const name = asked.name ?? "production";
  const result = await ask(
    ["monitor", "--environment", name, "--record", "{record}", ...(asked.args ?? [])],
    {
      contract: {
        ...ruled({ services: asked.services ?? { backend }, monitor: { ...rules, ...asked.rules } }, name),
        ...asked.contract,
      },
      environment: {
        BACKEND_URL: app.url,
        FRONTEND_URL: app.url,
        GITHUB_API_URL: others.url,
        GITHUB_TOKEN: "token-of-the-job-itself",
        ...asked.environment,
      },
      commands: [monitorCommand({ ...realish, ...asked.world })],
    },
  );
  const record: { findings?: Finding[] } = JSON.parse(result.record ?? "{}");
  const findings = record.findings ?? [];
  return { ...result, findings, found: (part: string) => findings.find(({ id }) => id.includes(part)) };
}

const goes = (on: string, as: Misbehaviour, times?: number) =>
  app.wrong.set(on, { as, ...(times === undefined ? {} : { times }) });

describe("a pass", () => {
  it("says that all is well, and what it looked at", async () => {
    const { code, out } = await monitor();
    expect(code).toBe(0);
    expect(out).toMatch(/^YES: production is well: 1 looks, 0 findings\./);
    expect(out).toContain("availability/backend");
  });

  it("finds a service that does not answer, after as many tries as the contract has", async () => {
    goes("GET /health", "cuts");
    const { code, found } = await monitor();
    expect(code).toBe(1);
    expect(found("availability/backend")?.why).toMatch(/the connection ended.*2 tries\.$/);
    expect(app.asked.filter((line) => line === "GET /health")).toHaveLength(2);
    app.wrong.clear();
    goes("GET /health", "cuts", 1);
    expect((await monitor()).code).toBe(0);
  });

  it("names the same trouble alike in every pass, so that it stays one incident", async () => {
    goes("GET /health", { status: 500 });
    const [first, second] = [await monitor(), await monitor()];
    expect(first.findings.map(({ id }) => id)).toEqual(["production/availability/backend"]);
    expect(second.findings).toEqual(first.findings);
  });

  it("asks every probe with --detailed, and health alone without", async () => {
    goes("GET /health/deep", { status: 200, body: { database: "up", stripe: "down" } });
    expect((await monitor()).code).toBe(0);
    const detailed = await monitor({ args: ["--detailed"] });
    expect(detailed.code).toBe(1);
    expect(detailed.found("deep health")?.why).toContain('says "down" at /stripe, not "up"');
  });

  it("/api/health fails when it reports the database or an external API as down", async () => {
    const health = { name: "health", path: "/api/health", json: { "/database": "up", "/stripe": "up" } };
    const services = { backend: { ...backend, health } };
    const says = async (database: string, stripe: string) => {
      goes("GET /api/health", { status: 200, body: { database, stripe } });
      return (await monitor({ services })).code;
    };
    expect(await says("up", "up")).toBe(0);
    expect(await says("down", "up")).toBe(1);
    expect(await says("up", "down")).toBe(1);
  });

  it("is no pass where nothing was looked at", async () => {
    expect((await monitor({ rules: { checks: ["third-parties"] } })).code).toBe(3);
  });
});

describe("what is looked at", () => {
  const looks = (checks: MonitorRules["checks"]) =>
    looksOf(
      {
        contract: { ...ruled({}), objectives: { healthP99: 1000, frontendP90: 3000 } },
        environment: "production",
        rules: { ...rules, checks },
        targets: [
          { name: "backend", rules: backend, address: app.url },
          { name: "frontend", rules: frontend, address: app.url },
        ],
        detailed: false,
      },
      { environment: {}, now: () => now },
      realish,
    ).map(({ check, subject }) => `${check} ${subject}`);

  it("S004-MON-02: production has three kinds of look for each service, staging availability alone", () => {
    const kinds = (tier: "production" | "staging") =>
      looks(usualMonitor(tier).checks).filter((look) =>
        /^(availability|response-times|error-rates) /.test(look),
      );
    expect(kinds("production").sort()).toEqual([
      "availability backend",
      "availability frontend",
      "error-rates backend",
      "error-rates frontend",
      "response-times backend",
      "response-times frontend",
    ]);
    expect(looks(usualMonitor("staging").checks).sort()).toEqual([
      "availability backend",
      "availability frontend",
    ]);
  });
});

describe("service levels", () => {
  const contract = { objectives: { healthP99: 1000, apiP95: 2000, frontendP90: 3000 } };
  const took = (ms: number): Partial<MonitorWorld> => ({
    ask: async (one) => ({ ...(await askHttp(one)), ms }),
  });

  it.each([
    ["S004-SLA-01", { backend }, "response-times/backend/health", 1000],
    [
      "S004-SLA-02",
      { backend: { ...backend, probes: [{ name: "projects", path: "/api/v1/projects" }] } },
      "response-times/backend/api",
      2000,
    ],
    ["S004-SLA-03", { frontend }, "response-times/frontend/frontend", 3000],
  ])(
    "S004-MON-03, %s: a slow answer yields an entry with measured value and limit",
    async (_, services, id, limit) => {
      const checks = { checks: ["response-times" as const] };
      const slow = await monitor({ rules: checks, contract, services, world: took(limit) });
      expect(slow.found(id)).toMatchObject({ verdict: "no", measured: limit, limit, unit: "ms" });
      const quick = await monitor({ rules: checks, contract, services, world: took(limit - 1) });
      expect(quick.found(id)).toMatchObject({ verdict: "yes", measured: limit - 1 });
    },
  );

  it("S004-MON-03: failing answers yield an entry with measured value and limit", async () => {
    const checks = { checks: ["error-rates" as const] };
    goes("GET /health", { status: 500 }, 5);
    expect((await monitor({ rules: checks })).found("error-rates/backend")).toMatchObject({
      verdict: "no",
      measured: 5,
      limit: 5,
      unit: "percent",
    });
    app.wrong.clear();
    goes("GET /health", { status: 500 }, 4);
    expect((await monitor({ rules: checks })).found("error-rates/backend")).toMatchObject({
      verdict: "yes",
      measured: 4,
    });
  });

  it("too few answers for a percentile could not be told", async () => {
    const few = await monitor({ rules: { checks: ["response-times"], samples: 99 }, contract });
    expect(few.code).toBe(3);
    expect(few.out).toContain("the 99th percentile needs 100");
  });
});

describe("third parties", () => {
  const parties = (): Partial<Contract> => ({
    thirdParties: Object.fromEntries(
      Object.entries(usualThirdParties).map(([name, { format }]) => [
        name,
        { format, status: `${others.url}/${name.toLowerCase()}.json` },
      ]),
    ),
  });
  const asked = () => ({
    rules: { checks: ["third-parties" as const], thirdParties: ["Stripe", "Twilio", "Clerk"] },
    contract: parties(),
  });
  const page = (indicator: string) => ({ document: { status: { indicator, description: "as it is" } } });

  it("are well, a little less, or down, each in its own words", async () => {
    said = {
      "stripe.json": { document: { largestatus: "up", message: "All is up" } },
      "twilio.json": page("none"),
      "clerk.json": page("minor"),
    };
    expect((await monitor(asked())).code).toBe(0);
    said["twilio.json"] = page("critical");
    said["stripe.json"] = { document: { largestatus: "down", message: "" } };
    const { code, findings } = await monitor(asked());
    expect(code).toBe(1);
    expect(findings.filter(({ verdict }) => verdict === "no").map(({ subject }) => subject)).toEqual([
      "Stripe",
      "Twilio",
    ]);
  });

  it("that cannot be asked, or answer what is no status page, could not be told", async () => {
    said = { "stripe.json": { status: 500 }, "twilio.json": { document: {} } };
    const { code, findings } = await monitor(asked());
    expect(code).toBe(3);
    expect(findings.map(({ verdict }) => verdict)).toEqual(["unknown", "unknown", "unknown"]);
  });

  it("are named as their pages are known", () => {
    expect(Object.keys(usualThirdParties)).toEqual(["Stripe", "Twilio", "Clerk"]);
  });
});

describe("the site's deployment on Vercel", () => {
  const asked = {
    rules: { checks: ["availability" as const, "deployments" as const] },
    services: { frontend },
  };
  const environment = () => ({
    VERCEL_API_URL: others.url,
    VERCEL_TOKEN: "token-of-vercel",
    VERCEL_PROJECT_ID: "prj_1",
    VERCEL_ORG_ID: "team_1",
  });
  const is = (readyState: string, minutes = 5) => ({
    document: { deployments: [{ uid: "dpl_1", created: now - minutes * 60_000, readyState }] },
  });

  it.each([
    ["READY", 5, 0],
    ["BUILDING", 5, 0],
    ["BUILDING", 61, 1],
    ["ERROR", 5, 1],
    ["CANCELED", 5, 1],
  ])("beside the endpoint its state is read: %s for %i min ends with %i", async (state, minutes, code) => {
    said = { "/v6/deployments": is(state, minutes) };
    const result = await monitor({ ...asked, environment: environment() });
    expect(result.code).toBe(code);
    expect(app.asked).toContain("GET /health");
    const [got] = others.got;
    expect(Object.fromEntries(got?.url.searchParams ?? [])).toEqual({
      projectId: "prj_1",
      limit: "1",
      target: "production",
      teamId: "team_1",
    });
    expect(got?.headers.authorization).toBe("Bearer token-of-vercel");
  });

  it("none yet, or no token, could not be told", async () => {
    said = { "/v6/deployments": { document: { deployments: [] } } };
    expect((await monitor({ ...asked, environment: environment() })).out).toContain(
      "Vercel has no deployment yet",
    );
    expect((await monitor(asked)).out).toContain("VERCEL_TOKEN, VERCEL_PROJECT_ID not set");
  });
});

describe("who watches the watcher", () => {
  const asked = {
    rules: {
      checks: ["schedules" as const],
      schedules: [{ workflow: "deployment-monitor.yml", withinMinutes: 60 }],
    },
  };
  const runs = "/actions/workflows/deployment-monitor.yml/runs";
  const last = (minutes: number) => ({
    document: {
      workflow_runs: [{ updated_at: ago(minutes), html_url: "https://github.com/acme/app/actions/runs/1" }],
    },
  });

  it("a schedule that has stopped succeeding is a finding, with its last success and the limit", async () => {
    said = { [runs]: last(61) };
    expect((await monitor(asked)).findings).toMatchObject([
      { verdict: "no", measured: 61, limit: 60, unit: "minutes" },
    ]);
    said = { [runs]: last(60) };
    expect((await monitor(asked)).code).toBe(0);
    expect(others.got[0]?.url.searchParams.get("status")).toBe("success");
  });

  it("one that has not succeeded yet, or a workflow that is not there, could not be told", async () => {
    said = { [runs]: { document: { workflow_runs: [] } } };
    expect((await monitor(asked)).code).toBe(3);
    said = {};
    expect((await monitor(asked)).code).toBe(3);
  });
});

describe("the database", () => {
  const asked = (world: Partial<MonitorWorld>, environment = { DATABASE_URL: "postgres://monitor" }) => ({
    rules: { checks: ["database" as const], database: { address: "DATABASE_URL", withinMs: 2000 } },
    environment,
    world,
  });
  const taking = (ms: number) => {
    let at = 0;
    return { tick: () => (at += ms) };
  };

  it("its performance is measured against a limit", async () => {
    expect((await monitor(asked(taking(1999)))).found("database")).toMatchObject({
      verdict: "yes",
      measured: 1999,
    });
    expect((await monitor(asked(taking(2000)))).found("database")).toMatchObject({
      verdict: "no",
      limit: 2000,
    });
  });

  it("one that refuses is a finding; without its address it could not be told", async () => {
    const refusing = async () => Promise.reject(new Error("the database system is starting up"));
    expect((await monitor(asked({ openDatabase: refusing }))).out).toContain(
      "the database system is starting up",
    );
    expect((await monitor(asked({}, { DATABASE_URL: "" }))).code).toBe(3);
  });
});

describe("maintenance", () => {
  const mute = { from: ago(10), to: ago(-50), reason: "New certificates", services: [] as string[] };
  const muted = (change: object) => monitor({ rules: { mutes: [{ ...mute, ...change }] } });

  beforeEach(() => goes("GET /health", { status: 503 }));

  it("mutes what it explains, which stays in the record", async () => {
    const { code, out, findings } = await muted({});
    expect(code).toBe(0);
    expect(out).toMatch(/Muted, maintenance until .*: New certificates: production\/availability\/backend/);
    expect(findings).toMatchObject([{ verdict: "no", muted: expect.stringContaining("New certificates") }]);
  });

  it.each([
    ["before it begins", { from: ago(-1) }],
    ["at its very end", { to: monday }],
    ["for other services", { services: ["frontend"] }],
  ])("does not mute %s", async (_, change) => {
    expect((await muted(change)).code).toBe(1);
  });
});

describe("logs", () => {
  const log = (lines: string[]) => {
    const file = join(folder, "host.log");
    writeFileSync(file, lines.join("\n"));
    return file;
  };
  const logs = (lines: string[], hook?: string[]) => ({
    rules: {
      checks: ["logs" as const],
      logs: { file: log(lines), errorPercent: 10, sameError: 5, leastLines: 20, ...(hook ? { hook } : {}) },
    },
  });
  const quiet = Array.from(
    { length: 100 },
    (_, at) => `2027-02-01T15:00:0${at % 10}Z INFO request ${at} done`,
  );

  it("S000-MON-02: an abnormal error pattern in a sample log is flagged", async () => {
    const sample = [
      ...quiet,
      ...Array.from(
        { length: 5 },
        (_, at) =>
          `2027-02-01T15:0${at}:00Z ERROR charge ${at} of ann${at}@example.com failed: timeout after ${at}00ms`,
      ),
    ];
    expect((await monitor(logs(quiet))).code).toBe(0);
    const { code, findings } = await monitor(logs(sample));
    expect(code).toBe(1);
    expect(findings[0]).toMatchObject({ verdict: "no", measured: 5, limit: 5, unit: "count" });
    expect(findings[0]?.why).not.toContain("example.com");
  });

  it("too many errors of all kinds are, too", async () => {
    const words = [
      "alpha",
      "beta",
      "gamma",
      "delta",
      "epsilon",
      "zeta",
      "eta",
      "theta",
      "iota",
      "kappa",
      "lambda",
      "mu",
    ];
    const errors = words.map((word) => JSON.stringify({ level: "error", message: `${word} broke` }));
    expect((await monitor(logs([...quiet, ...errors]))).findings[0]).toMatchObject({
      verdict: "no",
      measured: 10.71,
    });
    expect((await monitor(logs([...quiet, ...errors.slice(2)]))).code).toBe(0);
  });

  const hook = (code: string) => [process.execPath, "-e", code];
  const answers = (text: string) =>
    hook(`process.stdin.resume().on("end", () => process.stdout.write(${JSON.stringify(text)}))`);

  it("go to the application's own program as well, whose findings count", async () => {
    vi.stubEnv("GATEHOUSE_TEST_VARIABLE", "a secret of the job");
    const reads = hook(
      `let t = ""; process.stdin.on("data", (d) => (t += d)).on("end", () => {
        const { hook, environment, lines } = JSON.parse(t);
        const why = [hook, environment, lines.length, "GATEHOUSE_TEST_VARIABLE" in process.env].join(" ");
        process.stdout.write(JSON.stringify({ findings: [{ name: "guardian", why }] }));
      })`,
    );
    const { code, found } = await monitor(logs(quiet, reads));
    expect(code).toBe(1);
    expect(found("hook")?.why).toBe("guardian: 1 production 100 false");
    expect((await monitor(logs(quiet, answers('{"findings":[]}')))).code).toBe(0);
  });

  it.each([
    ["ends badly", hook("process.exit(3)"), /ended with 3, not 0/],
    ["answers nothing", hook("0"), /gave no answer/],
    ["answers something else", answers('{"anomalies":[]}'), /gave no answer/],
    ["is not there", ["/nowhere/hook"], /cannot be started/],
  ])("a program that %s tells nothing", async (_, program, why) => {
    const { code, found } = await monitor(logs(quiet, program));
    expect(code).toBe(3);
    expect(found("hook")?.why).toMatch(why);
  });

  it("that are not there could not be told; an empty one is quiet", async () => {
    const { rules: given } = logs([]);
    expect((await monitor({ rules: given })).code).toBe(0);
    rmSync(given.logs.file);
    expect((await monitor({ rules: given })).code).toBe(3);
  });
});

describe("security alerts", () => {
  const asked = {
    rules: {
      checks: ["security-alerts" as const],
      securityAlerts: ["code-scanning" as const, "dependabot" as const],
    },
  };

  it("that are critical and open are findings", async () => {
    said = {
      "/code-scanning/alerts": { document: [] },
      "/dependabot/alerts": { document: [{ number: 4, created_at: ago(1) }] },
    };
    const { code, found } = await monitor(asked);
    expect(code).toBe(1);
    expect(found("security-alerts")?.why).toBe("Critical security alerts are open: dependabot #4.");
  });

  it("that may not be read could not be told", async () => {
    said = {
      "/code-scanning/alerts": { document: [] },
      "/dependabot/alerts": { status: 403, document: { message: "Resource not accessible by integration" } },
    };
    expect((await monitor(asked)).code).toBe(3);
  });
});

describe("five metrics", () => {
  const metrics = {
    source: "prometheus" as const,
    address: "PROMETHEUS_URL",
    queries: { errorRate: "e", cpu: "c", memory: "m" },
  };
  const value = (text: string) => ({
    document: { status: "success", data: { resultType: "scalar", result: [1, text] } },
  });
  const asked = (checks: MonitorRules["checks"]) => ({
    rules: { checks, database: { address: "DATABASE_URL", withinMs: 2000 } },
    services: { backend: { ...backend, metrics } },
    contract: { objectives: { healthP99: 600_000 } },
    environment: { PROMETHEUS_URL: others.url, DATABASE_URL: "postgres://monitor" },
  });

  it("S003-MON-01: are collected where the environment asks for them, and availability alone where it does not", async () => {
    said = { "/api/v1/query": value("1") };
    const all = await monitor(
      asked(["availability", "database", "response-times", "error-rates", "resources"]),
    );
    expect(all.code).toBe(0);
    expect(all.findings.map(({ id }) => id)).toEqual([
      "production/availability/backend",
      "production/response-times/backend/health",
      "production/error-rates/backend",
      "production/error-rates/backend/error rate",
      "production/resources/backend/CPU",
      "production/resources/backend/memory",
      "production/database/database",
    ]);
    const basic = await monitor(asked(["availability"]));
    expect(basic.findings.map(({ check }) => check)).toEqual(["availability"]);
  });

  it("of the host are held against their limits", async () => {
    said = { "/api/v1/query": value("80") };
    const { findings } = await monitor(asked(["resources"]));
    expect(findings.map(({ id, verdict, measured }) => [id, verdict, measured])).toEqual([
      ["production/resources/backend/CPU", "no", 80],
      ["production/resources/backend/memory", "yes", 80],
    ]);
  });

  it("that do not come could not be told", async () => {
    expect((await monitor(asked(["resources"]))).code).toBe(3);
  });
});
