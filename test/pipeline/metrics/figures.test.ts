import { describe, expect, it } from "vitest";
import type { Contract } from "../../../pipeline/contract/contract.ts";
import type { Stage } from "../../../pipeline/contract/environment.ts";
import { deliveryFigures } from "../../../pipeline/metrics/delivery.ts";
import type { Evidence } from "../../../pipeline/metrics/evidence.ts";
import { levelFigures, mostReleasesADay } from "../../../pipeline/metrics/levels.ts";
import { bars, metricsPage } from "../../../pipeline/metrics/page.ts";
import { production } from "../world.ts";

const nothing: Evidence = { deployments: [], corrections: [], incidents: [], metrics: [] };

const begin = Date.parse("2027-02-01T15:00:00Z");
const at = (minutes: number) => new Date(begin + minutes * 60_000).toISOString();
const sha = (letter: string) => letter.repeat(40);

const deployment = (letter: string, minutes: number, outcome = "success", seconds = 300) => ({
  sha: sha(letter),
  startedAt: at(minutes),
  endedAt: at(minutes + seconds / 60),
  seconds,
  outcome,
});

const objectives: Contract["objectives"] = {
  healthP99: 1000,
  apiP95: 2000,
  frontendP90: 3000,
  continuousIntegration: 20,
  meanTimeToRecovery: 15,
  meanTimeToDetection: 5,
  deploymentSuccess: 99,
  changeFailure: 5,
};

const delivered = (evidence: Partial<Evidence>, committedAt: [string, string][] = []) =>
  Object.fromEntries(
    deliveryFigures({ ...nothing, ...evidence }, objectives, 10, new Map(committedAt)).map((one) => [
      one.name,
      one,
    ]),
  );

const levels = (evidence: Partial<Evidence>, stage: Partial<Stage> = {}) =>
  Object.fromEntries(
    levelFigures({ ...nothing, ...evidence }, { ...production, ...stage }, objectives).map((one) => [
      one.name,
      one,
    ]),
  );

describe("S004-MET-01: success and change failure", () => {
  it("are kept where all went out and stayed", () => {
    const found = delivered({ deployments: [deployment("a", 0), deployment("b", 60)] });
    expect(found["Deployment success rate"]).toMatchObject({ verdict: "yes", value: 100 });
    expect(found["Change failure rate"]).toMatchObject({ verdict: "yes", value: 0 });
    expect(found["Deployment frequency"]).toMatchObject({ value: 0.2 });
  });

  it("are computed from failures, rollbacks and later corrections, each counted once", () => {
    const found = delivered({
      deployments: [
        deployment("a", 0),
        deployment("b", 60, "failure"),
        deployment("c", 120, "rollback"),
        deployment("d", 180),
        deployment("e", 240),
      ],
      corrections: [
        { from: sha("c"), startedAt: at(125), seconds: 60, outcome: "success" },
        { from: sha("d"), startedAt: at(200), seconds: 60, outcome: "success" },
        // Of a release that the next one had already replaced.
        { from: sha("a"), startedAt: at(250), seconds: 60, outcome: "success" },
      ],
    });
    expect(found["Deployment success rate"]).toMatchObject({ verdict: "no", value: 80 });
    expect(found["Change failure rate"]).toMatchObject({ verdict: "no", value: 50 });
  });

  it("are not kept at the limit", () => {
    const many = Array.from({ length: 100 }, (_, index) =>
      deployment("a", index, index === 0 ? "failure" : "success"),
    );
    expect(delivered({ deployments: many })["Deployment success rate"]).toMatchObject({
      verdict: "no",
      value: 99,
    });
    const twenty = Array.from({ length: 20 }, (_, index) =>
      deployment("a", index, index === 0 ? "rollback" : "success"),
    );
    expect(delivered({ deployments: twenty })["Change failure rate"]).toMatchObject({
      verdict: "no",
      value: 5,
    });
  });
});

