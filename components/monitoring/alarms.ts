import type { MetricAlarmArgs } from "@pulumi/aws/cloudwatch/metricAlarm.js";
import type * as pulumi from "@pulumi/pulumi";
import {
  describe,
  type Endpoint,
  healthRegion,
  type MonitoringArgs,
  type Probe,
  pathSuffix,
  prefixOf,
} from "./args.ts";
import { type EscalationStep, minutesUnhealthy, suffixOf } from "./escalation.ts";

const namespace = "AWS/Route53";
/** Minutes in a row that must be bad before somebody hears that a service is slow, or fails for some. */
const minutesOfQuality = 5;

/** The alarm of one path for one step: it rings when the path was unhealthy for as long as the step waits. */
export function unhealthyAlarm(
  args: MonitoringArgs,
  { endpoint, probe, checkId }: { endpoint: Endpoint; probe: Probe; checkId: pulumi.Input<string> },
  { topicArn, ...step }: EscalationStep & { topicArn: pulumi.Input<string> },
): MetricAlarmArgs {
  const later = suffixOf(step);
  const minutes = minutesUnhealthy(step);
  const since = later ? ` since ${minutes} minutes` : "";
  return {
    region: healthRegion,
    name: `${prefixOf(args)}-${pathSuffix(endpoint, probe)}${later}`,
    alarmDescription: describe(
      args,
      `${endpoint.name} of ${args.environment} does not answer ${probe.path}${since}`,
    ),
    namespace,
    metricName: "HealthCheckStatus",
    dimensions: { HealthCheckId: checkId },
    statistic: "Minimum",
    comparisonOperator: "LessThanThreshold",
    threshold: 1,
    period: 60,
    evaluationPeriods: minutes,
    datapointsToAlarm: minutes,
    // No data means that nobody knows whether it is healthy: that is an alarm, never a pass.
    treatMissingData: "breaching",
    alarmActions: [topicArn],
    okActions: [topicArn],
    tags: args.tags,
  };
}

interface Rule {
  /** What tells the alarm from the endpoint's others. */
  suffix: string;
  words: string;
  metricName: string;
  /** The worst of the endpoint's paths. */
  worst: string;
  comparisonOperator: string;
  threshold: number;
}

function qualityRules({ name, slowAboveMs, failingAbovePercent }: Endpoint, environment: string): Rule[] {
  const rules: Rule[] = [];
  if (slowAboveMs !== undefined) {
    rules.push({
      suffix: `${name}-slow`,
      words: `${name} of ${environment} is slow: first byte after more than ${slowAboveMs} ms`,
      metricName: "TimeToFirstByte",
      worst: "MAX(METRICS())",
      comparisonOperator: "GreaterThanThreshold",
      threshold: slowAboveMs,
    });
  }
  if (failingAbovePercent !== undefined) {
    rules.push({
      suffix: `${name}-failing`,
      words: `${name} of ${environment} fails for more than ${failingAbovePercent} % of the checkers`,
      metricName: "HealthCheckPercentageHealthy",
      worst: "MIN(METRICS())",
      comparisonOperator: "LessThanThreshold",
      threshold: 100 - failingAbovePercent,
    });
  }
  return rules;
}

/** The alarms on what is no outage yet: slow, or bad for some. Each is over all of an endpoint's paths. */
export function qualityAlarms(
  args: MonitoringArgs,
  endpoint: Endpoint,
  checkIds: readonly pulumi.Input<string>[],
  topicArn: pulumi.Input<string>,
): { suffix: string; alarm: MetricAlarmArgs }[] {
  return qualityRules(endpoint, args.environment).map((rule) => ({
    suffix: rule.suffix,
    alarm: {
      region: healthRegion,
      name: `${prefixOf(args)}-${rule.suffix}`,
      alarmDescription: describe(args, rule.words),
      metricQueries: [
        { id: "worst", expression: rule.worst, label: rule.words, returnData: true },
        ...checkIds.map((checkId, index) => ({
          id: `path${index}`,
          returnData: false,
          metric: {
            namespace,
            metricName: rule.metricName,
            dimensions: { HealthCheckId: checkId },
            stat: "Average",
            period: 60,
          },
        })),
      ],
      comparisonOperator: rule.comparisonOperator,
      threshold: rule.threshold,
      evaluationPeriods: minutesOfQuality,
      datapointsToAlarm: minutesOfQuality,
      // Missing figures say nothing of quality; that they are missing is the other alarm's to tell.
      treatMissingData: "missing",
      alarmActions: [topicArn],
      okActions: [topicArn],
      tags: args.tags,
    },
  }));
}
