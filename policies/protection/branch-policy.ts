import type { Reference } from "../form/reference.ts";
import type { Resource } from "../form/resource.ts";
import { at, isText, type Value } from "../form/value.ts";
import { sameEnvironment } from "./environment.ts";

/** The resource types that let a branch deploy to an environment, and what each calls the two. */
const terms: ReadonlyMap<string, { environment: string; branch: string }> = new Map([
  [
    "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy",
    { environment: "environment", branch: "branchPattern" },
  ],
  [
    "github:index/repositoryDeploymentBranchPolicy:RepositoryDeploymentBranchPolicy",
    { environment: "environmentName", branch: "name" },
  ],
]);

export interface BranchPolicies {
  own: Resource[];
  /** Those of which only the update knows whose they are. */
  perhaps: Resource[];
}

/** The deployment policies of an environment. */
export function branchPoliciesOf(environment: Resource, resources: readonly Resource[]): BranchPolicies {
  const policies = resources.filter((resource) => terms.has(resource.type));
  return {
    own: policies.filter((policy) => mayBelong(policy, environment) === "yes"),
    perhaps: policies.filter((policy) => mayBelong(policy, environment) === "perhaps"),
  };
}

/** The property of a deployment policy that holds the branch or pattern. */
export function branchPropertyOf(policy: Resource): string {
  return terms.get(policy.type)?.branch ?? "branchPattern";
}

function mayBelong(policy: Resource, environment: Resource): Reference {
  const property = terms.get(policy.type)?.environment ?? "environment";
  if (policy.sources[property]?.includes(environment.urn)) return "yes";
  const pairs: readonly (readonly [Value | undefined, Value | undefined])[] = [
    [at(policy.properties, property), at(environment.properties, "environment")],
    [at(policy.properties, "repository"), at(environment.properties, "repository")],
  ];
  if (pairs.some(([one, other]) => isText(one) && isText(other) && !sameEnvironment(one, other))) return "no";
  return pairs.every(([one, other]) => isText(one) && isText(other)) ? "yes" : "perhaps";
}
