import { MetricAlarm } from "@pulumi/aws/cloudwatch/metricAlarm.js";
import { HealthCheck } from "@pulumi/aws/route53/healthCheck.js";
import { Topic } from "@pulumi/aws/sns/topic.js";
import { TopicPolicy } from "@pulumi/aws/sns/topicPolicy.js";
import { TopicSubscription } from "@pulumi/aws/sns/topicSubscription.js";
import type * as pulumi from "@pulumi/pulumi";
import { Component } from "../component.ts";
import { canonicalJson } from "../json.ts";

/** Route 53 publishes its health metrics in this region alone (AWS, "Monitoring health checks using CloudWatch"). */
const healthRegion = "us-east-1";

export interface Endpoint {
  /** What is watched, for people and for names, for example `backend`. */
  name: string;
  host: pulumi.Input<string>;
  paths: readonly string[];
}

export interface MonitoringArgs {
  application: string;
  environment: string;
  endpoints: readonly Endpoint[];
  /** Seconds between two checks: 10 or 30. */
  intervalSeconds: 10 | 30;
  /** Failed checks in a row after which an endpoint counts as unhealthy. */
  failures: number;
  /** Addresses that hear of an alarm; each must confirm its subscription once. */
  emails: readonly string[];
}

/** Watches endpoints from outside, closer than a scheduled workflow can, and tells people when one fails. */
export class Monitoring extends Component {
  constructor(name: string, args: MonitoringArgs, options?: pulumi.ComponentResourceOptions) {
    super("Monitoring", name, { environment: args.environment }, options);
    const topic = this.createTopic(args);
    for (const endpoint of args.endpoints) {
      for (const path of endpoint.paths) this.watch(endpoint, path, args, topic);
    }
    this.registerOutputs({});
  }

  private createTopic(args: MonitoringArgs): Topic {
    const topic = new Topic(
      this.child("alarms"),
      { region: healthRegion, name: `${args.application}-${args.environment}-alarms` },
      { parent: this },
    );
    new TopicPolicy(
      this.child("alarms-policy"),
      { region: healthRegion, arn: topic.arn, policy: topic.arn.apply(topicPolicy) },
      { parent: this },
    );
    args.emails.forEach((endpoint) => {
      new TopicSubscription(
        this.child(`alarms-to-${endpoint}`),
        { region: healthRegion, topic: topic.arn, protocol: "email", endpoint },
        { parent: this },
      );
    });
    return topic;
  }

  private watch(endpoint: Endpoint, path: string, args: MonitoringArgs, topic: Topic): void {
    const suffix = `${endpoint.name}${path.replace(/\/+/g, "-").replace(/-$/, "")}`;
    const check = new HealthCheck(
      this.child(suffix),
      {
        type: "HTTPS",
        fqdn: endpoint.host,
        port: 443,
        resourcePath: path,
        requestInterval: args.intervalSeconds,
        failureThreshold: args.failures,
        enableSni: true,
        measureLatency: true,
        tags: { Name: `${args.application} ${args.environment} ${suffix}` },
      },
      { parent: this },
    );
    new MetricAlarm(
      this.child(`${suffix}-alarm`),
      {
        region: healthRegion,
        name: `${args.application}-${args.environment}-${suffix}`,
        alarmDescription: `${endpoint.name} of ${args.environment} does not answer ${path}`,
        namespace: "AWS/Route53",
        metricName: "HealthCheckStatus",
        dimensions: { HealthCheckId: check.id },
        statistic: "Minimum",
        comparisonOperator: "LessThanThreshold",
        threshold: 1,
        period: 60,
        evaluationPeriods: 1,
        // No data means that nobody knows whether it is healthy: that is an alarm, never a pass.
        treatMissingData: "breaching",
        alarmActions: [topic.arn],
        okActions: [topic.arn],
      },
      { parent: this },
    );
  }
}

function topicPolicy(topicArn: string): string {
  return canonicalJson({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AlarmsPublish",
        Effect: "Allow",
        Principal: { Service: "cloudwatch.amazonaws.com" },
        Action: "sns:Publish",
        Resource: topicArn,
      },
      {
        Sid: "DenyInsecureTransport",
        Effect: "Deny",
        Principal: "*",
        Action: "sns:Publish",
        Resource: topicArn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}
