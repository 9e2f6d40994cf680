const placeholder = /\$\{([^{}]*)\}/g;

/** The names between `${` and `}` in a value and in everything that it holds. */
export function namesIn(value: unknown): string[] {
  if (typeof value === "string") return [...value.matchAll(placeholder)].map(([, name = ""]) => name);
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => [...namesIn(key), ...namesIn(one)]);
}

/** A value that a template needs and does not have. */
export class MissingValue extends Error {
  override name = "MissingValue";
  readonly variable: string;
  constructor(variable: string) {
    super(`\${${variable}} has no value`);
    this.variable = variable;
  }
}

/** Fills `${name}` everywhere in a value. @throws MissingValue */
export function filled(value: unknown, lookUp: (name: string) => string | undefined): unknown {
  if (typeof value === "string") return filledText(value, lookUp);
  if (Array.isArray(value)) return value.map((one) => filled(one, lookUp));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [filledText(key, lookUp), filled(one, lookUp)]),
  );
}

/** @throws MissingValue */
export function filledText(
  text: string,
  lookUp: (name: string) => string | undefined,
  encode: (value: string) => string = (value) => value,
): string {
  return text.replace(placeholder, (_, name: string) => {
    const value = lookUp(name);
    if (value === undefined) throw new MissingValue(name);
    return encode(value);
  });
}
