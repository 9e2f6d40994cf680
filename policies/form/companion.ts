import { type Demand, type Finding, judge, type Subject, undecided, violation } from "./finding.ts";
import { refersTo } from "./reference.ts";
import type { Resource } from "./resource.ts";
import type { TypeTest } from "./type.ts";
import { show } from "./value.ts";

/** A resource that another must have beside it, such as the versioning of a bucket. */
export interface Companion {
  is: TypeTest;
  /** What it is, in the words of its cloud. */
  kind: string;
  /** The property by which it names its owner, and the owner's property of the same value. */
  names: { property: string; ownerProperty: string };
  demands: readonly Demand[];
}

/** What is against an owner's companion: it is missing, or each of its demands that is not met. */
export function judgeCompanion(
  owner: Subject,
  resources: readonly Resource[],
  companion: Companion,
): Finding[] {
  const found = companionsOf(owner.resource, resources, companion);
  if (found.own.length > 0) {
    return found.own.flatMap((resource) => judge({ kind: companion.kind, resource }, companion.demands));
  }
  return missing(owner, companion, found.perhaps);
}

/** That an owner has no companion; undecided where one may turn out to be its. */
export function missing(
  owner: Subject,
  { kind, names }: Pick<Companion, "kind" | "names">,
  perhaps: readonly Resource[],
): Finding[] {
  const sentence = `must have a ${kind}`;
  if (perhaps.length === 0) return [violation(owner, `${sentence}; given: none`)];
  const given = show(perhaps.map(({ name }) => name));
  const open = `whose ${names.property} is not known before the update`;
  return [undecided(owner, `${sentence}; given: ${given}, ${open}`)];
}

/** The companions that name the owner, and those of which only the update knows whom they name. */
export function companionsOf(
  owner: Resource,
  resources: readonly Resource[],
  { is, names }: Pick<Companion, "is" | "names">,
): { own: Resource[]; perhaps: Resource[] } {
  const candidates = resources
    .filter(is)
    .map((resource) => [resource, refersTo(resource, names.property, owner, names.ownerProperty)] as const);
  const those = (wanted: string) =>
    candidates.filter(([, reference]) => reference === wanted).map(([resource]) => resource);
  return { own: those("yes"), perhaps: those("perhaps") };
}
