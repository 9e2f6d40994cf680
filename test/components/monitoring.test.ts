import { describe, expect, it } from "vitest";
import { z } from "zod";
import { dashboardBody } from "../../components/monitoring/dashboard.ts";
import { checkedSteps, type EscalationStep } from "../../components/monitoring/escalation.ts";
import { Monitoring, type MonitoringArgs } from "../../components/monitoring/index.ts";
import { topicPolicy } from "../../components/monitoring/topic-policy.ts";
import { declareInSandbox } from "./in-sandbox.ts";
import { every, only, type Registration, record, types } from "./recording.ts";

const tags = { application: "app", environment: "production" };
const runbook = { title: "Runbook", url: "https://docs.app.example/runbook" };

const args: MonitoringArgs = {
  application: "app",
  environment: "production",
  endpoints: [
    { name: "backend", host: "api.example", probes: [{ path: "/health" }, { path: "/health/deep" }] },
  ],
  intervalSeconds: 30,
  failures: 3,
  severity: "critical",
  escalation: [
    { afterMinutes: 0, emails: ["operators@app.example"] },
    { afterMinutes: 15, emails: ["operators@app.example", "on-call@app.example"] },
  ],
  links: [runbook],
  tags,
};

const kinds = {
  topic: "aws:sns/topic:Topic",
  subscription: "aws:sns/topicSubscription:TopicSubscription",
  composite: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
  dashboard: "aws:cloudwatch/dashboard:Dashboard",
};

function declared(change: Partial<MonitoringArgs> = {}): Promise<Registration[]> {
  return record(async () => new Monitoring("monitoring", { ...args, ...change }));
}

