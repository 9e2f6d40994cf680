/** The value at a JSON Pointer (RFC 6901); undefined where there is none. */
export function valueAt(document: unknown, pointer: string): unknown {
  const parts = pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"));
  return parts.reduce<unknown>(
    (here, part) =>
      here !== null && typeof here === "object"
        ? Object.getOwnPropertyDescriptor(here, part)?.value
        : undefined,
    document,
  );
}

/** Reads JSON; undefined where the text is none. */
export function parseJson(text: string): { document: unknown } | undefined {
  try {
    return { document: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** A value for a message: never a long one. */
export function shown(value: unknown): string {
  const json = value === undefined ? "missing" : JSON.stringify(value);
  return json.length > 40 ? `${json.slice(0, 37)}...` : json;
}
