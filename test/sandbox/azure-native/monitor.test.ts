import { describe, expect, it } from "vitest";
import type { Properties } from "../../../sandbox/protocol/resource-type.ts";
import type { Deployment } from "../cloud.ts";
import { account, inGroup, subscription } from "./group.ts";

const workspace = "azure-native:operationalinsights:Workspace";
const component = "azure-native:applicationinsights:Component";
const setting = "azure-native:monitor:DiagnosticSetting";
const metricAlert = "azure-native:monitor:MetricAlert";
const logAlert = "azure-native:monitor:ScheduledQueryRule";

describe("a Log Analytics workspace", () => {
  it("keeps logs for 30 to 730 days", () => {
    const azure = account();
    const logs = { ...inGroup, workspaceName: "logs" };
    expect(() => azure.create(workspace, { ...logs, retentionInDays: 29 })).toThrow(
      /The value provided for retention is invalid/,
    );
    expect(azure.objections(workspace, { ...logs, retentionInDays: 731 })[0]).toMatch(/range \(7 - 730\)/);
    expect(azure.create(workspace, { ...logs, retentionInDays: 30 }).state["retentionInDays"]).toBe(30);
  });

  it("keeps them for 7 days where it is free", () => {
    const free = { ...inGroup, workspaceName: "logs", sku: { name: "Free" }, retentionInDays: 7 };
    expect(account().create(workspace, free).state["retentionInDays"]).toBe(7);
  });
});

it("an Application Insights component needs its workspace", () => {
  const azure = account();
  const insights = { ...inGroup, kind: "web", applicationType: "web", workspaceResourceId: "/x/ghost" };
  expect(() => azure.create(component, insights)).toThrow(/Log Analytics workspace/);
  const { id } = azure.create(workspace, { ...inGroup, workspaceName: "logs" });
  const made = azure.create(component, { ...insights, workspaceResourceId: id });
  expect(made.state["connectionString"]).toContain(
    `InstrumentationKey=${String(made.state["instrumentationKey"])}`,
  );
});

describe("a diagnostic setting", () => {
  function watched(): { azure: Deployment; inputs: Properties } {
    const azure = account();
    const { id } = azure.create("azure-native:keyvault:Vault", {
      ...inGroup,
      vaultName: "kv-acme",
      properties: { tenantId: "tenant", sku: { family: "A", name: "standard" } },
    });
    const workspaceId = azure.create(workspace, { ...inGroup, workspaceName: "logs" }).id;
    const logs = [{ category: "AuditEvent", enabled: true }];
    return { azure, inputs: { name: "one", resourceUri: id, workspaceId, logs } };
  }

  it("goes with its resource", () => {
    const { azure, inputs } = watched();
    const made = azure.create(setting, inputs);
    expect(made.id).toBe(
      `${String(inputs["resourceUri"])}/providers/Microsoft.Insights/diagnosticSettings/one`,
    );
    azure.delete("azure-native:keyvault:Vault", { id: String(inputs["resourceUri"]), state: {} });
    expect(azure.read(setting, made.id)).toBeUndefined();
  });

  it("is of a resource that exists, with a sink, and with categories that the resource has", () => {
    const { azure, inputs } = watched();
    const { workspaceId, ...without } = inputs;
    const resourceUri = `${subscription}/resourceGroups/acme/providers/Microsoft.KeyVault/vaults/ghost`;
    expect(() => azure.create(setting, { ...inputs, resourceUri })).toThrow(/Code="ResourceNotFound"/);
    expect(() => azure.create(setting, without)).toThrow(/At least one data sink needs to be specified\./);
    expect(() => azure.create(setting, { ...inputs, workspaceId: `${workspaceId}x` })).toThrow(
      /Code="ResourceNotFound"/,
    );
    const logs = [{ category: "FunctionAppLogs", enabled: true }];
    expect(() => azure.create(setting, { ...inputs, logs })).toThrow(
      "Category 'FunctionAppLogs' is not supported.",
    );
  });

  it("sends a category to a workspace once, and there are at most five", () => {
    const { azure, inputs } = watched();
    azure.create(setting, inputs);
    expect(() => azure.create(setting, { ...inputs, name: "two" })).toThrow(
      /is already used in diagnostic setting 'one' for category 'AuditEvent'/,
    );
    for (const name of ["two", "three", "four", "five"]) {
      const { id } = azure.create(workspace, { ...inGroup, workspaceName: `logs-${name}` });
      azure.create(setting, { ...inputs, name, workspaceId: id });
    }
    const { id } = azure.create(workspace, { ...inGroup, workspaceName: "logs-six" });
    expect(() => azure.create(setting, { ...inputs, name: "six", workspaceId: id })).toThrow(
      /limit of 5 diagnostic settings/,
    );
  });

  it("may be of a storage account's services, which are there with it", () => {
    const { azure, inputs } = watched();
    const { id } = azure.create("azure-native:storage:StorageAccount", {
      ...inGroup,
      accountName: "acmestore",
      kind: "StorageV2",
      sku: { name: "Standard_LRS" },
    });
    const logs = [{ category: "StorageRead", enabled: true }];
    const resourceUri = `${id}/blobServices/default`;
    expect(azure.create(setting, { ...inputs, resourceUri, logs }).id).toContain("/blobServices/default/");
  });
});

