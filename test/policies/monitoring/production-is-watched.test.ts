import { describe, expect, it } from "vitest";
import { notKnown, type Properties } from "../../../policies/form/value.ts";
import { productionIsWatched as policy } from "../../../policies/monitoring/production-is-watched.ts";
import { judgeStack, preview, resource, undecided, violations } from "../resources.ts";

const production = { ...preview, tier: "production" };
const app = resource("azure-native:web:WebApp", "app", { name: "app" });
const site = resource("vercel:index/project:Project", "site", { name: "site" });
const domain = resource(
  "vercel:index/projectDomain:ProjectDomain",
  "domain",
  { domain: "app.example" },
  { sources: { projectId: [site.urn] } },
);
const check = (properties: Properties = {}, fqdn: string[] = [app.urn]) =>
  resource(
    "aws:route53/healthCheck:HealthCheck",
    "check",
    { type: "HTTPS", requestInterval: 30, fqdn: notKnown, ...properties },
    { sources: { fqdn } },
  );
const topic = resource("aws:sns/topic:Topic", "topic", {});
const subscription = resource(
  "aws:sns/topicSubscription:TopicSubscription",
  "operator",
  { protocol: "email" },
  { sources: { topic: [topic.urn] } },
);
const alarm = (properties: Properties = {}, to = [topic.urn]) =>
  resource(
    "aws:cloudwatch/metricAlarm:MetricAlarm",
    "alarm",
    {
      metricName: "HealthCheckStatus",
      treatMissingData: "breaching",
      alarmActions: [notKnown],
      ...properties,
    },
    { sources: { dimensions: [check().urn], alarmActions: to } },
  );
const watched = [app, check(), alarm(), topic, subscription];

describe("a service of production", () => {
  it("passes with a check whose alarm reaches somebody", () => {
    expect(judgeStack(policy, watched, production)).toEqual([]);
  });

  it("S000-MON-01: is refused without a check", () => {
    expect(violations(judgeStack(policy, [app], production))).toEqual([
      'Service of production "app" must have a health check of its host; given: none.',
    ]);
  });

  it("is watched at its own host, a site at its domain", () => {
    const known = { ...app, properties: { defaultHostName: "app.azurewebsites.net" } };
    const elsewhere = check({ fqdn: "other.example" }, []);
    expect(violations(judgeStack(policy, [known, elsewhere, ...watched.slice(2)], production))).toHaveLength(
      1,
    );
    const own = check({ fqdn: "app.azurewebsites.net" }, []);
    expect(judgeStack(policy, [known, own, ...watched.slice(2)], production)).toEqual([]);
    const ofSite = [site, domain, check({}, [domain.urn]), ...watched.slice(2)];
    expect(judgeStack(policy, ofSite, production)).toEqual([]);
    expect(violations(judgeStack(policy, [site, ...watched], production))).toHaveLength(1);
  });

  it("is refused when it is watched too rarely, or not at the moment", () => {
    for (const properties of [{ requestInterval: 300 }, { requestInterval: null }, { disabled: true }]) {
      expect(
        violations(judgeStack(policy, [app, check(properties), ...watched.slice(2)], production)),
      ).toHaveLength(1);
    }
  });

  it("is refused without an alarm", () => {
    expect(violations(judgeStack(policy, [app, check()], production))).toEqual([
      'Health check "check" must have an alarm; given: none.',
    ]);
  });

  it.each<[string, ReturnType<typeof alarm>]>([
    ["takes missing data for health", alarm({ treatMissingData: "missing" })],
    ["says nothing of missing data", alarm({ treatMissingData: null })],
    ["watches something else", alarm({ metricName: "TimeToFirstByte" })],
    ["is switched off", alarm({ actionsEnabled: false })],
  ])("is refused with an alarm that %s", (_what, one) => {
    expect(violations(judgeStack(policy, [app, check(), one, topic, subscription], production))).toHaveLength(
      1,
    );
  });

  it("is refused when nobody hears of it", () => {
    expect(violations(judgeStack(policy, [app, check(), alarm(), topic], production))).toEqual([
      'Alarm "alarm" must have a topic of this stack with a subscription, or nobody hears of it; given: none.',
    ]);
    expect(
      violations(judgeStack(policy, [app, check(), alarm({ alarmActions: [] }, [])], production)),
    ).toHaveLength(1);
  });

  it("is refused when nobody hears of it, though the update knows the topic's ARN", () => {
    const known = alarm({ alarmActions: ["arn:aws:sns:us-east-1:111122223333:alarms"] });
    expect(violations(judgeStack(policy, [app, check(), known, topic], production))).toHaveLength(1);
  });

  it("is not watched at the domain of another site", () => {
    const other = resource("vercel:index/project:Project", "other", { name: "other" });
    const all = [other, domain, check({}, [domain.urn]), ...watched.slice(2)];
    expect(violations(judgeStack(policy, all, production))).toHaveLength(1);
  });

  it("is refused when its topic is kept elsewhere: nobody can tell who hears of it", () => {
    const named = alarm({ alarmActions: ["arn:aws:sns:us-east-1:111122223333:on-call"] }, []);
    expect(violations(judgeStack(policy, [app, check(), named], production))).toHaveLength(1);
  });
});

describe("where it is asked", () => {
  it("in production only, by the settings or by an Environment component", () => {
    const stage = (tier: string) => resource("gatehouse:components:Environment", "stage", { tier });
    expect(judgeStack(policy, [app, stage("staging")])).toEqual([]);
    expect(violations(judgeStack(policy, [app, stage("production")]))).toHaveLength(1);
  });
});

it("leaves open what only the update knows", () => {
  for (const all of [
    [app, check({}, []), ...watched.slice(2)],
    [app, check(), alarm({ treatMissingData: notKnown }), topic, subscription],
    [app, check(), alarm({ treatMissingData: "breaching", alarmActions: notKnown }, [])],
  ]) {
    const findings = judgeStack(policy, all, production);
    expect(violations(findings)).toEqual([]);
    expect(undecided(findings)).toHaveLength(1);
  }
});
