/** A property as the engine sends it. */
export type Value = null | boolean | number | string | Value[] | Properties;
export type Properties = { [name: string]: Value };

/** The engine's sign for a value that only the update will know (`UnknownStringValue` in Pulumi's SDKs). */
export const unknownValue = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The key that marks an object as a wrapped value, and what stands there for a secret (Pulumi's `SigKey`). */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** Whether a value is unknown or holds something unknown. */
export function hasUnknown(value: Value): boolean {
  return holds(value, (one) => one === unknownValue);
}

/** Whether a value is a secret or holds one. */
export function hasSecret(value: Value): boolean {
  return holds(value, (one) => isObject(one) && one[signature] === secretSignature);
}

function holds(value: Value, is: (one: Value) => boolean): boolean {
  if (is(value)) return true;
  if (Array.isArray(value)) return value.some((one) => holds(one, is));
  return isObject(value) && Object.values(value).some((one) => holds(one, is));
}

export function isObject(value: Value | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether two values say the same; the order of an object's keys does not matter. */
export function isEqual(one: Value | undefined, other: Value | undefined): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, at) => isEqual(item, other[at]));
  }
  if (isObject(one) && isObject(other)) {
    const keys = Object.keys(one);
    return keys.length === Object.keys(other).length && keys.every((key) => isEqual(one[key], other[key]));
  }
  return one === other;
}
