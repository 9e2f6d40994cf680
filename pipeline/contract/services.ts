import { z } from "zod";
import { oneOf, text, variableName, whole } from "./words.ts";

/** What a host or a metrics service can tell of a service. Rates and shares are in percent, latency in milliseconds. */
export const metricNames = ["requests", "errorRate", "latency", "cpu", "memory"] as const;
export type MetricName = (typeof metricNames)[number];

/** One request by which a service is judged. */
const probe = z.strictObject({
  name: text("what the probe asks"),
  path: z.string().regex(/^\/\S*$/, "a path that begins with /"),
  /** The variable with the address, where it is not the service's own. */
  address: variableName.optional(),
  /** The status that it must have; any of 200 to 299 where it is not given. */
  status: whole(100, 599, "HTTP's statuses").optional(),
  /** Words that the answer must contain. */
  contains: text("words of the answer").optional(),
  /** Values of a JSON answer by JSON Pointer (RFC 6901), for example `/database: up`. */
  json: z
    .record(
      z.string().regex(/^(\/[^/]*)+$/, "a JSON Pointer that begins with /"),
      z.union([z.string(), z.number(), z.boolean()]),
    )
    .optional(),
  /** Milliseconds below which the whole answer must be there. */
  withinMs: whole(1, 60_000, "milliseconds").optional(),
});

const prometheus = z.strictObject({
  source: z.literal("prometheus"),
  /** The variables with its address and its bearer token. */
  address: variableName,
  token: variableName.optional(),
  /** PromQL that gives one number; `$window` stands for the span asked for, for example `60s`. */
  queries: z.partialRecord(z.enum(metricNames), text("a query")),
});

/** A metric, or its share of another one in percent. */
const figure = {
  of: text("the metric that it is a share of").optional(),
  factor: z.number().positive().optional(),
};

const azureMonitor = z.strictObject({
  source: z.literal("azure-monitor"),
  queries: z.partialRecord(
    z.enum(metricNames),
    z.strictObject({
      /** The variable with the resource's ID. */
      resource: variableName,
      metric: text("the metric's name in the REST API"),
      aggregation: oneOf(["average", "total", "maximum", "minimum", "count"], "the aggregation"),
      ...figure,
    }),
  ),
});

const cloudwatch = z.strictObject({
  source: z.literal("cloudwatch"),
  region: text("the AWS region"),
  queries: z.partialRecord(
    z.enum(metricNames),
    z.strictObject({
      namespace: text("the namespace"),
      metric: text("the metric's name"),
      dimensions: z.record(z.string(), z.string()),
      /** `Average`, `Sum`, `Maximum`, `p95`, … */
      statistic: text("the statistic"),
      ...figure,
    }),
  ),
});

const service = z.strictObject({
  kind: oneOf(["backend", "frontend"], "what the service is"),
  /** The host, as the settings name it. */
  platform: text("the service's host"),
  /** The variable of the GitHub environment that holds the service's address, for example `BACKEND_URL`. */
  address: variableName,
  /** Answered by the service itself. */
  health: probe,
  /** Answered by the service and by what it depends on. */
  deep: probe.optional(),
  /** What else must work, asked after health. */
  probes: z.array(probe),
  metrics: z.discriminatedUnion("source", [prometheus, azureMonitor, cloudwatch]).optional(),
});

/** The services of an environment, by name. */
export const services = z.record(
  z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, "a service's name: lower-case letters, digits and hyphens"),
  service,
);

/** The groups of smoke tests that every release must have run; none may be left out. */
export const smokeGroups = z.array(text("a group of smoke tests")).min(1, "at least one group");

export type Probe = z.infer<typeof probe>;
export type ServiceRules = z.infer<typeof service>;
export type MetricsRules = NonNullable<ServiceRules["metrics"]>;
