import { ancestorOf, type Resource } from "../form/resource.ts";
import type { Run } from "../form/run.ts";
import { at, isText, notKnown } from "../form/value.ts";

/** The one branch that production is deployed from (S000-PROD-01). */
export const productionBranch = "main";

/** The one environment without reviewers that production may have: a rollback must not wait for a person. */
export const rollbackName = "production-rollback";

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
  if (tier === "production" && isText(name) && name.toLowerCase() === rollbackName) return "rollback";
  if (isText(name) && soundsLikeProduction(name)) return "production";
  if (run.tier === "production") return "production";
  if (tier !== "staging" && tier !== "development") return tier === notKnown ? "unclear" : "production";
  return name === notKnown ? "unclear" : "lower";
}

/** GitHub compares the names of environments without case. */
function soundsLikeProduction(name: string): boolean {
  return /^prod(uction)?(?![a-z0-9])/i.test(name);
}
