import { canonicalJson } from "../json.ts";

/** One watched path of an endpoint. */
export interface Watched {
  /** For people, for example `backend /health`. */
  label: string;
  checkId: string;
}

/** A page that helps whoever is called: a runbook, a host's own dashboard, the list of runs. */
export interface Link {
  title: string;
  /** An https address. */
  url: string;
}

export interface DashboardContent {
  title: string;
  region: string;
  watched: readonly Watched[];
  alarmArns: readonly string[];
  links: readonly Link[];
}

/** A dashboard has 24 columns (AWS, "Dashboard body structure and syntax"). */
const columns = 24;
const graphHeight = 6;

/**
 * The body of a CloudWatch dashboard: what is wrong first, then health, errors and latency, each over time. Percentiles
 * of latency are over what Route 53's checkers saw, not over the users' requests.
 */
export function dashboardBody(content: DashboardContent): string {
  const { watched, links } = content;
  return canonicalJson({
    widgets: [
      { type: "text", ...place(0, 0, columns, 2), properties: { markdown: heading(content.title, links) } },
      {
        type: "alarm",
        ...place(0, 2, columns, 4),
        properties: { title: "Alarms", alarms: [...content.alarmArns] },
      },
      graph(content, "Health (1 is healthy)", place(0, 6, 12, graphHeight), 60, [
        ...metrics(watched, "HealthCheckStatus", "Minimum"),
      ]),
      graph(content, "Checkers that get a good answer (%)", place(12, 6, 12, graphHeight), 60, [
        ...metrics(watched, "HealthCheckPercentageHealthy", "Average"),
      ]),
      graph(content, "Time to first byte (ms)", place(0, 12, columns, graphHeight), 300, [
        ...metrics(watched, "TimeToFirstByte", "Average"),
        ...metrics(watched, "TimeToFirstByte", "p95"),
        ...metrics(watched, "TimeToFirstByte", "p99"),
      ]),
    ],
  });
}

function place(x: number, y: number, width: number, height: number) {
  return { x, y, width, height };
}

function graph(
  { region }: DashboardContent,
  title: string,
  at: ReturnType<typeof place>,
  period: number,
  lines: readonly unknown[],
): object {
  return {
    type: "metric",
    ...at,
    properties: { title, region, view: "timeSeries", period, metrics: lines, yAxis: { left: { min: 0 } } },
  };
}

function metrics(watched: readonly Watched[], metric: string, stat: string): unknown[] {
  return watched.map(({ label, checkId }) => [
    "AWS/Route53",
    metric,
    "HealthCheckId",
    checkId,
    { stat, label: `${label} ${stat}` },
  ]);
}

function heading(title: string, links: readonly Link[]): string {
  const list = links.map((link) => `[${link.title}](${link.url})`).join(" · ");
  return [`# ${title}`, list].filter(Boolean).join("\n\n");
}
