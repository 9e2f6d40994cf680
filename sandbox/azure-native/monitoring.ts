import { randomUUID } from "node:crypto";
import { suffixed } from "../protocol/naming.ts";
import type { ResourceType } from "../protocol/resource-type.ts";
import { matching, oneOf, oneOfNumbers, text, within } from "../protocol/rules.ts";
import { inputRules, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import type { AzureDocument } from "./account.ts";
import { alreadyExists, armId, azureError, exists, groupOf, locationOf } from "./arm.ts";

const succeeded = "Succeeded";

export function monitoringTypes(cloud: Cloud<AzureDocument>): ResourceType[] {
  return [workspace(cloud), component(cloud), actionGroup(cloud), metricAlert(cloud)];
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
    outputs: ({ inputs, document, old }) => ({
      azureApiVersion: "2025-02-01",
      customerId: old?.outputs["customerId"] ?? randomUUID(),
      location: locationOf(document, inputs),
      name: text(inputs, "workspaceName"),
      provisioningState: succeeded,
      retentionInDays: inputs["retentionInDays"] ?? 30,
      sku: inputs["sku"] ?? { name: "PerGB2018" },
      type: "Microsoft.OperationalInsights/workspaces",
    }),
  });
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
        provisioningState: succeeded,
        tenantId: document.account.subscriptionId,
        type: "Microsoft.Insights/components",
      };
    },
  });
}

function actionGroup(cloud: Cloud<AzureDocument>): ResourceType {
  return storedType(cloud, {
    token: "azure-native:monitor:ActionGroup",
    inputs: inputRules({
      required: "enabled groupShortName resourceGroupName",
      optional:
        "actionGroupName armRoleReceivers automationRunbookReceivers azureAppPushReceivers azureFunctionReceivers " +
        "emailReceivers eventHubReceivers identity incidentReceivers itsmReceivers location logicAppReceivers " +
        "smsReceivers tags voiceReceivers webhookReceivers",
      replaces: "actionGroupName location resourceGroupName",
    }),
    computed: ["azureApiVersion", "location", "name", "type"],
    autoName: suffixed("actionGroupName", 260),
    check: (inputs) =>
      matching("groupShortName", inputs["groupShortName"], /^.{1,12}$/, "1 to 12 characters"),
    idOf: (inputs, document) =>
      armId(
        document,
        text(inputs, "resourceGroupName"),
        "Microsoft.Insights/actionGroups",
        text(inputs, "actionGroupName"),
      ),
    taken: ({ id }) => alreadyExists(id),
    admit({ inputs, document }) {
      groupOf(document, inputs);
    },
    outputs: ({ inputs }) => ({
      azureApiVersion: "2024-10-01-preview",
      location: inputs["location"] ?? "Global",
      name: text(inputs, "actionGroupName"),
      type: "Microsoft.Insights/actionGroups",
    }),
  });
}

function metricAlert(cloud: Cloud<AzureDocument>): ResourceType {
  return storedType(cloud, {
    token: "azure-native:monitor:MetricAlert",
    inputs: inputRules({
      required: "criteria enabled evaluationFrequency resourceGroupName scopes severity windowSize",
      optional:
        "actions autoMitigate description location ruleName tags targetResourceRegion targetResourceType",
      replaces: "location resourceGroupName ruleName",
    }),
    computed: ["azureApiVersion", "isMigrated", "location", "name", "type"],
    autoName: suffixed("ruleName", 260),
    check: (inputs) => [
      ...within("severity", inputs["severity"], 0, 4),
      ...oneOf("evaluationFrequency", inputs["evaluationFrequency"], [
        "PT1M",
        "PT5M",
        "PT15M",
        "PT30M",
        "PT1H",
      ]),
      ...oneOf("windowSize", inputs["windowSize"], [
        ..."PT1M PT5M PT15M PT30M PT1H PT6H PT12H P1D".split(" "),
      ]),
    ],
    idOf: (inputs, document) =>
      armId(
        document,
        text(inputs, "resourceGroupName"),
        "Microsoft.Insights/metricAlerts",
        text(inputs, "ruleName"),
      ),
    taken: ({ id }) => alreadyExists(id),
    admit({ inputs, document }) {
      groupOf(document, inputs);
    },
    outputs: ({ inputs }) => ({
      azureApiVersion: "2024-03-01-preview",
      isMigrated: false,
      location: inputs["location"] ?? "global",
      name: text(inputs, "ruleName"),
      type: "Microsoft.Insights/metricAlerts",
    }),
  });
}
