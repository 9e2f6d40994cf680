import { suffixed } from "../protocol/naming.ts";
import type { Properties, ResourceType } from "../protocol/resource-type.ts";
import { list, text } from "../protocol/rules.ts";
import { isObject } from "../protocol/values.ts";
import { inputRules, type Stored, storedType, words } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import type { AzureDocument } from "./account.ts";
import { alreadyExists, azureError, exists, refuseMissing } from "./arm.ts";

const token = "azure-native:monitor:DiagnosticSetting";
const sinks = ["eventHubAuthorizationRuleId", "serviceBusRuleId", "storageAccountId", "workspaceId"];

/** The log categories of the resource types that Gatehouse declares (Azure Monitor, "Supported resource logs"). */
const categories: [type: RegExp, names: string[]][] = [
  [/\/Microsoft\.KeyVault\/vaults\/[^/]+$/i, words("AuditEvent AzurePolicyEvaluationDetails")],
  [
    /\/Microsoft\.Web\/sites\/[^/]+(\/slots\/[^/]+)?$/i,
    words("AppServiceAuthenticationLogs AppServiceHTTPLogs AppServiceIPSecAuditLogs FunctionAppLogs"),
  ],
  [/\/(blob|file|queue|table)Services\/default$/i, words("StorageDelete StorageRead StorageWrite")],
];

/** Where the logs and metrics of one resource go. */
export function diagnosticSetting(cloud: Cloud<AzureDocument>): ResourceType {
  return storedType(cloud, {
    token,
    inputs: inputRules({
      required: "resourceUri",
      optional: `${sinks.join(" ")} eventHubName logAnalyticsDestinationType logs marketplacePartnerId metrics name`,
      replaces: "name resourceUri",
    }),
    computed: ["azureApiVersion", "name", "type"],
    autoName: suffixed("name", 260),
    idOf: (inputs) =>
      `${text(inputs, "resourceUri")}/providers/Microsoft.Insights/diagnosticSettings/${text(inputs, "name")}`,
    taken: ({ id }) => alreadyExists(id),
    admit({ id, inputs, document }) {
      // The services of a storage account are there with it.
      refuseMissing(document, text(inputs, "resourceUri").replace(/\/\w+Services\/default$/, ""));
      refuseSinks(document, inputs);
      refuseCategories(inputs);
      refuseSiblings(inputs, siblingsOf(document, id));
    },
    outputs: ({ inputs }) => ({
      azureApiVersion: "2021-05-01-preview",
      name: text(inputs, "name"),
      type: "Microsoft.Insights/diagnosticSettings",
    }),
  });
}

function refuseSinks(document: AzureDocument, inputs: Properties): void {
  const given = sinks.map((sink) => text(inputs, sink)).filter(Boolean);
  if (given.length === 0) throw bad("At least one data sink needs to be specified.");
  for (const sink of given) if (!exists(document, sink)) refuseMissing(document, sink);
}

function refuseCategories(inputs: Properties): void {
  const [, known] = categories.find(([type]) => type.test(text(inputs, "resourceUri"))) ?? [];
  const unsupported = known && categoriesOf(inputs, "logs").find((name) => !known.includes(name));
  if (unsupported !== undefined) throw bad(`Category '${unsupported}' is not supported.`);
}

/** One category goes to one sink by one setting; a resource has at most five settings. */
function refuseSiblings(inputs: Properties, siblings: Stored[]): void {
  const wanted = [...categoriesOf(inputs, "logs"), ...categoriesOf(inputs, "metrics")];
  for (const other of siblings) {
    const taken = [...categoriesOf(other.inputs, "logs"), ...categoriesOf(other.inputs, "metrics")];
    const category = wanted.find((name) => taken.includes(name));
    const sink = sinks
      .map((name) => text(inputs, name))
      .find((id) => id !== "" && sinks.some((name) => text(other.inputs, name) === id));
    if (category === undefined || sink === undefined) continue;
    throw azureError(
      409,
      "Conflict",
      `Data sink '${sink}' is already used in diagnostic setting '${text(other.inputs, "name")}' for category ` +
        `'${category}'. Data sinks can't be reused in different settings on the same category for the same resource.`,
    );
  }
  if (siblings.length >= 5) throw bad("The limit of 5 diagnostic settings was reached.");
}

function siblingsOf(document: AzureDocument, id: string): Stored[] {
  const folder = id.slice(0, id.lastIndexOf("/")).toLowerCase();
  return Object.entries(document.resources[token] ?? {})
    .filter(([other]) => other !== id && other.slice(0, other.lastIndexOf("/")).toLowerCase() === folder)
    .map(([, stored]) => stored);
}

function categoriesOf(inputs: Properties, kind: "logs" | "metrics"): string[] {
  return list(inputs, kind)
    .filter(isObject)
    .filter((entry) => entry["enabled"] === true)
    .map((entry) => text(entry, "category"))
    .filter(Boolean);
}

function bad(message: string): Error {
  return azureError(400, "BadRequest", message);
}
