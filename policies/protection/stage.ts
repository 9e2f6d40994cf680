import { ancestorOf, type Resource } from "../form/resource.ts";
import type { Run } from "../form/run.ts";
import { at } from "../form/value.ts";
import { environmentComponent } from "./environment.ts";

/**
 * Whether a resource is of development. The stack's settings and the Environment component above it, as far as there
 * are any, must agree on it: a part of another stage in a stack of development is none.
 */
export function isOfDevelopment(resource: Resource, run: Run): boolean {
  const component = ancestorOf(resource, environmentComponent);
  const tiers = [run.tier, ...(component ? [at(component.properties, "tier")] : [])].filter(
    (tier) => tier !== undefined,
  );
  return tiers.length > 0 && tiers.every((tier) => tier === "development");
}

/** Whether production is declared here: by the stack's settings or by an Environment component. */
export function declaresProduction(resources: readonly Resource[], run: Run): boolean {
  return (
    run.tier === "production" ||
    resources.some(
      ({ type, properties }) => type === environmentComponent && at(properties, "tier") === "production",
    )
  );
}
