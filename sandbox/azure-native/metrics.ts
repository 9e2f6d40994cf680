import type { Properties } from "../protocol/resource-type.ts";
import { list, members, text, texts } from "../protocol/rules.ts";
import { isObject } from "../protocol/values.ts";
import { words } from "../world/stored-type.ts";
import type { AzureDocument } from "./account.ts";
import { azureError, resourceById } from "./arm.ts";
import { planToken, tierOf } from "./plan.ts";

/**
 * The metrics that function apps and their plans have (Azure Monitor, "Supported metrics"). Health checks and the
 * figures of a plan are those of machines that belong to it, which Consumption has none of.
 */
const siteMetrics = words(
  "AverageMemoryWorkingSet AverageResponseTime BytesReceived BytesSent FileSystemUsage FunctionExecutionCount " +
    "FunctionExecutionUnits Http101 Http2xx Http3xx Http401 Http403 Http404 Http406 Http4xx Http5xx " +
    "HttpResponseTime InstanceCount MemoryWorkingSet Requests",
);
const machineMetrics = words(
  "AppConnections CpuTime Gen0Collections Gen1Collections Gen2Collections Handles HealthCheckStatus " +
    "IoReadBytesPerSecond IoWriteBytesPerSecond PrivateBytes RequestsInApplicationQueue Threads",
);
const planMetrics = words(
  "BytesReceived BytesSent CpuPercentage DiskQueueLength HttpQueueLength MemoryPercentage TcpEstablished",
);

/** Refuses an alert on a metric that its scope does not have (terraform-provider-azurerm #22210). */
export function refuseMetrics(document: AzureDocument, inputs: Properties): void {
  const named = list(members(inputs, "criteria"), "allOf")
    .filter(isObject)
    .map((condition) => text(condition, "metricName"));
  for (const scope of texts(inputs, "scopes")) {
    const known = metricsOf(document, scope);
    const missing = known && named.find((metric) => !known.includes(metric));
    if (missing === undefined) continue;
    throw azureError(
      400,
      "BadRequest",
      `Couldn't find a metric named ${missing}. Make sure the name is correct.`,
    );
  }
}

/** Undefined for a resource whose metrics are not listed here. */
function metricsOf(document: AzureDocument, scope: string): string[] | undefined {
  const plan = resourceById(document, planToken, scope);
  if (plan) return tierOf(plan) === "Dynamic" ? [] : planMetrics;
  const site =
    resourceById(document, "azure-native:web:WebApp", scope) ??
    resourceById(document, "azure-native:web:WebAppSlot", scope);
  if (!site) return undefined;
  const tier = tierOf(resourceById(document, planToken, text(site.inputs, "serverFarmId")));
  return tier === "Dynamic" ? siteMetrics : [...siteMetrics, ...machineMetrics];
}