describe("monitoring", () => {
  it("S000-MON-01: checks the backend's health every 30 seconds, within the 30 to 60 asked for", async () => {
    const checks = every(await declared(), types.healthCheck);
    expect(checks.map(({ inputs }) => [inputs["fqdn"], inputs["resourcePath"], inputs["type"]])).toEqual([
      ["api.example", "/health", "HTTPS"],
      ["api.example", "/health/deep", "HTTPS"],
    ]);
    for (const check of checks) {
      expect(check.inputs["requestInterval"]).toBeGreaterThanOrEqual(30);
      expect(check.inputs["requestInterval"]).toBeLessThanOrEqual(60);
    }
  });

  it("S001-MON-01: fails when the answer to /api/health, asked every 30 seconds, does not say that all is well", async () => {
    const contains = '"status":"healthy"';
    const endpoint = { name: "backend", host: "api.example", probes: [{ path: "/api/health", contains }] };
    expect(only(await declared({ endpoints: [endpoint] }), types.healthCheck).inputs).toEqual({
      type: "HTTPS_STR_MATCH",
      searchString: contains,
      fqdn: "api.example",
      port: 443,
      resourcePath: "/api/health",
      requestInterval: 30,
      failureThreshold: 3,
      enableSni: true,
      measureLatency: true,
      tags: { ...tags, Name: "app production backend-api-health" },
    });
  });

  it("alarms where Route 53's figures are, also when there are none, and tells people of both ways", async () => {
    const registrations = await declared();
    expect(only(registrations, types.alarm, "monitoring-backend-health-alarm").inputs).toEqual({
      region: "us-east-1",
      name: "app-production-backend-health",
      alarmDescription:
        "critical: backend of production does not answer /health\nRunbook: https://docs.app.example/runbook",
      namespace: "AWS/Route53",
      metricName: "HealthCheckStatus",
      dimensions: { HealthCheckId: "monitoring-backend-health-id" },
      statistic: "Minimum",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      period: 60,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      treatMissingData: "breaching",
      alarmActions: ["arn:aws:sandbox:us-east-1:111122223333:monitoring-alarms"],
      okActions: ["arn:aws:sandbox:us-east-1:111122223333:monitoring-alarms"],
      tags,
    });
  });

  it("S003-ALERT-01 (its recipients): tells the next step when it stays bad for as long as that one waits", async () => {
    const registrations = await declared();
    expect(every(registrations, kinds.topic).map(({ inputs }) => inputs)).toEqual([
      { region: "us-east-1", name: "app-production-alarms", tags },
      { region: "us-east-1", name: "app-production-alarms-after-15", tags },
    ]);
    expect(
      every(registrations, kinds.subscription).map(({ inputs }) => [inputs["topic"], inputs["endpoint"]]),
    ).toEqual([
      ["arn:aws:sandbox:us-east-1:111122223333:monitoring-alarms-after-15", "on-call@app.example"],
      ["arn:aws:sandbox:us-east-1:111122223333:monitoring-alarms-after-15", "operators@app.example"],
      ["arn:aws:sandbox:us-east-1:111122223333:monitoring-alarms", "operators@app.example"],
    ]);
    expect(only(registrations, types.alarm, "monitoring-backend-health-alarm-after-15").inputs).toMatchObject(
      {
        name: "app-production-backend-health-after-15",
        period: 60,
        evaluationPeriods: 15,
        datapointsToAlarm: 15,
        treatMissingData: "breaching",
        alarmActions: ["arn:aws:sandbox:us-east-1:111122223333:monitoring-alarms-after-15"],
        okActions: ["arn:aws:sandbox:us-east-1:111122223333:monitoring-alarms-after-15"],
      },
    );
    expect(every(registrations, types.alarm).length).toBe(4);
  });

  it("keeps the names of what one address and one step make", async () => {
    const registrations = await declared({ escalation: args.escalation.slice(0, 1) });
    expect(registrations.map(({ name }) => name).filter((name) => name.startsWith("monitoring"))).toEqual([
      "monitoring",
      "monitoring-alarms",
      "monitoring-alarms-policy",
      "monitoring-alarms-to-operators@app.example",
      "monitoring-backend-health",
      "monitoring-backend-health-alarm",
      "monitoring-backend-health-deep",
      "monitoring-backend-health-deep-alarm",
      "monitoring-dashboard",
      "monitoring-unhealthy",
    ]);
  });

  it("S001-ENV-09 (from outside): watches health, errors and speed, and alarms on each", async () => {
    const [endpoint] = args.endpoints;
    if (!endpoint) throw new Error("no endpoint");
    const registrations = await declared({
      endpoints: [{ ...endpoint, slowAboveMs: 500, failingAbovePercent: 20 }],
    });
    const path = (index: number, checkId: string, metricName: string) => ({
      id: `path${index}`,
      returnData: false,
      metric: {
        namespace: "AWS/Route53",
        metricName,
        dimensions: { HealthCheckId: checkId },
        stat: "Average",
        period: 60,
      },
    });
    const slow = "backend of production is slow: first byte after more than 500 ms";
    expect(only(registrations, types.alarm, "monitoring-backend-slow-alarm").inputs).toEqual({
      region: "us-east-1",
      name: "app-production-backend-slow",
      alarmDescription: `critical: ${slow}\nRunbook: https://docs.app.example/runbook`,
      metricQueries: [
        { id: "worst", expression: "MAX(METRICS())", label: slow, returnData: true },
        path(0, "monitoring-backend-health-id", "TimeToFirstByte"),
        path(1, "monitoring-backend-health-deep-id", "TimeToFirstByte"),
      ],
      comparisonOperator: "GreaterThanThreshold",
      threshold: 500,
      evaluationPeriods: 5,
      datapointsToAlarm: 5,
      treatMissingData: "missing",
      alarmActions: ["arn:aws:sandbox:us-east-1:111122223333:monitoring-alarms"],
      okActions: ["arn:aws:sandbox:us-east-1:111122223333:monitoring-alarms"],
      tags,
    });
    expect(only(registrations, types.alarm, "monitoring-backend-failing-alarm").inputs).toMatchObject({
      metricQueries: [
        { expression: "MIN(METRICS())" },
        path(0, "monitoring-backend-health-id", "HealthCheckPercentageHealthy"),
        path(1, "monitoring-backend-health-deep-id", "HealthCheckPercentageHealthy"),
      ],
      comparisonOperator: "LessThanThreshold",
      threshold: 80,
    });
  });

  it("has no alarm on speed or errors where no limit is given", async () => {
    const names = every(await declared(), types.alarm).map(({ name }) => name);
    expect(names.filter((name) => /slow|failing/.test(name))).toEqual([]);
  });

  it("answers for the whole environment with one alarm, which rings with any first step and tells nobody", async () => {
    expect(only(await declared(), kinds.composite).inputs).toEqual({
      region: "us-east-1",
      alarmName: "app-production-unhealthy",
      alarmDescription:
        "critical: production is unhealthy: at least one endpoint does not answer\n" +
        "Runbook: https://docs.app.example/runbook",
      alarmRule: 'ALARM("app-production-backend-health") OR ALARM("app-production-backend-health-deep")',
      tags,
    });
  });

  it("shows alarms, health, errors and latency of every path on one dashboard", async () => {
    const { inputs } = only(await declared(), kinds.dashboard);
    expect(inputs["dashboardName"]).toBe("app-production-health");
    const body = z.string().parse(inputs["dashboardBody"]);
    expect(body).toBe(
      dashboardBody({
        title: "app production (critical)",
        region: "us-east-1",
        watched: [
          { label: "backend /health", checkId: "monitoring-backend-health-id" },
          { label: "backend /health/deep", checkId: "monitoring-backend-health-deep-id" },
        ],
        alarmArns: [
          "arn:aws:sandbox:us-east-1:111122223333:monitoring-unhealthy",
          "arn:aws:sandbox:us-east-1:111122223333:monitoring-backend-health-alarm",
          "arn:aws:sandbox:us-east-1:111122223333:monitoring-backend-health-alarm-after-15",
          "arn:aws:sandbox:us-east-1:111122223333:monitoring-backend-health-deep-alarm",
          "arn:aws:sandbox:us-east-1:111122223333:monitoring-backend-health-deep-alarm-after-15",
        ],
        links: [runbook],
      }),
    );
  });

  it("refuses to watch nothing", async () => {
    await expect(declared({ endpoints: [] })).rejects.toThrow(
      /Monitoring of production has nothing to watch\. /,
    );
    const silent = { name: "site", host: "app.example", probes: [] };
    await expect(declared({ endpoints: [...args.endpoints, silent] })).rejects.toThrow(
      /nothing to watch at site/,
    );
  });

  it("goes up in the sandbox, whose alarms exist before the one over them, and down again", async () => {
    const { resources, takeDown } = await declareInSandbox(() => new Monitoring("monitoring", args));
    expect(resources.length).toBe(15);
    takeDown();
  });
});