describe("S004-MET-02: recovery and detection", () => {
  const step = (issue: number, change: string, minutes: number, began?: number) => ({
    issue,
    change,
    at: at(minutes),
    began: began === undefined ? undefined : at(began),
  });

  it("are the means of what the incidents' records say; a review that comes later makes none longer", () => {
    const found = delivered({
      incidents: [
        step(1, "opened", 4, 0),
        step(1, "recovered", 14),
        step(1, "closed", 2000),
        step(2, "opened", 102, 100),
        step(2, "escalated", 105),
        step(2, "closed", 108),
        step(3, "opened", 300),
      ],
    });
    expect(found["Mean time to recovery"]).toMatchObject({ verdict: "yes", value: 8 });
    expect(found["Mean time to detection"]).toMatchObject({ verdict: "yes", value: 3 });
  });

  it("are not kept at 15 and 5 minutes", () => {
    const found = delivered({ incidents: [step(1, "opened", 5, 0), step(1, "recovered", 20)] });
    expect(found["Mean time to recovery"]).toMatchObject({ verdict: "no", value: 15 });
    expect(found["Mean time to detection"]).toMatchObject({ verdict: "no", value: 5 });
  });
});

it("lead time is the median from the commit to its end here", () => {
  const deployments = [deployment("a", 0), deployment("b", 60), deployment("c", 120)];
  const hoursBefore = (letter: string, minutes: number, hours: number): [string, string] => [
    sha(letter),
    at(minutes + 5 - hours * 60),
  ];
  const found = delivered({ deployments }, [
    hoursBefore("a", 0, 2),
    hoursBefore("b", 60, 10),
    hoursBefore("c", 120, 3),
  ]);
  expect(found["Lead time for changes"]).toMatchObject({ value: 3 });
  expect(delivered({ deployments })["Lead time for changes"]).toMatchObject({ verdict: "unknown" });
});

describe("durations", () => {
  it("a deployment and a rollback are held against the environment's limits", () => {
    const found = levels({
      deployments: [deployment("a", 0, "success", 1200), deployment("b", 60, "success", 600)],
      corrections: [{ from: sha("a"), startedAt: at(0), seconds: 301, outcome: "success" }],
    });
    expect(found["Longest deployment"]).toMatchObject({ verdict: "yes", value: 20 });
    expect(found["Longest rollback"]).toMatchObject({ verdict: "no", value: 5.017 });
  });

  it("S004-SLA-06: the limit is each environment's own", () => {
    for (const [deployMinutes, seconds, verdict] of [
      [10, 600, "yes"],
      [10, 601, "no"],
      [15, 901, "no"],
      [30, 1800, "yes"],
    ] as const) {
      const found = levels(
        { deployments: [deployment("a", 0, "success", seconds)] },
        { limits: { deployMinutes, rollbackMinutes: 5 } },
      );
      expect(found["Longest deployment"]).toMatchObject({
        verdict,
        target: `at most ${deployMinutes} minutes`,
      });
    }
  });

  it("CI is held against 20 minutes where its runs are recorded", () => {
    const run = (value: number) => ({ name: "ci-duration", unit: "minutes", value, service: "" });
    expect(levels({ metrics: [run(12), run(19.9)] })["Longest CI run"]).toMatchObject({
      verdict: "yes",
      value: 19.9,
    });
    expect(levels({ metrics: [run(20)] })["Longest CI run"]).toMatchObject({ verdict: "no" });
    expect(levels({})["Longest CI run"]).toMatchObject({ verdict: "unknown" });
  });
});

/** So many samples of which so many are slow. */
const times = (name: string, count: number, slow: number, slowMs: number) => ({
  name,
  unit: "milliseconds",
  value: 0,
  service: "",
  observations: Array.from({ length: count }, (_, index) => (index < slow ? slowMs : 100)),
});

