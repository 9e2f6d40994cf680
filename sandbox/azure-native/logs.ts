import { randomUUID } from "node:crypto";
import { suffixed } from "../protocol/naming.ts";
import type { Properties, ResourceType } from "../protocol/resource-type.ts";
import { matching, members, oneOf, oneOfNumbers, text, within } from "../protocol/rules.ts";
import { inputRules, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import type { AzureDocument } from "./account.ts";
import { alreadyExists, armId, azureError, exists, locationOf } from "./arm.ts";

/** Where logs are kept, and what an app sends its telemetry to. */
export function logTypes(cloud: Cloud<AzureDocument>): ResourceType[] {
  return [workspace(cloud), component(cloud)];
}

function workspace(cloud: Cloud<AzureDocument>): ResourceType {
  return storedType(cloud, {
    token: "azure-native:operationalinsights:Workspace",
    inputs: inputRules({
      required: "resourceGroupName",
      optional:
        "defaultDataCollectionRuleResourceId features forceCmkForQuery identity location " +
        "publicNetworkAccessForIngestion publicNetworkAccessForQuery retentionInDays sku tags workspaceCapping " +
        "workspaceName",
      replaces: "location resourceGroupName workspaceName",
    }),
    computed: [
      "azureApiVersion",
      "customerId",
      "location",
      "name",
      "provisioningState",
      "retentionInDays",
      "sku",
      "type",
    ],
    autoName: suffixed("workspaceName", 63),
    check: (inputs) => [
      ...matching(
        "workspaceName",
        inputs["workspaceName"],
        /^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$/,
        "4 to 63 letters, digits and '-'",
      ),
      ...within("retentionInDays", inputs["retentionInDays"], 7, 730),
    ],
    idOf: (inputs, document) =>
      armId(
        document,
        text(inputs, "resourceGroupName"),
        "Microsoft.OperationalInsights/workspaces",
        text(inputs, "workspaceName"),
      ),
    taken: ({ id }) => alreadyExists(id),
    admit: ({ inputs }) => refuseRetention(inputs),
    outputs: ({ inputs, document, old }) => ({
      azureApiVersion: "2023-09-01",
      customerId: old?.outputs["customerId"] ?? randomUUID(),
      location: locationOf(document, inputs),
      name: text(inputs, "workspaceName"),
      provisioningState: "Succeeded",
      retentionInDays: inputs["retentionInDays"] ?? 30,
      sku: inputs["sku"] ?? { name: "PerGB2018" },
      type: "Microsoft.OperationalInsights/workspaces",
    }),
  });
}

/** Only the free tier keeps less than 30 days (terraform-provider-azurerm #2949). */
function refuseRetention(inputs: Properties): void {
  const days = inputs["retentionInDays"];
  if (typeof days !== "number" || days >= 30 || text(members(inputs, "sku"), "name") === "Free") return;
  throw azureError(400, "BadRequest", "The value provided for retention is invalid");
}

function component(cloud: Cloud<AzureDocument>): ResourceType {
  return storedType(cloud, {
    token: "azure-native:applicationinsights:Component",
    inputs: inputRules({
      required: "applicationType kind resourceGroupName",
      optional:
        "disableIpMasking disableLocalAuth flowType forceCustomerStorageForProfiler hockeyAppId " +
        "immediatePurgeDataOn30Days ingestionMode location publicNetworkAccessForIngestion " +
        "publicNetworkAccessForQuery requestSource resourceName retentionInDays samplingPercentage tags " +
        "workspaceResourceId",
      replaces: "location resourceGroupName resourceName",
    }),
    computed: [
      ..."appId applicationId azureApiVersion connectionString creationDate instrumentationKey".split(" "),
      ..."location name provisioningState tenantId type".split(" "),
    ],
    autoName: suffixed("resourceName", 255),
    check: (inputs) => [
      ...oneOf("applicationType", inputs["applicationType"], ["web", "other"]),
      ...oneOfNumbers(
        "retentionInDays",
        inputs["retentionInDays"],
        [30, 60, 90, 120, 180, 270, 365, 550, 730],
      ),
    ],
    idOf: (inputs, document) =>
      armId(
        document,
        text(inputs, "resourceGroupName"),
        "Microsoft.Insights/components",
        text(inputs, "resourceName"),
      ),
    taken: ({ id }) => alreadyExists(id),
    admit({ inputs, document }) {
      const workspaceId = text(inputs, "workspaceResourceId");
      if (workspaceId === "" || exists(document, workspaceId)) return;
      throw azureError(404, "ResourceNotFound", `Failed to find Log Analytics workspace: ${workspaceId}`);
    },
    outputs({ inputs, document, old }) {
      const key = String(old?.outputs["instrumentationKey"] ?? randomUUID());
      const appId = String(old?.outputs["appId"] ?? randomUUID());
      const location = locationOf(document, inputs);
      const host = `https://${location}-0.in.applicationinsights.azure.com/`;
      return {
        appId,
        applicationId: text(inputs, "resourceName"),
        azureApiVersion: "2020-02-02",
        connectionString: `InstrumentationKey=${key};IngestionEndpoint=${host};ApplicationId=${appId}`,
        creationDate: old?.outputs["creationDate"] ?? new Date().toISOString(),
        instrumentationKey: key,
        location,
        name: text(inputs, "resourceName"),
        provisioningState: "Succeeded",
        tenantId: document.account.subscriptionId,
        type: "Microsoft.Insights/components",
      };
    },
  });
}
