import type { Finding } from "./finding.ts";
import type { Resource } from "./resource.ts";
import type { Run } from "./run.ts";

/** A clause of a published standard that a policy helps to keep. */
export interface Clause {
  /** For example `21 CFR Part 11`. */
  name: string;
  /** The edition that the reference was taken from. */
  version: string;
  /** The number of the clause, for example `11.10(e)`. */
  reference: string;
  /** What the clause asks for, in few words. */
  specification: string;
}

/** What a person needs to know of a policy. */
export interface Metadata {
  /** Stable: messages, documents and configuration name the policy by it. */
  name: string;
  displayName: string;
  /** The demand as one sentence: X must have Y. */
  description: string;
  severity: "low" | "medium" | "high" | "critical";
  /** The first one is what Pulumi shows; the documents show all. */
  clauses: readonly [Clause, ...Clause[]];
  /** Numbers of docs/requirements.yaml. */
  requirements: readonly [string, ...string[]];
  /** What to do about a violation. */
  remediationSteps: string;
  /** Where the documents explain it. */
  url: string;
  tags: readonly string[];
}

/**
 * One rule of the pack. Its functions are pure: the same resources give the same findings, and a value that is
 * missing is a violation.
 */
export interface Policy {
  metadata: Metadata;
  /** Judges each resource alone, with its parents. In an update it runs before the resource is made or changed. */
  resource?(resource: Resource, run: Run): Finding[];
  /** Judges the stack as a whole, at the end of a preview or an update: what is absent, and what belongs together. */
  stack?(resources: readonly Resource[], run: Run): Finding[];
}

/** Where docs/policies.md explains the policy. */
export function documentOf(name: string): string {
  return `docs/policies.md#${name}`;
}
