import { suffixed } from "../protocol/naming.ts";
import type { Properties, ResourceType } from "../protocol/resource-type.ts";
import { matching, members, text } from "../protocol/rules.ts";
import { inputRules, type Stored, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import type { AzureDocument } from "./account.ts";
import { alreadyExists, armId, azureError, groupOf, locationOf } from "./arm.ts";

export const planToken = "azure-native:web:AppServicePlan";
const siteToken = "azure-native:web:WebApp";

export function appServicePlan(cloud: Cloud<AzureDocument>): ResourceType {
  return storedType(cloud, {
    token: planToken,
    inputs: inputRules({
      required: "resourceGroupName",
      optional:
        "asyncScalingEnabled elasticScaleEnabled extendedLocation freeOfferExpirationTime hostingEnvironmentProfile " +
        "hyperV identity installScripts isCustomMode isSpot isXenon kind kubeEnvironmentProfile location " +
        "maximumElasticWorkerCount name network perSiteScaling planDefaultIdentity rdpEnabled registryAdapters " +
        "reserved sku spotExpirationTime storageMounts tags targetWorkerCount targetWorkerSizeId workerTierName " +
        "zoneRedundant",
      replaces: "location name resourceGroupName",
    }),
    computed: [
      "azureApiVersion",
      "geoRegion",
      "location",
      "numberOfSites",
      "provisioningState",
      "resourceGroup",
      "status",
      "subscription",
      "type",
    ],
    autoName: suffixed("name", 60),
    check: (inputs) => matching("name", inputs["name"], /^[\w-]{1,60}$/, "1 to 60 letters, digits and '-'"),
    idOf: (inputs, document) =>
      armId(document, text(inputs, "resourceGroupName"), "Microsoft.Web/serverfarms", text(inputs, "name")),
    taken: ({ id }) => alreadyExists(id),
    admit({ inputs, document }) {
      groupOf(document, inputs);
      refuseZones(inputs);
    },
    outputs({ inputs, document }) {
      const location = locationOf(document, inputs);
      return {
        azureApiVersion: "2025-05-01",
        geoRegion: location,
        location,
        numberOfSites: 0,
        provisioningState: "Succeeded",
        resourceGroup: text(inputs, "resourceGroupName"),
        status: "Ready",
        subscription: document.account.subscriptionId,
        type: "Microsoft.Web/serverfarms",
      };
    },
    release({ id, document }) {
      const sites = Object.values(document.resources[siteToken] ?? {});
      if (!sites.some((site) => text(site.inputs, "serverFarmId").toLowerCase() === id.toLowerCase())) return;
      throw azureError(
        409,
        "Conflict",
        "Server farm cannot be deleted because it has web app(s) assigned to it.",
      );
    },
  });
}

/** Consumption is the SKU Y1 of tier Dynamic, Flex Consumption FC1 of tier FlexConsumption. */
export function tierOf(plan: Pick<Stored, "inputs"> | undefined): string {
  const sku = plan ? members(plan.inputs, "sku") : {};
  const tiers: Record<string, string> = {
    Y: "Dynamic",
    FC: "FlexConsumption",
    EP: "ElasticPremium",
    B: "Basic",
    S: "Standard",
    F: "Free",
    D: "Shared",
    P: "Premium",
  };
  const family = /^[A-Z]+/.exec(text(sku, "name"))?.[0] ?? "";
  return text(sku, "tier") || tiers[family] || "Premium";
}

// learn.microsoft.com/azure/reliability/reliability-app-service and reliability-functions: what can be spread.
const zoned = ["ElasticPremium", "FlexConsumption", "PremiumV2", "PremiumV3", "PremiumV4", "IsolatedV2"];

function refuseZones(inputs: Properties): void {
  if (inputs["zoneRedundant"] !== true || zoned.includes(tierOf({ inputs }))) return;
  const name = text(members(inputs, "sku"), "name");
  throw azureError(400, "BadRequest", `Zone redundancy cannot be enabled for sku ${name}.`);
}
