import type { Resource } from "./resource.ts";
import { at, isText, notKnown } from "./value.ts";

/** Whether one resource names another. */
export type Reference = "yes" | "perhaps" | "no";

/**
 * Whether `property` of a resource names the owner: its value comes from the owner, as the engine tells even while the
 * value is unknown, or it is the same text as `ownerProperty` of the owner. `perhaps` is for a value that is not known
 * and comes from no resource.
 */
export function refersTo(
  resource: Resource,
  property: string,
  owner: Resource,
  ownerProperty: string,
): Reference {
  const sources = sourcesOf(resource, property);
  if (sources.includes(owner.urn)) return "yes";
  const given = at(resource.properties, property);
  const wanted = at(owner.properties, ownerProperty);
  if (isText(given) && isText(wanted)) return given === wanted ? "yes" : "no";
  return given === notKnown && sources.length === 0 ? "perhaps" : "no";
}

/** The URNs of the resources that a property, or the property that it lies in, takes its value from. */
export function sourcesOf(resource: Resource, property: string): readonly string[] {
  const [root = property] = property.split(".");
  return resource.sources[root] ?? [];
}
