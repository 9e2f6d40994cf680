import { z } from "zod";
import { schemas } from "./schema.ts";

type JsonSchema = Record<string, unknown>;

/**
 * JSON Schema of Pulumi.yaml and of the stack files, for editors: what may stand under `config`. Both files share one
 * schema, since a stack's key may replace any of the project's. Rules that tie keys together are the program's alone.
 */
export function settingsJsonSchema(): JsonSchema {
  const keys = new Map<string, JsonSchema[]>();
  for (const schema of Object.values(schemas)) {
    const { properties } = asObject(
      z.toJSONSchema(schema, { io: "input", target: "draft-7", unrepresentable: "any", reused: "inline" }),
    );
    for (const [key, value] of Object.entries(asObject(properties))) {
      const known = keys.get(key) ?? [];
      if (!known.some((one) => JSON.stringify(one) === JSON.stringify(value))) known.push(asObject(value));
      keys.set(key, known);
    }
  }
  const config: Record<string, JsonSchema> = {};
  for (const [key, variants] of keys) {
    const value = variants.length === 1 ? (variants[0] ?? {}) : { anyOf: variants };
    config[`gatehouse:${key}`] = value;
    // Pulumi.yaml writes a structured value below `value:`.
    config[key] = { anyOf: [value, { type: "object", properties: { value }, required: ["value"] }] };
  }
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "Settings of a Gatehouse pipeline",
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: config,
        // Keys of another namespace are a provider's.
        patternProperties: { "^(?!gatehouse:)[a-z-]+:": {} },
        additionalProperties: false,
      },
    },
  };
}

function asObject(value: unknown): JsonSchema {
  return z.record(z.string(), z.unknown()).parse(value);
}