describe("response times, by nearest rank", () => {
  it.each([
    ["S004-SLA-01: health, p99 below 1 s", "health-response-time", "Health response time, p99", 1000, 1],
    ["S004-SLA-02: API, p95 below 2 s", "api-response-time", "API response time, p95", 2000, 5],
    ["S004-SLA-03: frontend, p90 below 3 s", "frontend-response-time", "Frontend load time, p90", 3000, 10],
  ])("%s", (_what, metric, name, limit, allowed) => {
    const of = (slow: number) =>
      levels({
        metrics: [times(metric, 60, Math.min(slow, 60), limit), times(metric, 40, slow - 60, limit)],
      })[name];
    expect(of(allowed)).toMatchObject({ verdict: "yes", value: 100 });
    expect(of(allowed + 1)).toMatchObject({ verdict: "no", value: limit, target: `below ${limit} ms` });
    expect(levels({ metrics: [times(metric, 5, 0, 0)] })[name]).toMatchObject({ verdict: "unknown" });
  });
});

it("S004-SLA-04: availability is computed by service and held against each environment's target", () => {
  const looks = (service: string, count: number, down: number) => ({
    name: "availability",
    unit: "percent",
    value: 0,
    service,
    observations: Array.from({ length: count }, (_, index) => (index < down ? 0 : 1)),
  });
  const found = levels(
    { metrics: [looks("api", 500, 0), looks("api", 500, 1), looks("frontend", 1000, 2)] },
    { availability: 99.9 },
  );
  expect(found["Availability, api"]).toMatchObject({ verdict: "yes", value: 99.9 });
  expect(found["Availability, frontend"]).toMatchObject({
    verdict: "no",
    value: 99.8,
    target: "at least 99.9 %",
  });
  const staging = levels({ metrics: [looks("api", 100, 5)] }, { availability: 95 });
  expect(staging["Availability, api"]).toMatchObject({ verdict: "yes", value: 95 });
  expect(levels({}, { availability: 95 })).toMatchObject({ Availability: { verdict: "unknown" } });
});

it("S004-MET-03: the rules are shown to allow several releases a day", () => {
  // Specification 002: one in four hours, within six hours.
  expect(mostReleasesADay({ ...production, limits: { deployMinutes: 20, rollbackMinutes: 5 } })).toBe(2);
  // Specification 004: no window, under two hours with its soaks.
  const { window: _window, rateLimit: _rate, ...open } = production;
  expect(mostReleasesADay({ ...open, limits: { deployMinutes: 120, rollbackMinutes: 10 } })).toBe(12);
});

describe("the report", () => {
  const evidence = {
    ...nothing,
    deployments: [deployment("a", 0), deployment("b", 30, "failure"), deployment("c", 2880)],
  };
  const span = { since: at(-1440), until: at(5760) };

  it("has a table for each environment and a chart that Mermaid draws", () => {
    const figures = deliveryFigures(evidence, objectives, 5, new Map());
    const page = metricsPage("Diary | <b>", span, [
      { environment: "production", figures, evidence, mostADay: 2 },
    ]);
    expect(page).toContain("# Figures of Diary &#124; &#60;b&#62;");
    expect(page).toContain("| ⛔ | Deployment success rate | 66.667 % | above 99 % |");
    expect(page).toContain("| ❔ | Mean time to recovery | not known | below 15 minutes |");
    expect(page).toContain("The rules let out up to 2 releases a day.");
    expect(page).toContain('  x-axis ["01-31", "02-01", "02-02", "02-03", "02-04", "02-05"]');
    expect(page).toContain("  bar [0, 2, 0, 1, 0, 0]\n  line [0, 1, 0, 1, 0, 0]\n```");
  });

  it("counts every deployment once, however long the span", () => {
    const year = bars(evidence, at(-200 * 1440), at(200 * 1440));
    expect(year.length).toBeLessThanOrEqual(31);
    expect(year.reduce((sum, { out, failed }) => sum + out + failed, 0)).toBe(3);
  });

  it("says that there was none", () => {
    const page = metricsPage("Diary", span, [
      { environment: "staging", figures: [], evidence: nothing, mostADay: 1 },
    ]);
    expect(page).toContain("There was no deployment.");
  });
});
