/** Stands for a value that only the update will bring: what the engine calls unknown. */
export const notKnown: unique symbol = Symbol("not known before the update");

/** A property of a resource, as plain data. */
export type Value =
  | null
  | boolean
  | number
  | string
  | typeof notKnown
  | readonly Value[]
  | { readonly [key: string]: Value };

export type Properties = Readonly<Record<string, Value>>;

export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

export function isRecord(value: Value | undefined): value is Properties {
  return typeof value === "object" && value !== null && !isList(value);
}

export function isText(value: Value | undefined): value is string {
  return typeof value === "string";
}

/** A list as it is; a single value as a list of one; nothing as an empty list. Policy documents of AWS allow all three. */
export function asList(value: Value | undefined): readonly Value[] {
  if (value === undefined || value === null) return [];
  return isList(value) ? value : [value];
}

/** The value at a path such as `rules.pullRequest.requireCodeOwnerReview`; undefined where the path ends early. */
export function at(properties: Properties, path: string): Value | undefined {
  let found: Value | undefined = properties;
  for (const step of path.split(".")) {
    if (found === notKnown) return notKnown;
    found = isRecord(found) && Object.hasOwn(found, step) ? found[step] : undefined;
  }
  return found;
}

/** Whether the value, or a part of it, is not known. */
export function holdsUnknown(value: Value | undefined): boolean {
  if (value === notKnown) return true;
  if (isList(value)) return value.some(holdsUnknown);
  return isRecord(value) && Object.values(value).some(holdsUnknown);
}

const longest = 300;

/** The value for a message, at most 300 characters. Never show a property that can hold a secret. */
export function show(value: Value | undefined): string {
  if (value === undefined || value === null) return "not given";
  if (value === notKnown) return "not known before the update";
  const text = JSON.stringify(value, (_key, part) =>
    part === notKnown ? "(not known before the update)" : part,
  );
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
