import type { Finding } from "../../policies/form/finding.ts";
import type { Policy } from "../../policies/form/policy.ts";
import type { Resource } from "../../policies/form/resource.ts";
import type { Run } from "../../policies/form/run.ts";
import { isRecord, type Properties } from "../../policies/form/value.ts";

/** A preview on a fixed day, of a stack whose settings say nothing. */
export const preview: Run = { today: "2026-01-15", preview: true, defaultBranch: "main" };

export interface Place {
  parent?: Resource;
  protected?: boolean;
  sources?: Record<string, string[]>;
}

/** A resource as the engine registers it. Its URN is unique as long as type and name are. */
export function resource(type: string, name: string, properties: Properties, place: Place = {}): Resource {
  const { parent, sources = {} } = place;
  return {
    urn: `urn:pulumi:test::application::${type}::${name}`,
    type,
    name,
    properties,
    protected: place.protected ?? false,
    ancestors: parent ? [parent, ...parent.ancestors] : [],
    sources,
  };
}

/** The properties with one of them, given by its path, replaced; `undefined` leaves it out. */
export function changed(
  properties: Properties,
  path: string,
  value: Properties[string] | undefined,
): Properties {
  const [step = "", ...rest] = path.split(".");
  const { [step]: before, ...others } = properties;
  if (rest.length === 0) return value === undefined ? others : { ...others, [step]: value };
  return { ...others, [step]: changed(isRecord(before) ? before : {}, rest.join("."), value) };
}

/** Everything a policy says of a stack: of each resource alone, then of all together. */
export function judgeStack(policy: Policy, resources: readonly Resource[], run: Run = preview): Finding[] {
  const alone = resources.flatMap((one) => policy.resource?.(one, run) ?? []);
  return [...alone, ...(policy.stack?.(resources, run) ?? [])];
}

/** The messages that refuse. */
export function violations(findings: readonly Finding[]): string[] {
  return findings.filter(({ verdict }) => verdict === "violation").map(({ message }) => message);
}

/** The messages that leave the question open until the update. */
export function undecided(findings: readonly Finding[]): string[] {
  return findings.filter(({ verdict }) => verdict === "undecided").map(({ message }) => message);
}
