import { isDeepStrictEqual } from "node:util";
import type { Properties, Value } from "./resource-type.ts";

/** What stands for a value that is not known yet (sdk/go/common/resource/plugin/rpc.go, `UnknownStringValue`). */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The engine has one such sentinel per kind of value: string, boolean, number, array, asset, archive, object. */
const unknownValues = new Set([
  unknownValue,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export function isObject(value: Value | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether a value, or anything inside it, is not known yet. */
export function holdsUnknown(value: Value): boolean {
  if (typeof value === "string") return unknownValues.has(value);
  if (Array.isArray(value)) return value.some(holdsUnknown);
  return isObject(value) && Object.values(value).some(holdsUnknown);
}

/** Parts properties into those that are known throughout and the names of the others. */
export function partKnown(properties: Properties): { known: Properties; unknown: Set<string> } {
  const known: Properties = {};
  const unknown = new Set<string>();
  for (const [name, value] of Object.entries(properties)) {
    if (holdsUnknown(value)) unknown.add(name);
    else known[name] = value;
  }
  return { known, unknown };
}

/** Drops nulls at every depth: to a provider a null input is an input that is not given. */
export function withoutNulls(properties: Properties): Properties {
  const kept = Object.entries(properties).filter(([, value]) => value !== null);
  return Object.fromEntries(kept.map(([name, value]) => [name, cleaned(value)]));
}

function cleaned(value: Value): Value {
  if (Array.isArray(value)) return value.map(cleaned);
  return isObject(value) ? withoutNulls(value) : value;
}

/**
 * Drops nulls, empty lists and empty objects among the members of objects, at every depth: the providers see no
 * difference between a collection that is empty and one that is not given (Terraform counts its elements).
 */
export function withoutEmpties(properties: Properties): Properties {
  const kept: Properties = {};
  for (const [name, value] of Object.entries(properties)) {
    const inner = emptied(value);
    if (inner !== null && !isEmptyCollection(inner)) kept[name] = inner;
  }
  return kept;
}

function emptied(value: Value): Value {
  if (Array.isArray(value)) return value.map(emptied);
  return isObject(value) ? withoutEmpties(value) : value;
}

export function isEmptyCollection(value: Value): boolean {
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}

export function equal(left: Value | undefined, right: Value | undefined): boolean {
  return isDeepStrictEqual(left, right);
}

/** Null, false, the empty string, and what holds nothing: values that a cloud answers for what was never set. */
export function isEmpty(value: Value): boolean {
  return value === null || value === false || value === "" || isEmptyCollection(value);
}
