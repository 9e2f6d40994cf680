import { CloudError } from "../../protocol/resource-type.ts";

/** A colon inside a part of an id is written as two question marks. */
const escapePart = (part: string): string => part.replaceAll(":", "??");
const unescapePart = (part: string): string => part.replaceAll("??", ":");

/** An id of several parts, as the provider writes it: `repository:environment`. */
export const joinId = (...parts: string[]): string => parts.map(escapePart).join(":");

function wrong(id: string, format: string): CloudError {
  return new CloudError(400, `invalid id (${id}), expected format ${format}`);
}

/** The two parts of an id. @throws when it has another form. */
export function twoParts(id: string, format: string): [string, string] {
  const [one, two, ...more] = id.split(":").map(unescapePart);
  if (!one || !two || more.length > 0) throw wrong(id, format);
  return [one, two];
}

/** The three parts of an id. @throws when it has another form. */
export function threeParts(id: string, format: string): [string, string, string] {
  const [one, two, three, ...more] = id.split(":").map(unescapePart);
  if (!one || !two || !three || more.length > 0) throw wrong(id, format);
  return [one, two, three];
}
