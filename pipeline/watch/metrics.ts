import { askAzureMonitor } from "../../platforms/azure-monitor/client.ts";
import { azureTokens } from "../../platforms/azure-monitor/token.ts";
import { askCloudwatch, cloudwatchAccess } from "../../platforms/cloudwatch/client.ts";
import { type Figure, type Span, shareOf } from "../../platforms/http/figure.ts";
import { askPrometheus } from "../../platforms/prometheus/client.ts";
import type { Environment } from "../cli/command.ts";
import type { MetricName, MetricsRules } from "../contract/services.ts";

/** Where a service's figures come from. */
export interface Metrics {
  /** The metrics that the contract asks it for. */
  names: readonly MetricName[];
  /** Milliseconds by which the newest figures are behind. */
  lagMs: number;
  read(name: MetricName, span: Span): Promise<Figure>;
}

/** Clouds put a minute's figures together when it is over, and give them a little later. */
const cloudLagMs = 120_000;

/** Opens a source of figures. Nothing is asked yet; a variable that is missing makes every figure a missing one. */
export function openMetrics(rules: MetricsRules, variables: Environment, now: () => number): Metrics {
  const names = namesOf(rules);
  switch (rules.source) {
    case "prometheus":
      return { names, lagMs: 0, read: (name, span) => readPrometheus(rules, variables, name, span) };
    case "azure-monitor":
      return { names, lagMs: cloudLagMs, read: azureReader(rules, variables, now) };
    case "cloudwatch":
      return { names, lagMs: cloudLagMs, read: cloudwatchReader(rules, variables) };
  }
}

function namesOf({ queries }: MetricsRules): MetricName[] {
  const all: MetricName[] = ["requests", "errorRate", "latency", "cpu", "memory"];
  return all.filter((name) => queries[name] !== undefined);
}

type Of<Source> = Extract<MetricsRules, { source: Source }>;

const notAsked = (name: MetricName): Figure => ({ missing: `the contract has no query for ${name}` });
const notSet = (name: string): Figure => ({ missing: `${name} is not set in this job` });

async function readPrometheus(
  rules: Of<"prometheus">,
  variables: Environment,
  name: MetricName,
  span: Span,
): Promise<Figure> {
  const query = rules.queries[name];
  if (query === undefined) return notAsked(name);
  const address = variables[rules.address];
  if (!address) return notSet(rules.address);
  const token = rules.token === undefined ? undefined : variables[rules.token];
  if (rules.token !== undefined && !token) return notSet(rules.token);
  return askPrometheus({ address, token }, query, span);
}

function azureReader(rules: Of<"azure-monitor">, variables: Environment, now: () => number): Metrics["read"] {
  const access = {
    endpoint: variables["AZURE_RESOURCE_MANAGER_ENDPOINT"],
    token: azureTokens(variables, now),
  };
  return async (name, span) => {
    const query = rules.queries[name];
    if (!query) return notAsked(name);
    const resource = variables[query.resource];
    if (!resource) return notSet(query.resource);
    const ask = (metric: string) =>
      askAzureMonitor(access, { resource, metric, aggregation: query.aggregation }, span);
    return figureOf(query, ask);
  };
}

function cloudwatchReader(rules: Of<"cloudwatch">, variables: Environment): Metrics["read"] {
  const access = cloudwatchAccess(variables, rules.region);
  return async (name, span) => {
    const query = rules.queries[name];
    if (!query) return notAsked(name);
    if ("missing" in access) return access;
    const { namespace, dimensions, statistic } = query;
    return figureOf(query, (metric) =>
      askCloudwatch(access, { namespace, metric, dimensions, statistic }, span),
    );
  };
}

/** A metric itself, or its share of another one, in the unit that the contract's factor makes of it. */
async function figureOf(
  { metric, of, factor = 1 }: { metric: string; of?: string | undefined; factor?: number | undefined },
  ask: (metric: string) => Promise<Figure>,
): Promise<Figure> {
  const figure = of === undefined ? await ask(metric) : shareOf(...(await both(ask(metric), ask(of))));
  return "value" in figure ? { value: figure.value * factor } : figure;
}

function both(part: Promise<Figure>, whole: Promise<Figure>): Promise<[Figure, Figure]> {
  return Promise.all([part, whole]);
}
