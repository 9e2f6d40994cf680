import { describe, expect, it } from "vitest";
import { openers } from "../accounts.ts";
import { deploymentOf, temporaryFolder } from "../cloud.ts";

const dashboard = "aws:cloudwatch/dashboard:Dashboard";
const composite = "aws:cloudwatch/compositeAlarm:CompositeAlarm";
const alarm = "aws:cloudwatch/metricAlarm:MetricAlarm";
const account = () => deploymentOf(openers.aws(temporaryFolder()));

describe("a dashboard", () => {
  const text = { type: "text", properties: { markdown: "# Health" } };
  const body = (...widgets: unknown[]) => ({
    dashboardName: "health",
    dashboardBody: JSON.stringify({ widgets }),
  });

  it("has an ARN without a region, and is written over", () => {
    const aws = account();
    expect(aws.create(dashboard, body(text)).state["dashboardArn"]).toBe(
      "arn:aws:cloudwatch::111122223333:dashboard/health",
    );
    expect(aws.create(dashboard, body()).id).toBe("health");
  });

  it("has a name and a body that the provider takes", () => {
    const aws = account();
    expect(aws.objections(dashboard, { ...body(), dashboardName: "a b" })[0]).toMatch(/letters, digits/);
    expect(aws.objections(dashboard, { dashboardName: "a", dashboardBody: "{" })[0]).toMatch(/invalid JSON/);
    expect(aws.objections(dashboard, body(text))).toEqual([]);
  });

  it.each([
    ["no widgets", {}, '{"dataPath":"/widgets","message":"Should be array"}'],
    ["a widget of no kind", { widgets: [{ type: "pie" }] }, '"dataPath":"/widgets/0/type"'],
    ["a text without text", { widgets: [{ type: "text", properties: {} }] }, "required property 'markdown'"],
    [
      "a graph of no region",
      { widgets: [text, { type: "metric", properties: {} }] },
      "required property 'region'",
    ],
    [
      "a line that is no list",
      { widgets: [{ type: "metric", properties: { region: "us-east-1", metrics: ["AWS/Route53"] } }] },
      '{"dataPath":"/widgets/0/properties/metrics/0","message":"Should be array"}',
    ],
    [
      "alarms that are not named",
      { widgets: [{ type: "alarm", properties: {} }] },
      "required property 'alarms'",
    ],
  ])("is refused with %s", (_, content, words) => {
    const put = () =>
      account().create(dashboard, { dashboardName: "a", dashboardBody: JSON.stringify(content) });
    expect(put).toThrow(
      /InvalidParameterInput: The dashboard body is invalid, there are 1 validation errors/,
    );
    expect(put).toThrow(words);
  });
});

describe("an alarm over alarms", () => {
  const low = (name: string, region = "us-east-1") => ({
    name,
    region,
    metricName: "HealthCheckStatus",
    comparisonOperator: "LessThanThreshold",
    evaluationPeriods: 1,
  });
  const over = (alarmRule: string) => ({ alarmName: "unhealthy", alarmRule, region: "us-east-1" });

  it.each(['ALARM("a") OR ALARM(b)', "(ALARM(a) OR OK(b)) AND NOT INSUFFICIENT_DATA(a)", "NOT ALARM(a)"])(
    "takes the rule %s",
    (rule) => {
      const aws = account();
      aws.create(alarm, low("a"));
      aws.create(alarm, low("b"));
      expect(aws.create(composite, over(rule)).state["arn"]).toBe(
        "arn:aws:cloudwatch:us-east-1:111122223333:alarm:unhealthy",
      );
    },
  );

  it("takes an alarm by its ARN", () => {
    const aws = account();
    const { state } = aws.create(alarm, low("a"));
    expect(aws.create(composite, over(`ALARM("${String(state["arn"])}")`)).id).toBe("unhealthy");
  });

  it.each(["ALARM(a) OR", "a", "", "ALARM(a) PLUS ALARM(a)", "(ALARM(a)"])("refuses the rule %j", (rule) => {
    const aws = account();
    aws.create(alarm, low("a"));
    expect(() => aws.create(composite, over(rule))).toThrow(/not a valid expression|Missing required/);
  });

  it("must name alarms that exist, in its region", () => {
    const aws = account();
    aws.create(alarm, low("a"));
    aws.create(alarm, low("far", "eu-west-1"));
    expect(() => aws.create(composite, over("ALARM(a) OR ALARM(ghost) OR ALARM(far)"))).toThrow(
      /ValidationError: Could not save the composite alarm as alarms \[ghost, far\] in the alarm rule do not exist/,
    );
  });

  it("holds the alarms that it names: they go after it, or after it let go of them", () => {
    const aws = account();
    const a = aws.create(alarm, low("a"));
    const b = aws.create(alarm, low("b"));
    const both = aws.create(composite, over("ALARM(a) OR ALARM(b)"));
    expect(() => aws.delete(alarm, a)).toThrow(
      /Cannot delete a as there are composite alarm\(s\) depending on it/,
    );
    aws.update(composite, both, over("ALARM(b)"));
    aws.delete(alarm, a);
    aws.delete(composite, both);
    aws.delete(alarm, b);
    expect(aws.read(alarm, "b")).toBeUndefined();
  });
});
