import { describe, expect, it } from "vitest";
import { openers } from "../accounts.ts";
import { deploymentOf, temporaryFolder } from "../cloud.ts";

const check = "aws:route53/healthCheck:HealthCheck";
const alarm = "aws:cloudwatch/metricAlarm:MetricAlarm";
const topic = "aws:sns/topic:Topic";
const subscription = "aws:sns/topicSubscription:TopicSubscription";
const topicPolicy = "aws:sns/topicPolicy:TopicPolicy";
const account = () => deploymentOf(openers.aws(temporaryFolder()));

describe("a health check", () => {
  const https = { type: "HTTPS", fqdn: "acme.example", requestInterval: 30, failureThreshold: 3 };

  it.each([
    [{ requestInterval: 60 }, /requestInterval to be one of \[10 30\], got 60/],
    [{ failureThreshold: 11 }, /range \(1 - 10\), got 11/],
    [{ type: "GOPHER" }, /to be one of/],
    [{ regions: ["us-east-1", "eu-west-1"] }, /at least 3 regions/],
    [{ type: "HTTPS_STR_MATCH" }, /"searchString" is required/],
  ])("is refused with %o", (change, words) => {
    expect(account().objections(check, { ...https, ...change })[0]).toMatch(words);
  });

  it("needs something to ask", () => {
    const { fqdn: _, ...nowhere } = https;
    expect(() => account().create(check, nowhere)).toThrow(/Either IPAddress or FullyQualifiedDomainName/);
  });

  it("has an ARN with a made-up id and is found by its inputs", () => {
    const aws = account();
    const { id, state } = aws.create(check, https);
    expect(state["arn"]).toBe(`arn:aws:route53:::healthcheck/${id}`);
    expect(state["enableSni"]).toBe(true);
    expect(aws.find(check, https)).toBe(id);
  });
});

describe("an alarm", () => {
  const low = {
    name: "down",
    metricName: "HealthCheckStatus",
    comparisonOperator: "LessThanThreshold",
    evaluationPeriods: 1,
  };

  it.each([
    [{ comparisonOperator: "Below" }, /to be one of/],
    [{ treatMissingData: "panic" }, /to be one of/],
    [{ period: 45 }, /10, 20, 30 or a multiple of 60/],
    [{ period: 60, evaluationPeriods: 1441 }, /at most 86400 s/],
    [{ datapointsToAlarm: 2 }, /at most evaluationPeriods/],
    [{ metricName: null }, /one of metricName/],
  ])("is refused with %o", (change, words) => {
    expect(account().objections(alarm, { ...low, ...change })[0]).toMatch(words);
  });

  it("lies in the region that it names", () => {
    expect(account().create(alarm, { ...low, region: "eu-west-1" }).state["arn"]).toBe(
      "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:down",
    );
  });
});

describe("a topic", () => {
  it("is answered, not doubled, when it exists", () => {
    const aws = account();
    const { id } = aws.create(topic, { name: "alarms" });
    expect(id).toBe("arn:aws:sns:us-east-1:111122223333:alarms");
    expect(aws.create(topic, { name: "alarms" }).id).toBe(id);
  });

  it("must exist before anybody subscribes or its policy is set", () => {
    const aws = account();
    const ghost = "arn:aws:sns:us-east-1:111122223333:ghost";
    const mail = { topic: ghost, protocol: "email", endpoint: "ops@acme.example" };
    expect(() => aws.create(subscription, mail)).toThrow(/NotFound: Topic does not exist/);
    expect(() => aws.create(topicPolicy, { arn: ghost, policy: "{}" })).toThrow(/NotFound/);
  });

  it("waits for a person to confirm an address, and subscribes an address once", () => {
    const aws = account();
    const { id } = aws.create(topic, { name: "alarms" });
    const mail = { topic: id, protocol: "email", endpoint: "ops@acme.example" };
    const first = aws.create(subscription, mail);
    expect(first.state["pendingConfirmation"]).toBe(true);
    expect(aws.create(subscription, mail).id).toBe(first.id);
  });
});

it("a key has an alias that exists once and points to a key that exists", () => {
  const aws = account();
  const key = aws.create("aws:kms/key:Key", { deletionWindowInDays: 30 });
  const alias = { name: "alias/audit", targetKeyId: key.id };
  expect(aws.create("aws:kms/alias:Alias", alias).state["targetKeyArn"]).toBe(key.state["arn"]);
  expect(() => aws.create("aws:kms/alias:Alias", alias)).toThrow(/AlreadyExistsException/);
  expect(() =>
    aws.create("aws:kms/alias:Alias", { ...alias, name: "alias/b", targetKeyId: "ghost" }),
  ).toThrow(/NotFound/);
  expect(aws.objections("aws:kms/alias:Alias", { ...alias, name: "audit" })[0]).toMatch(/alias\//);
  expect(aws.objections("aws:kms/key:Key", { deletionWindowInDays: 3 })[0]).toMatch(/range \(7 - 30\)/);
});

it("the account answers who asks, where, and which zones there are", () => {
  const aws = account();
  expect(aws.invoke("aws:index/getCallerIdentity:getCallerIdentity")["accountId"]).toBe("111122223333");
  expect(aws.invoke("aws:index/getRegion:getRegion")["region"]).toBe("us-east-1");
  const zone = "aws:route53/getZone:getZone";
  expect(aws.invoke(zone, { name: "acme.example." })["name"]).toBe("acme.example");
  expect(() => aws.invoke(zone, { name: "other.example" })).toThrow("no matching Route 53 Hosted Zone found");
});
