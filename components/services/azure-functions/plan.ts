import { featureFlagProblems, type ServiceProfile } from "../profile.ts";

// learn.microsoft.com/azure/azure-functions/functions-scale (Linux) and .../functions-premium-plan
const consumptionMaximum = 100;
const premiumMaximum = 100;
const premiumAlwaysReady = 20;

/** Whether a size is Consumption: it runs no machine of its own, and none when nobody calls. */
export function isConsumption(sku: string): boolean {
  return sku === "Y1";
}

/** The App Service plan's scale and zones, as far as its size has them. */
export function planOf(sku: string, { instances, zoneRedundant }: ServiceProfile) {
  if (isConsumption(sku)) return { kind: "functionapp", sku: { name: sku, tier: "Dynamic" } };
  return {
    kind: "elastic",
    sku: { name: sku, tier: "ElasticPremium", capacity: instances.minimum },
    maximumElasticWorkerCount: instances.maximum,
    zoneRedundant,
  };
}

/** A site's share of its plan. */
export function scaleOf(sku: string, { instances }: ServiceProfile) {
  return {
    functionAppScaleLimit: instances.maximum,
    ...(isConsumption(sku) ? {} : { minimumElasticInstanceCount: instances.minimum }),
  };
}

/**
 * Why a profile cannot be kept by a plan of this size (`Y1`, `EP1`, `EP2`, `EP3`); empty where it can. Each sentence
 * begins with the property, for a message or for settings.
 */
export function profileProblems(sku: string, profile: ServiceProfile): string[] {
  const { minimum, maximum } = profile.instances;
  if (![minimum, maximum].every((count) => Number.isInteger(count) && count >= 0) || maximum < 1) {
    return [
      `instances: minimum is a whole number from 0, maximum from 1; given: minimum ${minimum}, maximum ${maximum}.`,
    ];
  }
  return [
    ...(minimum > maximum
      ? [`instances: minimum ${minimum} is more than maximum ${maximum}; raise the one or lower the other.`]
      : []),
    ...(isConsumption(sku) ? consumptionProblems(sku, profile) : premiumProblems(sku, profile)),
    ...featureFlagProblems(profile.featureFlags),
  ];
}

function consumptionProblems(
  sku: string,
  { instances, zoneRedundant, monitoring }: ServiceProfile,
): string[] {
  return [
    ...(instances.minimum > 1
      ? [
          `instances.minimum: ${sku} (Consumption) keeps no instance ready; given: ${instances.minimum}. ` +
            "Choose EP1 or larger, or a minimum of at most 1.",
        ]
      : []),
    ...above(sku, instances.maximum, consumptionMaximum),
    ...(zoneRedundant
      ? [
          `zoneRedundant: ${sku} (Consumption) cannot be spread over zones. Choose EP1 or larger, or zoneRedundant: false.`,
        ]
      : []),
    ...(monitoring === "comprehensive"
      ? [
          `monitoring: comprehensive watches the plan's CPU and memory, which ${sku} (Consumption) has no figures of. ` +
            "Choose EP1 or larger, or full.",
        ]
      : []),
  ];
}

// Two since May 2025 (learn.microsoft.com/azure/reliability/reliability-functions).
const zonesNeed = 2;

function premiumProblems(sku: string, { instances, zoneRedundant }: ServiceProfile): string[] {
  const { minimum, maximum } = instances;
  const inside = minimum >= 1 && minimum <= premiumAlwaysReady;
  return [
    ...(inside
      ? []
      : [
          `instances.minimum: ${sku} keeps from 1 to ${premiumAlwaysReady} instances ready; given: ${minimum}. ` +
            "Choose one of these, or Y1 to keep none.",
        ]),
    ...above(sku, maximum, premiumMaximum),
    ...(zoneRedundant && inside && minimum < zonesNeed
      ? [
          `zoneRedundant: one instance lies in one zone; give instances.minimum at least ${zonesNeed}, given: ${minimum}.`,
        ]
      : []),
  ];
}

function above(sku: string, maximum: number, limit: number): string[] {
  return maximum <= limit ? [] : [`instances.maximum: ${sku} has at most ${limit}; given: ${maximum}.`];
}
