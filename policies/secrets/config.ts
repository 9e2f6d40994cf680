import { type Demand, type Finding, judge, undecided, violation } from "../form/finding.ts";
import { sourcesOf } from "../form/reference.ts";
import type { Resource } from "../form/resource.ts";
import { ofType } from "../form/type.ts";
import { at, isText, notKnown, show, type Value } from "../form/value.ts";
import { sameEnvironment } from "../protection/environment.ts";

const isSync = ofType("doppler:secretsSync/githubActions:GithubActions");
const isToken = ofType("doppler:index/serviceToken:ServiceToken");
const isEnvironmentSecret = ofType("github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret");

/** What brings a Doppler config's secrets to jobs: a sync, or a service token with the secrets that hold it. */
interface Carrier {
  kind: "Doppler sync" | "Doppler service token";
  resource: Resource;
  /** The GitHub environments that it reaches. */
  environments: readonly (Value | undefined)[];
}

/** By silence a token reads (Doppler's provider). */
const readsOnly: Demand = {
  property: "access",
  required: "read",
  met: (access) => access === undefined || access === null || access === "read",
};

/** What is against the Doppler configs of a stack: each fills one environment, and one token at most reads it. */
export function judgeConfigs(resources: readonly Resource[]): Finding[] {
  const secrets = resources.filter(isEnvironmentSecret);
  const carriers = resources.flatMap((resource) => carrierOf(resource, secrets));
  return carriers.flatMap((carrier) => [
    ...(isToken(carrier.resource) ? judge(carrier, [readsOnly]) : []),
    ...judgeCarrier(carrier, carriers),
  ]);
}

function carrierOf(resource: Resource, secrets: readonly Resource[]): Carrier[] {
  if (isSync(resource)) {
    return [{ kind: "Doppler sync", resource, environments: [at(resource.properties, "environmentName")] }];
  }
  if (!isToken(resource)) return [];
  const environments = secrets
    .filter((secret) => sourcesOf(secret, "value").includes(resource.urn))
    .map(({ properties }) => at(properties, "environment"));
  return [{ kind: "Doppler service token", resource, environments }];
}

function judgeCarrier(carrier: Carrier, carriers: readonly Carrier[]): Finding[] {
  const config = configOf(carrier.resource);
  const others = carriers.filter((other) => other !== carrier);
  const beside = others.filter(({ resource }) => config !== undefined && configOf(resource) === config);
  return [
    ...judgeNumber(carrier, beside),
    ...judgeEnvironments(carrier, beside),
    ...(config === undefined && others.length > 0
      ? [undecided(carrier, "must have a config of its own; given: one that is not known before the update")]
      : []),
  ];
}

function judgeNumber(carrier: Carrier, beside: readonly Carrier[]): Finding[] {
  const tokens = beside.filter(({ resource }) => isToken(resource));
  if (!isToken(carrier.resource) || tokens.length === 0) return [];
  const given = show(tokens.map(({ resource }) => resource.name));
  return [violation(carrier, `must have a config that no other service token reads; given: ${given}`)];
}

function judgeEnvironments(carrier: Carrier, beside: readonly Carrier[]): Finding[] {
  const reached = [carrier, ...beside].flatMap(({ environments }) => environments);
  const [first, ...others] = reached.filter(isText);
  const sentence = "must have a config that fills no other environment";
  if (others.some((other) => !sameEnvironment(other, first))) {
    return [violation(carrier, `${sentence}; given: ${show([first ?? null, ...others])}`)];
  }
  return reached.length > 1 && reached.includes(notKnown)
    ? [undecided(carrier, `${sentence}; given: one that is not known before the update`)]
    : [];
}

function configOf({ properties }: Resource): string | undefined {
  const project = at(properties, "project");
  const config = at(properties, "config");
  return isText(project) && isText(config) ? `${project}/${config}` : undefined;
}