describe("a dashboard", () => {
  it("has lines for each path, percentiles of latency among them, and links", () => {
    const body = z
      .object({
        widgets: z.array(
          z.object({
            type: z.string(),
            properties: z.looseObject({ metrics: z.array(z.array(z.unknown())).optional() }),
          }),
        ),
      })
      .parse(
        JSON.parse(
          dashboardBody({
            title: "app",
            region: "us-east-1",
            watched: [{ label: "backend /health", checkId: "check" }],
            alarmArns: ["arn"],
            links: [runbook, { title: "Runs", url: "https://github.example/runs" }],
          }),
        ),
      );
    expect(body.widgets.map(({ type }) => type)).toEqual(["text", "alarm", "metric", "metric", "metric"]);
    expect(body.widgets[0]?.properties["markdown"]).toBe(
      "# app\n\n[Runbook](https://docs.app.example/runbook) · [Runs](https://github.example/runs)",
    );
    expect(body.widgets[1]?.properties["alarms"]).toEqual(["arn"]);
    const line = (metric: string, stat: string) => [
      "AWS/Route53",
      metric,
      "HealthCheckId",
      "check",
      { stat, label: `backend /health ${stat}` },
    ];
    expect(body.widgets.slice(2).map(({ properties }) => properties.metrics)).toEqual([
      [line("HealthCheckStatus", "Minimum")],
      [line("HealthCheckPercentageHealthy", "Average")],
      [line("TimeToFirstByte", "Average"), line("TimeToFirstByte", "p95"), line("TimeToFirstByte", "p99")],
    ]);
  });
});

describe("an escalation", () => {
  const emails = ["a@app.example"];

  it.each<[EscalationStep[], RegExp]>([
    [[], /at least one step/],
    [[{ afterMinutes: 5, emails }], /escalation\[0\]\.afterMinutes is 5\. Allowed: 0/],
    [
      [
        { afterMinutes: 0, emails },
        { afterMinutes: 0, emails },
      ],
      /escalation\[1\]\.afterMinutes is 0\. Allowed: more than 0, at most 1440/,
    ],
    [
      [
        { afterMinutes: 0, emails },
        { afterMinutes: 1441, emails },
      ],
      /is 1441/,
    ],
    [
      [
        { afterMinutes: 0, emails },
        { afterMinutes: 1.5, emails },
      ],
      /is 1\.5.*whole minutes/,
    ],
    [[{ afterMinutes: 0, emails: [] }], /escalation\[0\]\.emails is \[\]/],
    [[{ afterMinutes: 0, emails: [...emails, ...emails] }], /each once/],
  ])("%j is refused", (steps, words) => {
    expect(() => checkedSteps(steps)).toThrow(words);
  });
});

it("a topic hears CloudWatch's alarms of its own account and region alone, over TLS", () => {
  expect(JSON.parse(topicPolicy("arn:aws:sns:us-east-1:111122223333:alarms"))).toEqual({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AlarmsPublish",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: "arn:aws:sns:us-east-1:111122223333:alarms",
        Condition: {
          ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:us-east-1:111122223333:alarm:*" },
          StringEquals: { "aws:SourceAccount": "111122223333" },
        },
      },
      {
        Sid: "DenyInsecureTransport",
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource: "arn:aws:sns:us-east-1:111122223333:alarms",
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
});
