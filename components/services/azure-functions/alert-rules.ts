import { type MonitoringLevel, reaches } from "../profile.ts";
import { isConsumption } from "./plan.ts";

/** One metric that tells people when it goes too far. */
export interface MetricRule {
  name: string;
  description: string;
  on: "app" | "plan";
  metric: string;
  aggregation: "Average" | "Total";
  operator: "GreaterThan" | "LessThan";
  threshold: number;
  /** How far back each look goes, and how often it is taken (ISO 8601). */
  window: string;
  every: string;
  /** A warning is one step milder than a failure. */
  warning: boolean;
}

/** Errors in the app's own log. */
export interface LogRule {
  threshold: number;
  window: string;
  every: string;
}

/**
 * What each monitoring level declares, each with what is above it. The specifications give no thresholds (S003-MON-01,
 * S000-MON-02): these are Gatehouse's.
 *
 * | Level         | Adds                                                                                           |
 * |---------------|------------------------------------------------------------------------------------------------|
 * | basic         | Azure's own metrics (kept 93 days); who read the vault, in Log Analytics; alert `server-errors`|
 * | full          | logs and metrics of app and slot in Log Analytics; Application Insights; alerts `response-time`,|
 * |               | `health` (Elastic Premium), `error-logs`; shorter windows                                      |
 * | comprehensive | alerts `cpu` and `memory`; the storage account's logs; the shortest windows                    |
 */
export function metricRules(level: MonitoringLevel, sku: string): MetricRule[] {
  const short = reaches(level, "comprehensive");
  return [
    serverErrors(level),
    ...(reaches(level, "full") ? [responseTime(short)] : []),
    // Consumption has no health check (learn.microsoft.com/azure/app-service/monitor-instances-health-check).
    ...(reaches(level, "full") && !isConsumption(sku) ? [health(short)] : []),
    ...(short ? [resource("cpu", "CpuPercentage", 80), resource("memory", "MemoryPercentage", 85)] : []),
  ];
}

/** Undefined where the level keeps no logs of the app. */
export function logRule(level: MonitoringLevel): LogRule | undefined {
  if (!reaches(level, "full")) return undefined;
  return reaches(level, "comprehensive")
    ? { threshold: 5, window: "PT5M", every: "PT5M" }
    : { threshold: 10, window: "PT15M", every: "PT5M" };
}

/** Rows that the app, and not its slot, has logged as errors. */
export function errorLogs(appId: string): string {
  return [
    "FunctionAppLogs",
    `| where _ResourceId =~ "${appId}"`,
    '| where Level in ("Error", "Critical")',
  ].join("\n");
}

function serverErrors(level: MonitoringLevel): MetricRule {
  const windows: Record<MonitoringLevel, Pick<MetricRule, "threshold" | "window" | "every">> = {
    basic: { threshold: 10, window: "PT15M", every: "PT5M" },
    full: { threshold: 5, window: "PT5M", every: "PT1M" },
    comprehensive: { threshold: 2, window: "PT1M", every: "PT1M" },
  };
  return {
    name: "server-errors",
    description: "answers with status 5xx",
    on: "app",
    metric: "Http5xx",
    aggregation: "Total",
    operator: "GreaterThan",
    ...windows[level],
    warning: false,
  };
}

function responseTime(short: boolean): MetricRule {
  return {
    name: "response-time",
    description: "seconds to answer",
    on: "app",
    metric: "HttpResponseTime",
    aggregation: "Average",
    operator: "GreaterThan",
    threshold: 2,
    window: short ? "PT5M" : "PT15M",
    every: short ? "PT1M" : "PT5M",
    warning: true,
  };
}

function health(short: boolean): MetricRule {
  return {
    name: "health",
    description: "per cent of instances that answer the health path",
    on: "app",
    metric: "HealthCheckStatus",
    aggregation: "Average",
    operator: "LessThan",
    threshold: 100,
    window: short ? "PT1M" : "PT5M",
    every: "PT1M",
    warning: false,
  };
}

function resource(name: string, metric: string, threshold: number): MetricRule {
  return {
    name,
    description: `per cent of the plan's ${name}`,
    on: "plan",
    metric,
    aggregation: "Average",
    operator: "GreaterThan",
    threshold,
    window: "PT5M",
    every: "PT1M",
    warning: true,
  };
}
