import { z } from "zod";
import { askJson, type Combination, combined, type Figure, type Span } from "../http/figure.ts";

export interface AzureMetric {
  /** The resource's ID, from `/subscriptions/` on. */
  resource: string;
  metric: string;
  aggregation: "average" | "total" | "maximum" | "minimum" | "count";
}

export interface AzureAccess {
  /** Default is Azure's public cloud. */
  endpoint?: string | undefined;
  token(): Promise<{ token: string } | { missing: string }>;
}

const value = z.number().nullish();

/** Azure Monitor REST API, "Metrics - List". Minutes without data have no value. */
const answer = z.object({
  value: z.array(
    z.object({
      timeseries: z.array(
        z.object({
          data: z.array(
            z.object({ average: value, total: value, maximum: value, minimum: value, count: value }),
          ),
        }),
      ),
    }),
  ),
});

const combinations: Record<AzureMetric["aggregation"], Combination> = {
  average: "mean",
  total: "sum",
  maximum: "largest",
  minimum: "smallest",
  count: "sum",
};

/** Asks for a metric of a resource over whole minutes. */
export async function askAzureMonitor(
  { endpoint = "https://management.azure.com", token }: AzureAccess,
  { resource, metric, aggregation }: AzureMetric,
  { from, to }: Span,
): Promise<Figure> {
  if (!/^\/subscriptions\/[^?#]+$/.test(resource)) {
    return { missing: "the resource's ID does not begin with /subscriptions/" };
  }
  const taken = await token();
  if ("missing" in taken) return taken;
  const search = new URLSearchParams({
    "api-version": "2018-01-01",
    timespan: `${new Date(from).toISOString()}/${new Date(to).toISOString()}`,
    interval: "PT1M",
    metricnames: metric,
    aggregation,
  });
  const found = await askJson(
    {
      url: `${endpoint}${resource}/providers/Microsoft.Insights/metrics?${search}`,
      headers: { authorization: `Bearer ${taken.token}` },
    },
    answer,
  );
  if ("missing" in found) return found;
  const points = found.data.value
    .flatMap(({ timeseries }) => timeseries)
    .flatMap(({ data }) => data)
    .flatMap((point) => point[aggregation] ?? []);
  const total = combined(points, combinations[aggregation]);
  return total === undefined
    ? { missing: `Azure has no ${metric} for this time`, empty: true }
    : { value: total };
}
