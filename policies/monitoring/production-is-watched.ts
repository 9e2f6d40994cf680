import { iso27001, soc2 } from "../form/clauses.ts";
import {
  type Demand,
  exactly,
  type Finding,
  judge,
  type Subject,
  undecided,
  violation,
} from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import { refersTo, sourcesOf } from "../form/reference.ts";
import type { Resource } from "../form/resource.ts";
import { ofType } from "../form/type.ts";
import { asList, notKnown, show } from "../form/value.ts";
import { declaresProduction } from "../protection/stage.ts";
import { isApp } from "../services/azure-type.ts";

const name = "production-is-watched";

const metadata: Metadata = {
  name,
  displayName: "Production is watched, and somebody hears of it",
  description:
    "Each service of production must have a health check at least every 60 seconds, with an alarm that also counts missing data as a failure and reaches somebody.",
  severity: "high",
  clauses: [
    iso27001("A.8.16", "Systems are monitored for what is not normal."),
    soc2("CC7.2", "System components are monitored for signs of failure and attack."),
    soc2("A1.1", "Capacity and availability are monitored."),
  ],
  requirements: ["S000-MON-01", "S001-MON-01", "S001-ENV-09"],
  remediationSteps:
    "Declare for the service's own host a HealthCheck with requestInterval 10 or 30, and for the check a MetricAlarm of HealthCheckStatus with treatMissingData: breaching and alarmActions to a topic of the same stack that has a subscription; another team's topic hears of it by a subscription of its own. The setting monitoring declares all of it.",
  url: documentOf(name),
  tags: ["aws", "route53", "cloudwatch", "production"],
};

const isCheck = ofType("aws:route53/healthCheck:HealthCheck");
const isAlarm = ofType("aws:cloudwatch/metricAlarm:MetricAlarm");
const isTopic = ofType("aws:sns/topic:Topic");
const isSubscription = ofType("aws:sns/topicSubscription:TopicSubscription");
const isSite = ofType("vercel:index/project:Project");
const isDomain = ofType("vercel:index/projectDomain:ProjectDomain");

const longestInterval = 60;

const checkDemands: readonly Demand[] = [
  {
    property: "requestInterval",
    required: `of at most ${longestInterval} seconds`,
    met: (seconds) => typeof seconds === "number" && seconds <= longestInterval,
  },
  {
    property: "disabled",
    required: "false",
    met: (value) => value === undefined || value === null || value === false,
  },
];

const alarmDemands: readonly Demand[] = [
  exactly("metricName", "HealthCheckStatus"),
  exactly("treatMissingData", "breaching"),
  {
    property: "actionsEnabled",
    required: "true",
    met: (value) => value === undefined || value === null || value === true,
  },
  {
    property: "alarmActions",
    required: "with at least one topic",
    met: (actions) => actions !== notKnown && asList(actions).length > 0,
  },
];

export const productionIsWatched: Policy = {
  metadata,

  stack(resources, run) {
    if (!declaresProduction(resources, run)) return [];
    const services = resources.filter((resource) => isApp(resource) || isSite(resource));
    return services.flatMap((service) => judgeService(service, resources));
  },
};

function judgeService(service: Resource, resources: readonly Resource[]): Finding[] {
  const checks = resources.filter(isCheck);
  const hosts = [
    { resource: service, property: "defaultHostName" },
    ...resources
      .filter(isDomain)
      .filter((domain) => isSite(service) && refersTo(domain, "projectId", service, "id") === "yes")
      .map((resource) => ({ resource, property: "domain" })),
  ];
  const references = checks.map((check) => ({
    check,
    to: hosts.map(({ resource, property }) => refersTo(check, "fqdn", resource, property)),
  }));
  const own = references.filter(({ to }) => to.includes("yes")).map(({ check }) => check);
  if (own.length > 0) return own.flatMap((check) => judgeCheck(check, resources));
  const subject: Subject = { kind: "Service of production", resource: service };
  const sentence = `must have a health check of its host; given: ${checks.length > 0 ? show(checks.map(({ name: given }) => given)) : "none"}`;
  const open = references.some(({ to }) => to.includes("perhaps"));
  return [open ? undecided(subject, sentence) : violation(subject, sentence)];
}

function judgeCheck(check: Resource, resources: readonly Resource[]): Finding[] {
  const subject: Subject = { kind: "Health check", resource: check };
  const alarms = resources
    .filter(isAlarm)
    .filter((alarm) => sourcesOf(alarm, "dimensions").includes(check.urn));
  return [
    ...judge(subject, checkDemands),
    ...(alarms.length === 0 ? [violation(subject, "must have an alarm; given: none")] : []),
    ...alarms.flatMap((alarm) => judgeAlarm(alarm, resources)),
  ];
}

function judgeAlarm(alarm: Resource, resources: readonly Resource[]): Finding[] {
  const subject: Subject = { kind: "Alarm", resource: alarm };
  const sources = sourcesOf(alarm, "alarmActions");
  const topics = resources.filter(isTopic).filter(({ urn }) => sources.includes(urn));
  const heard = topics.some((topic) =>
    resources
      .filter(isSubscription)
      .some((subscription) => refersTo(subscription, "topic", topic, "arn") === "yes"),
  );
  const findings = judgeActions(subject, sources);
  if (findings.length > 0 || heard) return findings;
  // Who hears of a topic that is kept elsewhere cannot be told from here, and what cannot be told is no yes.
  const sentence = "must have a topic of this stack with a subscription, or nobody hears of it; given: none";
  return [violation(subject, sentence)];
}

/** A list of topics that is unknown as a whole but comes from topics is not empty. */
function judgeActions(subject: Subject, sources: readonly string[]): Finding[] {
  const filled = alarmDemands.filter(({ property }) => property !== "alarmActions" || sources.length === 0);
  return judge(subject, filled);
}
