import { ancestorOf, type Resource } from "../form/resource.ts";
import type { Run } from "../form/run.ts";
import { at, isText, type Value } from "../form/value.ts";
import { environmentComponent } from "./environment.ts";

/**
 * Whether a resource is of development. The stack's settings and the Environment component above it, as far as there
 * are any, must agree on it: a part of another stage in a stack of development is none.
 */
export function isOfDevelopment(resource: Resource, run: Run): boolean {
  return isOfTiers(resource, run, ["development"]);
}

/** Whether a resource is of a stage before production, by the same agreement. What nobody places may be production's. */
export function isBeforeProduction(resource: Resource, run: Run): boolean {
  return isOfTiers(resource, run, ["development", "staging"]);
}

function isOfTiers(resource: Resource, run: Run, wanted: readonly string[]): boolean {
  const component =
    resource.type === environmentComponent ? resource : ancestorOf(resource, environmentComponent);
  const given: readonly (Value | undefined)[] = [run.tier, component && at(component.properties, "tier")];
  const tiers = given.filter((tier) => tier !== undefined);
  return tiers.length > 0 && tiers.every((tier) => isText(tier) && wanted.includes(tier));
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
