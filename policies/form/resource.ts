import type { Properties } from "./value.ts";

/** A resource as a policy sees it: what the program registered, in plain data. */
export interface Resource {
  urn: string;
  /** The type token, for example `aws:iam/role:Role`. */
  type: string;
  /** The name in the program: the last part of the URN. */
  name: string;
  /** The inputs; at the end of an update also the outputs that no input has the name of. */
  properties: Properties;
  /** Whether Pulumi refuses to delete it (the option `protect`, its parents' included). */
  protected: boolean;
  /** The parents, the nearest first, without those that this run did not register. */
  ancestors: readonly Resource[];
  /** For each input the URNs of the resources that its value comes from; empty while a resource is judged alone. */
  sources: Readonly<Record<string, readonly string[]>>;
}

/** The nearest parent of a type, for example the component that a resource belongs to. */
export function ancestorOf(resource: Resource, type: string): Resource | undefined {
  return resource.ancestors.find((ancestor) => ancestor.type === type);
}
