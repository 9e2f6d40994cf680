import { describe, expect, it } from "vitest";
import { Monitoring, type MonitoringArgs } from "../../components/monitoring/index.ts";
import { every, only, record, types } from "./recording.ts";

const args: MonitoringArgs = {
  application: "app",
  environment: "production",
  endpoints: [{ name: "backend", host: "api.example", paths: ["/health", "/health/deep"] }],
  intervalSeconds: 30,
  failures: 3,
  emails: ["operators@app.example"],
};

describe("monitoring", () => {
  it("S000-MON-01: checks the backend's health every 30 seconds, within the 30 to 60 asked for", async () => {
    const registrations = await record(() => new Monitoring("monitoring", args));
    const checks = every(registrations, types.healthCheck);
    expect(checks.map(({ inputs }) => [inputs["fqdn"], inputs["resourcePath"], inputs["type"]])).toEqual([
      ["api.example", "/health", "HTTPS"],
      ["api.example", "/health/deep", "HTTPS"],
    ]);
    for (const check of checks) {
      expect(check.inputs["requestInterval"]).toBeGreaterThanOrEqual(30);
      expect(check.inputs["requestInterval"]).toBeLessThanOrEqual(60);
    }
  });

  it("alarms where Route 53's figures are, also when there are none, and tells people", async () => {
    const registrations = await record(() => new Monitoring("monitoring", args));
    const alarm = only(registrations, types.alarm, "monitoring-backend-health-alarm");
    expect(alarm.inputs).toMatchObject({
      region: "us-east-1",
      treatMissingData: "breaching",
      comparisonOperator: "LessThanThreshold",
      threshold: 1,
      alarmActions: ["arn:aws:monitoring-alarms"],
      dimensions: { HealthCheckId: "monitoring-backend-health-id" },
    });
    expect(only(registrations, "aws:sns/topicSubscription:TopicSubscription").inputs).toMatchObject({
      protocol: "email",
      endpoint: "operators@app.example",
    });
  });
});
