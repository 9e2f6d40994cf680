import { CompositeAlarm } from "@pulumi/aws/cloudwatch/compositeAlarm.js";
import { Dashboard } from "@pulumi/aws/cloudwatch/dashboard.js";
import { MetricAlarm } from "@pulumi/aws/cloudwatch/metricAlarm.js";
import { HealthCheck } from "@pulumi/aws/route53/healthCheck.js";
import { Topic } from "@pulumi/aws/sns/topic.js";
import { TopicPolicy } from "@pulumi/aws/sns/topicPolicy.js";
import { TopicSubscription } from "@pulumi/aws/sns/topicSubscription.js";
import * as pulumi from "@pulumi/pulumi";
import { Component } from "../component.ts";
import { qualityAlarms, unhealthyAlarm } from "./alarms.ts";
import {
  describe,
  type Endpoint,
  healthRegion,
  type MonitoringArgs,
  type Probe,
  pathSuffix,
  prefixOf,
} from "./args.ts";
import { dashboardBody } from "./dashboard.ts";
import { checkedSteps, type EscalationStep, suffixOf } from "./escalation.ts";
import { topicPolicy } from "./topic-policy.ts";

export type { Endpoint, MonitoringArgs, Probe } from "./args.ts";

interface Step extends EscalationStep {
  topicArn: pulumi.Output<string>;
}

interface Watch {
  label: string;
  checkId: pulumi.Output<string>;
  /** One for each step, in their order. */
  alarms: MetricAlarm[];
}

/**
 * Watches endpoints from outside, closer than a scheduled workflow can, and tells people when one fails, when it stays
 * so, and when it is well again. Route 53 does not judge certificates: their end is watched by the scheduled monitor.
 */
export class Monitoring extends Component {
  /** ARN of the alarm that rings while any endpoint of the environment is unhealthy. */
  readonly unhealthyAlarmArn: pulumi.Output<string>;
  /** Of the CloudWatch dashboard, which has no region. */
  readonly dashboardName: string;

  constructor(name: string, args: MonitoringArgs, options?: pulumi.ComponentResourceOptions) {
    const { environment, severity } = args;
    const escalation = checkedSteps(args.escalation);
    refuseNothing(args);
    super("Monitoring", name, { environment, severity, escalation: [...escalation] }, options);
    const steps = escalation.map((step) => ({ ...step, topicArn: this.createTopic(step, args) }));
    const watches = args.endpoints.map((endpoint) => ({
      endpoint,
      paths: endpoint.probes.map((probe) => this.watch(endpoint, probe, args, steps)),
    }));
    const quality = watches.flatMap(({ endpoint, paths }) =>
      steps.slice(0, 1).flatMap((first) => this.watchQuality(endpoint, paths, args, first)),
    );
    const paths = watches.flatMap((one) => one.paths);
    const unhealthy = this.createSummary(paths, args);
    this.unhealthyAlarmArn = unhealthy.arn;
    this.dashboardName = this.createDashboard(
      paths,
      [unhealthy, ...quality, ...paths.flatMap(({ alarms }) => alarms)],
      args,
    );
    this.registerOutputs({});
  }

  private createTopic(step: EscalationStep, args: MonitoringArgs): pulumi.Output<string> {
    const name = `alarms${suffixOf(step)}`;
    const topic = new Topic(
      this.child(name),
      { region: healthRegion, name: `${prefixOf(args)}-${name}`, tags: args.tags },
      { parent: this },
    );
    new TopicPolicy(
      this.child(`${name}-policy`),
      { region: healthRegion, arn: topic.arn, policy: topic.arn.apply(topicPolicy) },
      { parent: this },
    );
    for (const endpoint of step.emails) {
      new TopicSubscription(
        this.child(`${name}-to-${endpoint}`),
        { region: healthRegion, topic: topic.arn, protocol: "email", endpoint },
        { parent: this },
      );
    }
    return topic.arn;
  }

  private watch(endpoint: Endpoint, probe: Probe, args: MonitoringArgs, steps: readonly Step[]): Watch {
    const suffix = pathSuffix(endpoint, probe);
    const check = new HealthCheck(
      this.child(suffix),
      {
        ...(probe.contains === undefined
          ? { type: "HTTPS" }
          : { type: "HTTPS_STR_MATCH", searchString: probe.contains }),
        fqdn: endpoint.host,
        port: 443,
        resourcePath: probe.path,
        requestInterval: args.intervalSeconds,
        failureThreshold: args.failures,
        enableSni: true,
        measureLatency: true,
        tags: { ...args.tags, Name: `${args.application} ${args.environment} ${suffix}` },
      },
      { parent: this },
    );
    const alarms = steps.map(
      (step) =>
        new MetricAlarm(
          this.child(`${suffix}-alarm${suffixOf(step)}`),
          unhealthyAlarm(args, { endpoint, probe, checkId: check.id }, step),
          { parent: this },
        ),
    );
    return { label: `${endpoint.name} ${probe.path}`, checkId: check.id, alarms };
  }

  private watchQuality(endpoint: Endpoint, paths: readonly Watch[], args: MonitoringArgs, first: Step) {
    const checkIds = paths.map(({ checkId }) => checkId);
    return qualityAlarms(args, endpoint, checkIds, first.topicArn).map(
      ({ suffix, alarm }) => new MetricAlarm(this.child(`${suffix}-alarm`), alarm, { parent: this }),
    );
  }

  /** One answer for the whole environment, for gates and people. It tells nobody: each endpoint's alarm does that. */
  private createSummary(paths: readonly Watch[], args: MonitoringArgs): CompositeAlarm {
    const names = paths.flatMap(({ alarms }) => alarms.slice(0, 1).map((alarm) => alarm.name));
    return new CompositeAlarm(
      this.child("unhealthy"),
      {
        region: healthRegion,
        alarmName: `${prefixOf(args)}-unhealthy`,
        alarmDescription: describe(
          args,
          `${args.environment} is unhealthy: at least one endpoint does not answer`,
        ),
        alarmRule: pulumi.all(names).apply((known) => known.map((each) => `ALARM("${each}")`).join(" OR ")),
        tags: args.tags,
      },
      { parent: this },
    );
  }

  private createDashboard(
    paths: readonly Watch[],
    alarms: readonly (MetricAlarm | CompositeAlarm)[],
    args: MonitoringArgs,
  ): string {
    const dashboardName = `${prefixOf(args)}-health`;
    const watched = pulumi.all(
      paths.map(({ label, checkId }) => checkId.apply((known) => ({ label, checkId: known }))),
    );
    const body = pulumi.all([watched, pulumi.all(alarms.map(({ arn }) => arn))]).apply(([known, alarmArns]) =>
      dashboardBody({
        title: `${args.application} ${args.environment} (${args.severity})`,
        region: healthRegion,
        watched: known,
        alarmArns,
        links: args.links,
      }),
    );
    new Dashboard(
      this.child("dashboard"),
      { region: healthRegion, dashboardName, dashboardBody: body },
      { parent: this },
    );
    return dashboardName;
  }
}

function refuseNothing({ environment, endpoints }: MonitoringArgs): void {
  const empty = endpoints.find(({ probes }) => probes.length === 0);
  if (endpoints.length > 0 && !empty) return;
  throw new pulumi.RunError(
    `Monitoring of ${environment} has nothing to watch${empty ? ` at ${empty.name}` : ""}. ` +
      "Give each service at least one health path, or leave the environment's monitoring out.",
  );
}
