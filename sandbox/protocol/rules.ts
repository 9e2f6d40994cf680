import type { CheckFailure, Properties, Value } from "./resource-type.ts";
import { isObject } from "./values.ts";

/** The text of an input; the empty string where there is none. */
export function text(properties: Properties, name: string): string {
  const value = properties[name];
  return typeof value === "string" ? value : "";
}

/** The entries of an input that is a list; none where it is not. */
export function list(properties: Properties, name: string): Value[] {
  const value = properties[name];
  return Array.isArray(value) ? value : [];
}

/** The texts of an input that is a list of texts. */
export function texts(properties: Properties, name: string): string[] {
  return list(properties, name).filter((value) => typeof value === "string");
}

/** The members of an input that is an object; none where it is not. */
export function members(properties: Properties, name: string): Properties {
  const value = properties[name];
  return isObject(value) ? value : {};
}

/** Refuses a text outside a set, in the words that providers bridged from Terraform use. */
export function oneOf(
  property: string,
  value: Value | undefined,
  allowed: readonly string[],
): CheckFailure[] {
  if (value === undefined || (typeof value === "string" && allowed.includes(value))) return [];
  const list = allowed.map((entry) => `"${entry}"`).join(" ");
  return [{ property, reason: `expected ${property} to be one of [${list}], got ${shown(value)}` }];
}

/** Refuses a number outside a range, both ends included. */
export function within(
  property: string,
  value: Value | undefined,
  low: number,
  high: number,
): CheckFailure[] {
  if (value === undefined || (typeof value === "number" && value >= low && value <= high)) return [];
  return [
    { property, reason: `expected ${property} to be in the range (${low} - ${high}), got ${shown(value)}` },
  ];
}

/** Refuses a number that is not in a set. */
export function oneOfNumbers(
  property: string,
  value: Value | undefined,
  allowed: readonly number[],
): CheckFailure[] {
  if (value === undefined || (typeof value === "number" && allowed.includes(value))) return [];
  return [
    { property, reason: `expected ${property} to be one of [${allowed.join(" ")}], got ${shown(value)}` },
  ];
}

/** Refuses a text that does not match. `words` says what is allowed. */
export function matching(
  property: string,
  value: Value | undefined,
  pattern: RegExp,
  words: string,
): CheckFailure[] {
  if (value === undefined || (typeof value === "string" && pattern.test(value))) return [];
  return [{ property, reason: `invalid value for ${property} (${words})` }];
}

function shown(value: Value): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
