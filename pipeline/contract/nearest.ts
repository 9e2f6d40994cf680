import { closest, distance } from "fastest-levenshtein";
import { z } from "zod";
import { contractJsonSchema } from "./json-schema.ts";

const node = z.looseObject({
  properties: z.record(z.string(), z.unknown()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
});

/**
 * The key that is allowed at a place and nearest to one that is not; undefined when none is near enough to be a slip of the
 * hand: at most a third of it differs.
 */
export function nearestKey(path: readonly PropertyKey[], given: string): string | undefined {
  const known = keysAt(contractJsonSchema(), path);
  if (known.length === 0) return undefined;
  const best = closest(given, known);
  return distance(given, best) <= Math.max(1, Math.floor(given.length / 3)) ? best : undefined;
}

function keysAt(schema: unknown, [part, ...rest]: readonly PropertyKey[]): string[] {
  const parsed = node.safeParse(schema);
  if (!parsed.success) return [];
  const { properties = {}, additionalProperties, items } = parsed.data;
  if (part === undefined) return Object.keys(properties);
  return keysAt(typeof part === "number" ? items : (properties[String(part)] ?? additionalProperties), rest);
}
