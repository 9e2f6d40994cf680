import { AwsV4Signer } from "aws4fetch";
import { z } from "zod";
import { askJson, type Combination, combined, type Figure, type Span } from "../http/figure.ts";

export interface CloudwatchMetric {
  namespace: string;
  metric: string;
  dimensions: Readonly<Record<string, string>>;
  /** `Average`, `Sum`, `Maximum`, `p95`, … */
  statistic: string;
}

export interface CloudwatchAccess {
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
  /** For a CloudWatch elsewhere than in AWS. */
  endpoint?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads what aws-actions/configure-aws-credentials sets. */
export function cloudwatchAccess(
  variables: Environment,
  region: string,
): CloudwatchAccess | { missing: string } {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = variables;
  if (!accessKeyId || !secretAccessKey) {
    return {
      missing: "there are no AWS credentials: let aws-actions/configure-aws-credentials take the role first",
    };
  }
  const { AWS_SESSION_TOKEN: sessionToken, AWS_ENDPOINT_URL_CLOUDWATCH: endpoint } = variables;
  return { region, accessKeyId, secretAccessKey, sessionToken, endpoint };
}

/** CloudWatch API Reference, "GetMetricData", in its JSON protocol. */
const answer = z.object({
  MetricDataResults: z.array(
    z.object({ Values: z.array(z.number()).default([]), StatusCode: z.string().optional() }),
  ),
});

/** Seconds between two points; GetMetricData gives no closer ones of ordinary metrics. */
const periodSeconds = 60;

/** Asks for a metric over whole minutes. */
export async function askCloudwatch(
  access: CloudwatchAccess,
  asked: CloudwatchMetric,
  span: Span,
): Promise<Figure> {
  const { region, accessKeyId, secretAccessKey, sessionToken } = access;
  const suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  const body = JSON.stringify(requestOf(asked, span));
  const signer = new AwsV4Signer({
    method: "POST",
    url: `${access.endpoint ?? `https://monitoring.${region}.${suffix}`}/`,
    accessKeyId,
    secretAccessKey,
    ...(sessionToken ? { sessionToken } : {}),
    service: "monitoring",
    region,
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": "GraniteServiceVersion20100801.GetMetricData",
    },
    body,
  });
  const { method, url, headers } = await signer.sign();
  const found = await askJson({ url: url.href, method, headers: Object.fromEntries(headers), body }, answer);
  if ("missing" in found) return found;
  const points = found.data.MetricDataResults.flatMap(({ Values }) => Values);
  const total = combined(points, combinationOf(asked.statistic));
  return total === undefined
    ? { missing: `CloudWatch has no ${asked.namespace} ${asked.metric} for this time`, empty: true }
    : { value: total };
}

function requestOf({ namespace, metric, dimensions, statistic }: CloudwatchMetric, { from, to }: Span) {
  return {
    StartTime: Math.floor(from / 1000),
    EndTime: Math.ceil(to / 1000),
    MetricDataQueries: [
      {
        Id: "m",
        MetricStat: {
          Metric: {
            Namespace: namespace,
            MetricName: metric,
            Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          },
          Period: periodSeconds,
          Stat: statistic,
        },
      },
    ],
  };
}

/** Percentiles of minutes have no exact sum: their mean is comparable from one span to another. */
function combinationOf(statistic: string): Combination {
  if (statistic === "Sum" || statistic === "SampleCount") return "sum";
  if (statistic === "Minimum") return "smallest";
  return statistic === "Maximum" ? "largest" : "mean";
}
