import type { Resource } from "./resource.ts";
import { at, holdsUnknown, isList, notKnown, type Properties, show, type Value } from "./value.ts";

/**
 * What a policy has against a resource.
 * `violation`: the demand is not met. `undecided`: a value is needed that is known only during the update.
 */
export interface Finding {
  verdict: "violation" | "undecided";
  urn: string;
  message: string;
}

/** One demand on one property. */
export interface Demand {
  /** The path of the property, for example `rules.pullRequest.requireLastPushApproval`. */
  property: string;
  /** Completes the sentence "X must have PROPERTY …". */
  required: string;
  /** Must be false for every part that is not known: the part then decides nothing. */
  met(value: Value | undefined): boolean;
}

/** A resource and how a message calls it. */
export interface Subject {
  resource: Resource;
  /** What it is, in the words of its cloud, for example `GitHub environment`. */
  kind: string;
}

/** The property must have this very value. */
export function exactly(property: string, wanted: boolean | string): Demand {
  return { property, required: show(wanted), met: (value) => value === wanted };
}

/** The property must not be given, or be empty. */
export function absent(property: string): Demand {
  return {
    property,
    required: "empty",
    met: (value) =>
      value === undefined || value === null || value === "" || (isList(value) && value.length === 0),
  };
}

/** What the resource has against each demand that it does not meet. */
export function judge(subject: Subject, demands: readonly Demand[]): Finding[] {
  return judgeProperties(subject, subject.resource.properties, demands);
}

/** The same for properties that are not the resource's own, such as those of a document that it carries. */
export function judgeProperties(
  subject: Subject,
  properties: Properties,
  demands: readonly Demand[],
): Finding[] {
  return demands.flatMap((demand) => {
    const given = at(properties, demand.property);
    if (given !== notKnown && demand.met(given)) return [];
    const sentence = `must have ${demand.property} ${demand.required}; given: ${show(given)}`;
    return [holdsUnknown(given) ? undecided(subject, sentence) : violation(subject, sentence)];
  });
}

/** @param sentence completes the message: `KIND "NAME" SENTENCE.` */
export function violation(subject: Subject, sentence: string): Finding {
  return { verdict: "violation", urn: subject.resource.urn, message: messageOf(subject, sentence) };
}

/** @param sentence completes the message: `KIND "NAME" SENTENCE.` */
export function undecided(subject: Subject, sentence: string): Finding {
  return { verdict: "undecided", urn: subject.resource.urn, message: messageOf(subject, sentence) };
}

/** Makes violations undecided: for demands on a resource of which it is not known whether they apply. */
export function onlyIfItApplies(findings: Finding[]): Finding[] {
  return findings.map((finding) => ({ ...finding, verdict: "undecided" }));
}

function messageOf({ kind, resource }: Subject, sentence: string): string {
  return `${kind} "${resource.name}" ${sentence}.`;
}