describe("a metric alert", () => {
  function app(sku: string): {
    azure: Deployment;
    alert(on: "app" | "plan", metricName: string): Properties;
  } {
    const azure = account();
    const plan = azure.create("azure-native:web:AppServicePlan", {
      ...inGroup,
      name: "plan",
      sku: { name: sku },
    }).id;
    const site = azure.create("azure-native:web:WebApp", { ...inGroup, name: "acme", serverFarmId: plan }).id;
    return {
      azure,
      alert: (on, metricName) => ({
        ...inGroup,
        ruleName: metricName,
        criteria: { allOf: [{ metricName }] },
        enabled: true,
        evaluationFrequency: "PT1M",
        scopes: [on === "app" ? site : plan],
        severity: 1,
        windowSize: "PT5M",
      }),
    };
  }

  it.each([
    ["EP1", "app", "HealthCheckStatus"],
    ["EP1", "plan", "CpuPercentage"],
    ["Y1", "app", "Http5xx"],
  ] as const)("watches what %s has: of the %s, %s", (sku, on, metric) => {
    const { azure, alert } = app(sku);
    expect(azure.create(metricAlert, alert(on, metric)).state["location"]).toBe("global");
  });

  it.each([
    ["Y1", "app", "HealthCheckStatus"],
    ["Y1", "plan", "CpuPercentage"],
    ["EP1", "app", "Http5xxx"],
  ] as const)("watches nothing that %s does not have: of the %s, %s", (sku, on, metric) => {
    const { azure, alert } = app(sku);
    expect(() => azure.create(metricAlert, alert(on, metric))).toThrow(
      `Couldn't find a metric named ${metric}. Make sure the name is correct.`,
    );
  });

  it("watches something that exists, in windows and severities that there are", () => {
    const { azure, alert } = app("EP1");
    const good = alert("app", "Http5xx");
    const ghost = `${subscription}/resourceGroups/acme/providers/Microsoft.Web/sites/ghost`;
    expect(() => azure.create(metricAlert, { ...good, scopes: [ghost] })).toThrow(
      "The Resource 'Microsoft.Web/sites/ghost' under resource group 'acme' was not found.",
    );
    expect(azure.objections(metricAlert, { ...good, severity: 5 })[0]).toMatch(/range \(0 - 4\)/);
    expect(azure.objections(metricAlert, { ...good, windowSize: "PT2M" })[0]).toMatch(/to be one of/);
  });
});

describe("a log alert", () => {
  const condition = { query: 'FunctionAppLogs\n| where Level == "Error"', timeAggregation: "Count" };

  function rule(change: Properties = {}) {
    const azure = account();
    const { id } = azure.create(workspace, { ...inGroup, workspaceName: "logs" });
    const inputs = {
      ...inGroup,
      ruleName: "errors",
      scopes: [id],
      criteria: { allOf: [condition] },
      severity: 2,
      evaluationFrequency: "PT5M",
      windowSize: "PT5M",
      ...change,
    };
    return () => azure.create(logAlert, inputs);
  }

  it("asks of a table that is not there yet, since nothing was logged", () => {
    expect(rule()).toThrow("Failed to resolve table or column expression named 'FunctionAppLogs'");
    expect(rule({ skipQueryValidation: true })().state["location"]).toBe("eastus");
  });

  it("has one scope that exists and one condition", () => {
    const skipQueryValidation = true;
    const ghost = `${subscription}/resourceGroups/acme/providers/Microsoft.OperationalInsights/workspaces/ghost`;
    expect(rule({ skipQueryValidation, scopes: [ghost] })).toThrow(/Code="ResourceNotFound"/);
    expect(rule({ skipQueryValidation, scopes: [] })).toThrow(/exactly one scope/);
    expect(rule({ skipQueryValidation, criteria: { allOf: [] } })).toThrow(/exactly one condition/);
    expect(rule({ skipQueryValidation, criteria: { allOf: [{ query: " " }] } })).toThrow(/must not be empty/);
  });
});

it("an action group is called by at most 12 characters", () => {
  const group = { ...inGroup, enabled: true, groupShortName: "thirteen-long" };
  expect(account().objections("azure-native:monitor:ActionGroup", group)[0]).toMatch(/1 to 12 characters/);
});
