import { ancestorOf, type Resource } from "../form/resource.ts";
import type { Run } from "../form/run.ts";
import { asList, at, holdsUnknown, isRecord, isText, notKnown, type Value } from "../form/value.ts";

export const environmentType = "github:index/repositoryEnvironment:RepositoryEnvironment";

/** The component that declares the tier of the GitHub environments below it. */
export const environmentComponent = "gatehouse:components:Environment";

/**
 * What an environment is to this pack.
 * `production` opens production. `rollback` is its way back. `lower` comes before production. `unclear` depends on a
 * value that only the update knows.
 */
export type Standing = "production" | "rollback" | "lower" | "unclear";

/**
 * Decides what an environment opens. Production is what is left when nothing says otherwise: only a component that
 * declares another tier lets an environment off, in a stack that is not production's; a name can only add to the demands.
 * So neither renaming an environment nor declaring it outside the component evades a policy.
 */
export function standingOf(resource: Resource, run: Run): Standing {
  const component = ancestorOf(resource, environmentComponent);
  const tier = component && at(component.properties, "tier");
  const name = at(resource.properties, "environment");
  if (component && tier === "production") {
    const rollback = rollbackOf(component, name);
    if (rollback !== "no") return rollback === "perhaps" ? "unclear" : "rollback";
  }
  if (isText(name) && soundsLikeProduction(name)) return "production";
  if (run.tier === "production") return "production";
  if (tier !== "staging" && tier !== "development") return tier === notKnown ? "unclear" : "production";
  return name === notKnown ? "unclear" : "lower";
}

/** The GitHub environments that an Environment component declares as its doors, by what they are for. */
export function gatesFor(component: Resource, purpose: string): string[] {
  return asList(at(component.properties, "gates")).flatMap((gate) =>
    isRecord(gate) && gate["purpose"] === purpose && isText(gate["name"]) ? [gate["name"]] : [],
  );
}

/** GitHub compares the names of environments without case. */
export function sameEnvironment(one: Value | undefined, other: Value | undefined): boolean {
  return isText(one) && isText(other) && one.toLowerCase() === other.toLowerCase();
}

/**
 * A way back is the door that the component's `gates` name for it and for nothing else, with the name of the one entry
 * and `-rollback` behind it: neither such a name alone nor a purpose alone lets an environment be without reviewers.
 */
function rollbackOf(component: Resource, name: Value | undefined): "yes" | "perhaps" | "no" {
  const gates = at(component.properties, "gates");
  if (holdsUnknown(gates)) return "perhaps";
  const [entry, ...furtherEntries] = gatesFor(component, "entry");
  if (entry === undefined || furtherEntries.length > 0) return "no";
  const rollback = `${entry}-rollback`;
  const doors = asList(gates).filter((gate) => isRecord(gate) && sameEnvironment(gate["name"], rollback));
  const [door] = doors;
  if (doors.length !== 1 || !isRecord(door) || door["purpose"] !== "rollback") return "no";
  if (name === notKnown) return "perhaps";
  return sameEnvironment(name, rollback) ? "yes" : "no";
}

function soundsLikeProduction(name: string): boolean {
  return /^prod(uction)?(?![a-z0-9])/i.test(name);
}
