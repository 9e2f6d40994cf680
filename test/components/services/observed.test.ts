import { beforeAll, describe, expect, it } from "vitest";
import { metricRules } from "../../../components/services/azure-functions/alert-rules.ts";
import {
  AzureFunctions,
  type AzureFunctionsArgs,
} from "../../../components/services/azure-functions/index.ts";
import { type MonitoringLevel, monitoringLevels } from "../../../components/services/profile.ts";
import { every, only, type Registration, record } from "../recording.ts";
import { backend, profile } from "./backend.ts";

const tags = { application: "app", environment: "production" };

function declare(changes: Partial<AzureFunctionsArgs> = {}): Promise<Registration[]> {
  return record(async () => new AzureFunctions("backend", backend(changes)));
}

let usual: Registration[];
beforeAll(async () => {
  usual = await declare();
});

/** Names of what watches the service, by its level. */
async function watchers(monitoring: MonitoringLevel): Promise<string[]> {
  const registrations = await declare({ profile: { ...profile, monitoring } });
  return registrations
    .filter(({ type }) => /:(monitor|applicationinsights|operationalinsights):/.test(type))
    .map(({ name }) => name);
}

describe("a monitoring level", () => {
  const basic = [
    "backend-alert-receivers",
    "backend-alert-server-errors",
    "backend-logs",
    "backend-vault-diagnostics",
  ];
  const full = [
    ...basic,
    "backend-alert-error-logs",
    "backend-alert-health",
    "backend-alert-response-time",
    "backend-app-diagnostics",
    "backend-candidate-diagnostics",
    "backend-insights",
  ];
  const comprehensive = [...full, "backend-alert-cpu", "backend-alert-memory", "backend-storage-diagnostics"];

  it.each([
    ["basic", basic],
    ["full", full],
    ["comprehensive", comprehensive],
  ] as const)("%s declares what the table says and nothing else", async (level, expected) => {
    expect(await watchers(level)).toEqual([...expected].sort());
  });

  it("looks closer and more often than the one before it", () => {
    const minutes = (duration: string) => Number(/^PT(\d+)M$/.exec(duration)?.[1]);
    const [first, second, third] = monitoringLevels.map((level) => metricRules(level, "EP1"));
    for (const [looser, closer] of [
      [first, second],
      [second, third],
    ]) {
      for (const rule of looser ?? []) {
        const same = closer?.find(({ name }) => name === rule.name);
        expect(minutes(same?.window ?? ""), rule.name).toBeLessThan(minutes(rule.window));
        expect(minutes(same?.every ?? ""), rule.name).toBeLessThanOrEqual(minutes(rule.every));
      }
    }
  });

  it("has no figures of machines on Consumption, which has none", () => {
    expect(metricRules("full", "Y1").map(({ name }) => name)).toEqual(["server-errors", "response-time"]);
  });
});

describe("alerts", () => {
  it("on errors are as severe as the stage says, and reach its people", () => {
    expect(only(usual, "azure-native:monitor:ActionGroup").inputs).toEqual({
      actionGroupName: "app-prod-alerts",
      groupShortName: "app-prod",
      resourceGroupName: "backend-group",
      location: "Global",
      tags,
      enabled: true,
      emailReceivers: [
        { name: "operators@app.example", emailAddress: "operators@app.example", useCommonAlertSchema: true },
      ],
    });
    expect(only(usual, "azure-native:monitor:MetricAlert", "backend-alert-server-errors").inputs).toEqual({
      ruleName: "app-prod-server-errors",
      description: "app-prod: answers with status 5xx",
      resourceGroupName: "backend-group",
      location: "global",
      tags,
      enabled: true,
      severity: 1,
      scopes: ["backend-app-id"],
      windowSize: "PT1M",
      evaluationFrequency: "PT1M",
      autoMitigate: true,
      criteria: {
        odataType: "Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria",
        allOf: [
          {
            name: "server-errors",
            criterionType: "StaticThresholdCriterion",
            metricNamespace: "Microsoft.Web/sites",
            metricName: "Http5xx",
            timeAggregation: "Total",
            operator: "GreaterThan",
            threshold: 2,
          },
        ],
      },
      actions: [{ actionGroupId: "backend-alert-receivers-id" }],
    });
  });

  it("on logs count the errors of the app and not those of its slot", () => {
    expect(only(usual, "azure-native:monitor:ScheduledQueryRule").inputs).toEqual({
      ruleName: "app-prod-error-logs",
      displayName: "app-prod: errors in the log",
      resourceGroupName: "backend-group",
      location: "eastus",
      tags,
      kind: "LogAlert",
      enabled: true,
      severity: 2,
      scopes: ["backend-logs-id"],
      windowSize: "PT5M",
      evaluationFrequency: "PT5M",
      autoMitigate: true,
      skipQueryValidation: true,
      criteria: {
        allOf: [
          {
            query:
              'FunctionAppLogs\n| where _ResourceId =~ "backend-app-id"\n| where Level in ("Error", "Critical")',
            timeAggregation: "Count",
            operator: "GreaterThan",
            threshold: 5,
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 },
          },
        ],
      },
      actions: { actionGroups: ["backend-alert-receivers-id"] },
    });
  });

  it("that only warn are one step milder, down to the mildest that there is", async () => {
    const severities = async (severity: 0 | 4) =>
      every(
        await declare({ alerts: { emails: ["operators@app.example"], severity } }),
        "azure-native:monitor:MetricAlert",
      ).map(({ name, inputs }) => [name.replace("backend-alert-", ""), inputs["severity"]]);
    expect(await severities(0)).toEqual([
      ["cpu", 1],
      ["health", 0],
      ["memory", 1],
      ["response-time", 1],
      ["server-errors", 0],
    ]);
    expect((await severities(4)).map(([, severity]) => severity)).toEqual([4, 4, 4, 4, 4]);
  });
});

