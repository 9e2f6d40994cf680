import { UnknownValue } from "./unknown-value.ts";
import { notKnown, type Properties, type Value } from "./value.ts";

/**
 * Properties as the SDK hands them to a policy, turned into plain data. The SDK throws when an unknown value is read,
 * which would end a policy at the first one; here it becomes `notKnown`, so that all the rest is still judged.
 */
export function plainProperties(given: object): Properties {
  return Object.fromEntries(Object.keys(given).map((key) => [key, plain(() => Reflect.get(given, key))]));
}

function plain(read: () => unknown): Value {
  let value: unknown;
  try {
    value = read();
  } catch (error) {
    if (error instanceof UnknownValue) return notKnown;
    throw error;
  }
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) {
    const list: unknown[] = value;
    return Array.from({ length: list.length }, (_, index) => plain(() => list[index]));
  }
  if (typeof value === "object") return plainProperties(value);
  throw new TypeError(`A property of a resource is a ${typeof value}; only data can be judged.`);
}
