import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import { z } from "zod";

const schemaObject = z.record(z.string(), z.unknown());
type SchemaObject = z.infer<typeof schemaObject>;

const responseObject = z.union([
  z.object({ $ref: z.string() }),
  z.object({ content: z.record(z.string(), z.object({ schema: schemaObject })).optional() }),
]);
const operationObject = z.object({ responses: z.record(z.string(), responseObject) });
const descriptionObject = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.object({
    schemas: z.record(z.string(), schemaObject),
    responses: z.record(z.string(), responseObject),
  }),
});

const file = new URL(
  "../../../../node_modules/@octokit/openapi/generated/api.github.com.json",
  import.meta.url,
);
const description = descriptionObject.parse(JSON.parse(readFileSync(file, "utf8")));

// GitHub answers "" for an address that was never set, though its description says it is one.
const isAddress = (value: string): boolean => value === "" || URL.canParse(value);
const isTime = (value: string): boolean => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value);

const ajv = new Ajv({
  strict: false,
  logger: false,
  formats: { uri: isAddress, "date-time": isTime },
});

const isSchema = (value: unknown): value is SchemaObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A schema of OpenAPI 3.0 as JSON Schema: `nullable` becomes a type, references name our copies. */
function converted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(converted);
  if (!isSchema(value)) return value;
  const { nullable, example: _example, examples: _examples, ...rest } = value;
  if (typeof rest["$ref"] === "string") return { $ref: component(rest["$ref"]) };
  const inner = Object.fromEntries(
    // A property may itself be called "example" or "nullable"; the properties are schemas by name.
    Object.entries(rest).map(([key, entry]) => [
      key,
      key === "properties" && isSchema(entry)
        ? Object.fromEntries(Object.entries(entry).map(([name, schema]) => [name, converted(schema)]))
        : converted(entry),
    ]),
  );
  return nullable === true ? { anyOf: [{ type: "null" }, inner] } : inner;
}

const known = new Set<string>();

/** Adds a named schema, and what it refers to, once; the file has thousands that no test needs. */
function component(reference: string): string {
  const name = reference.split("/").at(-1) ?? reference;
  if (!known.has(name)) {
    known.add(name);
    const schema = converted(description.components.schemas[name]);
    if (!isSchema(schema)) throw new Error(`The description has no schema ${reference}`);
    ajv.addSchema(schema, name);
  }
  return name;
}

const validators = new Map<string, ValidateFunction | "no body" | "undescribed">();

function responseOf(template: string, method: string, status: number) {
  const operation = description.paths[template]?.[method.toLowerCase()];
  if (operation === undefined) return undefined;
  const response = operationObject.parse(operation).responses[String(status)];
  return response && "$ref" in response
    ? description.components.responses[response.$ref.split("/").at(-1) ?? ""]
    : response;
}

function validatorFor(template: string, method: string, status: number) {
  const key = `${method} ${template} ${status}`;
  const cached = validators.get(key);
  if (cached) return cached;
  const response = responseOf(template, method, status);
  const schema =
    response && "content" in response ? response.content?.["application/json"]?.schema : undefined;
  const made = schema
    ? ajv.compile(z.record(z.string(), z.unknown()).parse(converted(schema)))
    : response
      ? "no body"
      : "undescribed";
  validators.set(key, made);
  return made;
}

/** Whether GitHub's description has the route. */
export const isDescribed = (method: string, template: string): boolean =>
  description.paths[template]?.[method.toLowerCase()] !== undefined;

/** The statuses below 400 that the description gives for a route, without redirects and "not modified". */
export function describedSuccesses(method: string, template: string): number[] {
  const operation = operationObject.parse(description.paths[template]?.[method.toLowerCase()]);
  return Object.keys(operation.responses)
    .map(Number)
    .filter((status) => status < 300);
}

function saysWhyInSentences(body: unknown): boolean {
  return (
    isSchema(body) && Array.isArray(body["errors"]) && body["errors"].every((one) => typeof one === "string")
  );
}

/** What is wrong with an answer by the description; undefined when it fits. */
export function faultOf(method: string, template: string, status: number, body: unknown): string | undefined {
  let validator = validatorFor(template, method, status);
  if (status >= 400 && saysWhyInSentences(body)) {
    // Rulesets answer so (terraform-provider-github #2660), though described otherwise; topics are described so.
    validator = validatorFor("/repos/{owner}/{repo}/topics", "PUT", 422);
  } else if (status >= 400 && typeof validator === "string") {
    // The description leaves out many refusals; all have the common form.
    validator = validatorFor("/orgs/{org}", "GET", 404);
  }
  const where = `${method} ${template} ${status}`;
  if (validator === "undescribed") return `${where}: the description has no such answer`;
  if (validator === "no body")
    return body === undefined ? undefined : `${where}: the description has no body`;
  if (validator(body)) return undefined;
  const faults = (validator.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
  return `${where}: ${faults.slice(0, 6).join("; ")}`;
}