describe("logs", () => {
  it("are kept as long as asked for, and are written and read by identity alone", () => {
    expect(only(usual, "azure-native:operationalinsights:Workspace").inputs).toEqual({
      workspaceName: "app-prod-logs",
      resourceGroupName: "backend-group",
      location: "eastus",
      tags,
      sku: { name: "PerGB2018" },
      retentionInDays: 90,
      features: { disableLocalAuth: true, enableLogAccessUsingOnlyResourcePermissions: true },
    });
    expect(only(usual, "azure-native:applicationinsights:Component").inputs).toMatchObject({
      disableLocalAuth: true,
      ingestionMode: "LogAnalytics",
      workspaceResourceId: "backend-logs-id",
    });
  });

  it("of app, slot, vault and storage reach the workspace", () => {
    const settings = every(usual, "azure-native:monitor:DiagnosticSetting");
    const kept = settings.map(({ inputs }) => [inputs["resourceUri"], inputs["logs"], inputs["metrics"]]);
    const enabled = (...categories: string[]) => categories.map((category) => ({ category, enabled: true }));
    expect(kept).toEqual([
      ["backend-app-id", enabled("FunctionAppLogs"), enabled("AllMetrics")],
      ["backend-candidate-id", enabled("FunctionAppLogs"), enabled("AllMetrics")],
      [
        "backend-storage-id/blobServices/default",
        enabled("StorageRead", "StorageWrite", "StorageDelete"),
        [],
      ],
      ["backend-vault-id", enabled("AuditEvent"), []],
    ]);
    expect(new Set(settings.map(({ inputs }) => inputs["workspaceId"]))).toEqual(
      new Set(["backend-logs-id"]),
    );
  });
});

describe("a budget", () => {
  const budget = {
    monthlyAmount: 250,
    startDate: "2026-01-01",
    emails: ["finance@app.example"],
    thresholdsPercent: [50, 100],
  };

  it("tells of what the resource group has cost and of what it will", async () => {
    const to = { enabled: true, contactEmails: ["finance@app.example"] };
    const spent = { ...to, operator: "GreaterThanOrEqualTo", thresholdType: "Actual" };
    expect(only(await declare({ budget }), "azure-native:consumption:Budget").inputs).toEqual({
      budgetName: "app-prod-budget",
      scope: "backend-group-id",
      category: "Cost",
      amount: 250,
      timeGrain: "Monthly",
      timePeriod: { startDate: "2026-01-01T00:00:00Z" },
      notifications: {
        "spent-50": { ...spent, threshold: 50 },
        "spent-100": { ...spent, threshold: 100 },
        foreseen: { ...to, operator: "GreaterThan", threshold: 100, thresholdType: "Forecasted" },
      },
    });
  });

  it("is none where none is asked for", () => {
    expect(every(usual, "azure-native:consumption:Budget")).toEqual([]);
  });

  it.each([
    { monthlyAmount: -1 },
    { startDate: "2026-01-02" },
    { startDate: "2026-13-01" },
    { emails: [] },
    { thresholdsPercent: [] },
    { thresholdsPercent: [50, 50] },
    { thresholdsPercent: [10, 20, 30, 40, 50] },
    { thresholdsPercent: [1001] },
  ])("cannot have %j", async (change) => {
    const [property] = Object.keys(change);
    await expect(declare({ budget: { ...budget, ...change } })).rejects.toThrow(`budget.${property}: `);
  });
});
