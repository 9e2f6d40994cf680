import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Contract } from "../../../pipeline/contract/contract.ts";
import type { ServiceRules } from "../../../pipeline/contract/services.ts";
import { usualWatch, type WatchRules } from "../../../pipeline/contract/watch.ts";
import { watchCommand } from "../../../pipeline/watch/index.ts";
import { askHttp } from "../../../platforms/http/ask.ts";
import { ask } from "../cli/ask.ts";
import { type App, type Misbehaviour, openApp } from "../smoke/app.ts";
import { backend } from "../smoke/setting.ts";
import { monday, release, ruled } from "../world.ts";
import { fakeClock } from "./clock.ts";
import { type Got, openStub, promVector, type Stub } from "./services.ts";

let app: App;
let folder: string;
let prometheus: Stub;
let github: Stub;
/** What Prometheus says, by query; and how it was before the release. */
let figures: Record<string, string>;
let before: Record<string, string>;
let alerts: object[];
/** How often Prometheus still refuses to tell of the time before the release. */
let refusals: number;

const start = Date.parse(monday);
const minutes = (count: number) => count * 60_000;

beforeEach(async () => {
  [app, folder] = [await openApp(), mkdtempSync(join(tmpdir(), "gatehouse-watch-"))];
  figures = { requests: "500", errors: "1", latency: "110", cpu: "40", memory: "50" };
  before = { errors: "0.5", latency: "100" };
  alerts = [];
  refusals = 0;
  prometheus = await openStub(({ url }: Got) => {
    const query = url.searchParams.get("query") ?? "";
    const isBaseline = Number(url.searchParams.get("time")) * 1000 < start;
    if (isBaseline && refusals-- > 0) return { status: 503, document: {} };
    const value = (isBaseline ? before : figures)[query];
    return value === undefined ? promVector() : promVector(value);
  });
  github = await openStub(() => ({ document: alerts }));
});
afterEach(async () => {
  await Promise.all([app.close(), prometheus.close(), github.close()]);
  rmSync(folder, { recursive: true });
});

const metrics: ServiceRules["metrics"] = {
  source: "prometheus",
  address: "PROMETHEUS_URL",
  queries: { requests: "requests", errorRate: "errors", latency: "latency", cpu: "cpu", memory: "memory" },
};

interface Asked {
  services?: Record<string, ServiceRules>;
  rules?: Partial<WatchRules>;
  args?: string[];
  objectives?: Contract["objectives"];
  /** How long each answer took, whatever it really did. */
  tookMs?: number;
  /** Called before every wait, with the minutes since the begin. */
  meanwhile?: (minutes: number) => void;
}

async function watch({
  services = { backend },
  rules = {},
  args = [],
  objectives = {},
  tookMs,
  meanwhile,
}: Asked = {}) {
  const clock = fakeClock(start);
  const samples = join(folder, "samples.jsonl");
  const contract = { ...ruled({ services, watch: { ...usualWatch, ...rules } }), objectives };
  const said = await ask(
    [
      "watch",
      "--environment",
      "production",
      "--sha",
      release,
      "--samples",
      samples,
      "--record",
      "{record}",
      ...args,
    ],
    {
      contract,
      environment: {
        BACKEND_URL: app.url,
        PROMETHEUS_URL: prometheus.url,
        GITHUB_API_URL: github.url,
        GITHUB_TOKEN: "token-of-the-job-itself",
      },
      commands: [
        watchCommand(
          tookMs === undefined ? askHttp : async (one) => ({ ...(await askHttp(one)), ms: tookMs }),
        ),
      ],
      frame: {
        now: clock.now,
        wait: async (seconds) => {
          meanwhile?.((clock.now() - start) / 60_000);
          await clock.wait(seconds);
        },
      },
    },
  );
  return { ...said, samples: () => readFileSync(samples, "utf8").trim().split("\n") };
}

const goes = (on: string, as: Misbehaviour) => app.wrong.set(on, { as });
const measured = { backend: { ...backend, metrics } };

describe("watch", () => {
  it("S002-PROD-10: polls health and deep health for the contract's 15 minutes, and passes", async () => {
    const said = await watch();
    expect(said.err).toBe("");
    expect(said.code).toBe(0);
    expect(said.out).toMatch(/^YES: production does well, watched for 15\.0 min\./);
    expect(app.asked.filter((line) => line === "GET /health")).toHaveLength(91);
    expect(app.asked.filter((line) => line === "GET /health/deep")).toHaveLength(91);
  });

  it("keeps every sample as a line of JSON", async () => {
    const { samples } = await watch();
    const line = z.strictObject({
      at: z.string(),
      signal: z.string(),
      state: z.enum(["good", "bad", "none"]),
      why: z.string(),
      value: z.number(),
    });
    const lines = samples().map((one) => line.parse(JSON.parse(one)));
    expect(lines).toHaveLength(182);
    expect(lines[0]).toMatchObject({
      at: new Date(start).toISOString(),
      signal: "backend health",
      state: "good",
    });
  });

  it.each<[string, string, Misbehaviour]>([
    ["health", "GET /health", { status: 500 }],
    ["deep health", "GET /health/deep", "cuts"],
    ["half an answer", "GET /health", "half"],
  ])("S002-PROD-10: fails on a bad answer (%s), early, and says to roll back", async (_, on, as) => {
    const said = await watch({ meanwhile: (since) => void (since >= 2 && goes(on, as)) });
    expect(said.code).toBe(1);
    expect(JSON.parse(said.record ?? "")).toMatchObject({
      verdict: "fail",
      stoppedEarly: true,
      signal: "health",
      answer: "roll back",
      watchedSeconds: 150,
    });
  });

  it("passes over two bad answers", async () => {
    app.wrong.set("GET /health", { as: { status: 500 }, times: 2 });
    expect((await watch()).code).toBe(0);
  });

  it("tells the job's log when a signal turns, and back", async () => {
    app.wrong.set("GET /health", { as: { status: 500 }, times: 2 });
    const { err } = await watch();
    const turns = err
      .trim()
      .split("\n")
      .filter((line) => line.includes("backend health"));
    expect(turns).toEqual([
      expect.stringMatching(
        /^2027-02-01T15:00:00\.000Z backend health turned from good to bad: \/health answered 500/,
      ),
      expect.stringMatching(/^2027-02-01T15:00:20\.000Z backend health turned from bad to good:/),
    ]);
  });

  it("asks the address that it is given instead", async () => {
    const said = await watch({ args: ["--target", "http://127.0.0.1:1", "--minutes", "1"] });
    expect(said.code).toBe(1);
    expect(app.asked).toEqual([]);
  });
});

