import { suffixed } from "../protocol/naming.ts";
import type { CheckFailure, Properties, ResourceType } from "../protocol/resource-type.ts";
import { matching, oneOf, text, texts, within } from "../protocol/rules.ts";
import { inputRules, storedType, words } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import type { AzureDocument } from "./account.ts";
import { alreadyExists, armId, groupOf, locationOf, refuseMissing } from "./arm.ts";
import { refuseMetrics } from "./metrics.ts";
import { refuseQuery } from "./queries.ts";

/** What one type of Azure Monitor has that the others have not. */
interface AlertType {
  token: string;
  /** The last part of its ARM type, below Microsoft.Insights. */
  collection: string;
  apiVersion: string;
  /** The input that names it. */
  named: string;
  required: string;
  optional: string;
  /** Where it lies when nobody says: a place of its own, or where its group lies. */
  place?: string;
  computed?: Properties;
  check(inputs: Properties): CheckFailure[];
  admit?(document: AzureDocument, inputs: Properties): void;
}

export function alertTypes(cloud: Cloud<AzureDocument>): ResourceType[] {
  return [actionGroup, metricAlert, scheduledQueryRule].map((type) => alertType(cloud, type));
}

const actionGroup: AlertType = {
  token: "azure-native:monitor:ActionGroup",
  collection: "actionGroups",
  apiVersion: "2024-10-01-preview",
  named: "actionGroupName",
  required: "enabled groupShortName",
  optional:
    "armRoleReceivers automationRunbookReceivers azureAppPushReceivers azureFunctionReceivers emailReceivers " +
    "eventHubReceivers identity incidentReceivers itsmReceivers logicAppReceivers smsReceivers voiceReceivers " +
    "webhookReceivers",
  place: "Global",
  check: (inputs) => matching("groupShortName", inputs["groupShortName"], /^.{1,12}$/, "1 to 12 characters"),
};

// learn.microsoft.com/rest/api/monitor/metric-alerts/create-or-update
const metricAlert: AlertType = {
  token: "azure-native:monitor:MetricAlert",
  collection: "metricAlerts",
  apiVersion: "2018-03-01",
  named: "ruleName",
  required: "criteria enabled evaluationFrequency scopes severity windowSize",
  optional: "actions autoMitigate description targetResourceRegion targetResourceType",
  place: "global",
  computed: { isMigrated: false },
  check: (inputs) => [
    ...within("severity", inputs["severity"], 0, 4),
    ...duration(inputs, "evaluationFrequency", "PT1M PT5M PT15M PT30M PT1H"),
    ...duration(inputs, "windowSize", "PT1M PT5M PT15M PT30M PT1H PT6H PT12H P1D"),
  ],
  admit(document, inputs) {
    for (const scope of texts(inputs, "scopes")) refuseMissing(document, scope);
    refuseMetrics(document, inputs);
  },
};

// learn.microsoft.com/rest/api/monitor/scheduled-query-rules/create-or-update
const scheduledQueryRule: AlertType = {
  token: "azure-native:monitor:ScheduledQueryRule",
  collection: "scheduledQueryRules",
  apiVersion: "2025-01-01-preview",
  named: "ruleName",
  required: "",
  optional:
    "actions autoMitigate checkWorkspaceAlertsStorageConfigured criteria description displayName enabled " +
    "evaluationFrequency identity kind muteActionsDuration overrideQueryTimeRange resolveConfiguration scopes " +
    "severity skipQueryValidation targetResourceTypes windowSize",
  check: (inputs) => [
    ...within("severity", inputs["severity"], 0, 4),
    ...duration(
      inputs,
      "evaluationFrequency",
      "PT1M PT5M PT10M PT15M PT30M PT45M PT1H PT2H PT3H PT4H PT5H PT6H P1D",
    ),
    ...duration(
      inputs,
      "windowSize",
      "PT1M PT5M PT10M PT15M PT30M PT45M PT1H PT2H PT3H PT4H PT5H PT6H P1D P2D",
    ),
  ],
  admit(document, inputs) {
    for (const scope of texts(inputs, "scopes")) refuseMissing(document, scope);
    refuseQuery(inputs);
  },
};

function alertType(cloud: Cloud<AzureDocument>, type: AlertType): ResourceType {
  const { named, place } = type;
  const armType = `Microsoft.Insights/${type.collection}`;
  return storedType(cloud, {
    token: type.token,
    inputs: inputRules({
      required: `resourceGroupName ${type.required}`,
      optional: `${named} location tags ${type.optional}`,
      replaces: `${named} location resourceGroupName`,
    }),
    computed: ["azureApiVersion", "location", "name", "type", ...Object.keys(type.computed ?? {})],
    autoName: suffixed(named, 260),
    check: (inputs) => [
      ...matching(
        named,
        inputs[named],
        /^[^*#&+:<>?@%{}\\/]{1,260}$/,
        "1 to 260 characters, without *#&+:<>?@%{}\\/",
      ),
      ...type.check(inputs),
    ],
    idOf: (inputs, document) =>
      armId(document, text(inputs, "resourceGroupName"), armType, text(inputs, named)),
    taken: ({ id }) => alreadyExists(id),
    admit({ inputs, document }) {
      groupOf(document, inputs);
      type.admit?.(document, inputs);
    },
    outputs: ({ inputs, document }) => ({
      azureApiVersion: type.apiVersion,
      location: inputs["location"] ?? place ?? locationOf(document, inputs),
      name: text(inputs, named),
      type: armType,
      ...type.computed,
    }),
  });
}

function duration(inputs: Properties, property: string, allowed: string): CheckFailure[] {
  return oneOf(property, inputs[property], words(allowed));
}
