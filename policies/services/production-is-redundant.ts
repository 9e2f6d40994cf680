import { iso27001, soc2 } from "../form/clauses.ts";
import { type Finding, undecided, violation } from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import { ofAzureType } from "../form/type.ts";
import { at, notKnown, show } from "../form/value.ts";
import { isBeforeProduction } from "../protection/stage.ts";

const name = "production-is-redundant";

const metadata: Metadata = {
  name,
  displayName: "Production outlives the loss of one instance",
  description:
    "The plan of a service in production must have at least two instances that are always ready, or must be spread over zones.",
  severity: "high",
  clauses: [
    iso27001("A.8.14", "Facilities for processing information are redundant as far as availability asks."),
    soc2("A1.2", "The environment is designed for availability."),
  ],
  requirements: ["S003-ENV-03"],
  remediationSteps:
    "Set sku.capacity of the plan to 2 or more (the setting profile.instances.minimum), or zoneRedundant: true. A Consumption plan keeps no instance ready: choose EP1 or larger.",
  url: documentOf(name),
  tags: ["azure", "app-service", "production"],
};

const isPlan = ofAzureType("web", "AppServicePlan");
const leastInstances = 2;

export const productionIsRedundant: Policy = {
  metadata,

  resource(resource, run): Finding[] {
    if (!isPlan(resource) || isBeforeProduction(resource, run)) return [];
    const instances = at(resource.properties, "sku.capacity");
    const spread = at(resource.properties, "zoneRedundant");
    if (spread === true || (typeof instances === "number" && instances >= leastInstances)) return [];
    const subject = { kind: "Plan of production", resource };
    const sentence = `must have sku.capacity of at least ${leastInstances}, or zoneRedundant true; given: ${show(instances)}, ${show(spread)}`;
    return [
      [instances, spread].includes(notKnown) ? undecided(subject, sentence) : violation(subject, sentence),
    ];
  },
};