describe("figures of the host", () => {
  it("pass within their limits, and their baseline is of before the release", async () => {
    const said = await watch({ services: measured });
    expect(said.code).toBe(0);
    const times = prometheus.got.map(({ url }) => Number(url.searchParams.get("time")) * 1000);
    // Deployment itself is left out of the baseline: 20 minutes in this contract.
    expect(Math.min(...times)).toBe(start - minutes(20));
    expect(times.filter((time) => time < start)).toHaveLength(2);
  });

  it.each([
    ["errors", "1.51", "error-rate"],
    ["latency", "121", "latency"],
    ["cpu", "80", "latency"],
    ["memory", "85", "latency"],
  ])("%s at %s fails", async (query, value, signal) => {
    const said = await watch({
      services: measured,
      meanwhile: (since) => {
        if (since >= 5) figures[query] = value;
      },
    });
    expect(said.code).toBe(1);
    expect(JSON.parse(said.record ?? "")).toMatchObject({ signal, answer: "roll back", stoppedEarly: true });
  });

  it.each([
    ["errors", "1.5"],
    ["latency", "120"],
    ["cpu", "79.9"],
    ["memory", "84.9"],
  ])("%s at %s does not", async (query, value) => {
    figures[query] = value;
    expect((await watch({ services: measured })).code).toBe(0);
  });

  it("of too few requests are no figures: the answer is inconclusive", async () => {
    figures["requests"] = "299";
    const said = await watch({ services: measured });
    expect(said.code).toBe(3);
    expect(said.samples().join("\n")).toContain("299 requests, 300 are needed");
  });

  it("with no baseline yet: errors against none, latency against its objective", async () => {
    before = {};
    expect((await watch({ services: measured })).code).toBe(3);
    expect((await watch({ services: measured, objectives: { apiP95: 2000 } })).code).toBe(0);
    figures["errors"] = "1.1";
    expect((await watch({ services: measured, objectives: { apiP95: 2000 } })).code).toBe(1);
  });

  it("with a baseline that cannot be read at first: it is asked for again, never taken for none", async () => {
    refusals = 2;
    figures["errors"] = "1.4";
    const said = await watch({ services: measured, rules: { leastSamplesPercent: 80 } });
    expect(said.code).toBe(0);
    expect(said.samples().join("\n")).toContain("the baseline could not be read");
  });

  it("that do not come are inconclusive, and health still decides", async () => {
    await prometheus.close();
    expect((await watch({ services: measured })).code).toBe(3);
    goes("GET /health", { status: 500 });
    expect((await watch({ services: measured })).code).toBe(1);
    prometheus = await openStub(() => promVector());
  });
});

describe("security alerts", () => {
  const rules = { securityAlerts: ["code-scanning" as const] };

  it("S003-RB-01: a critical one made since the release fails at once", async () => {
    alerts = [{ number: 7, created_at: new Date(start + 1000).toISOString() }];
    const said = await watch({ rules });
    expect(said.code).toBe(1);
    expect(JSON.parse(said.record ?? "")).toMatchObject({ signal: "security-alert", answer: "roll back" });
    expect(github.got[0]?.url.searchParams.get("severity")).toBe("critical");
  });

  it("an older one does not", async () => {
    alerts = [{ number: 7, created_at: new Date(start - minutes(60)).toISOString() }];
    expect((await watch({ rules })).code).toBe(0);
  });
});

describe("promised response times", () => {
  it("are told where there are too few answers, and fail where they are not met", async () => {
    const few = await watch({ objectives: { healthP99: 1000 } });
    expect(few.code).toBe(0);
    expect(few.out).toContain("91 answers; the 99th percentile needs 100");
    const many = await watch({ objectives: { healthP99: 1000 }, rules: { everySeconds: 5 }, tookMs: 1000 });
    expect(many.code).toBe(1);
    expect(many.out).toMatch(/the 99th percentile of 181 answers is 1000 ms; it must be below 1000 ms/);
  });
});

describe("wrong use", () => {
  it("is told: no rules, no minutes that are, no samples that can be kept", async () => {
    const none = await ask(["watch", "--environment", "production"], {
      contract: ruled({ services: { backend } }),
      commands: [watchCommand()],
    });
    expect(none).toMatchObject({
      code: 2,
      err: expect.stringContaining("does not say how production is watched"),
    });
    expect((await watch({ args: ["--minutes", "0"] })).code).toBe(2);
    expect((await watch({ args: ["--samples", "/nowhere/samples"] })).code).toBe(3);
  });
});
