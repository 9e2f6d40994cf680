import { createHash } from "node:crypto";

/**
 * One text for one value, whoever writes it: the JSON Canonicalization Scheme (RFC 8785). Keys are sorted by their
 * UTF-16 units, numbers and texts are written as ECMAScript does, and nothing stands between the tokens. Keys whose
 * value is undefined are left out.
 *
 * @throws TypeError for what JSON cannot carry without loss: NaN, an infinity, half of a surrogate pair, undefined in a
 * list, a function, or an object of a class (a Date too: write its ISO text).
 */
export function canonicalJson(value: unknown): string {
  return write(value, "$");
}

/** The SHA-256 of a text (as UTF-8) or of bytes, in lower-case hexadecimal. */
export function sha256Hex(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

function write(value: unknown, place: string): string {
  switch (typeof value) {
    case "string":
      return writeText(value, place);
    case "number":
      if (!Number.isFinite(value)) throw new TypeError(`${place} is ${value}: JSON has no such number`);
      return JSON.stringify(value);
    case "boolean":
      return String(value);
    case "object":
      if (value === null) return "null";
      return Array.isArray(value) ? writeList(value, place) : writeObject(value, place);
    default:
      throw new TypeError(`${place} is of type ${typeof value}: JSON has no such value`);
  }
}

function writeText(text: string, place: string): string {
  if (!text.isWellFormed()) throw new TypeError(`${place} holds half of a surrogate pair: no Unicode text`);
  return JSON.stringify(text);
}

function writeList(list: readonly unknown[], place: string): string {
  return `[${Array.from(list, (one, index) => write(one, `${place}[${index}]`)).join(",")}]`;
}

function writeObject(object: object, place: string): string {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`${place} is an object of a class: only plain objects have one JSON`);
  }
  const members = Object.entries(object)
    .filter(([, one]) => one !== undefined)
    // Two keys of one object are never equal.
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, one]) => `${writeText(key, place)}:${write(one, `${place}.${key}`)}`);
  return `{${members.join(",")}}`;
}
