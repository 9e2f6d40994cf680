import { z } from "zod";
import { nearest } from "./nearest.ts";
import type { Locate, Refusal } from "./parse.ts";

/** One message for all that is wrong: each key with its value, where it stands, what is allowed. */
export function explain(refusal: Refusal, locate: Locate): string {
  const lines = refusal.issues.map((issue) => explainOne(issue, refusal, locate));
  const [first, ...others] = lines;
  return `Settings: ${first}${others.map((line) => `\n  Also: ${line}`).join("")}`;
}

function explainOne(issue: z.core.$ZodIssue, { schema, written }: Refusal, locate: Locate): string {
  const given = valueAt(written, issue.path);
  const key = keyOf(issue.path);
  const where = locate(issue.path);
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = keysAt(schema, issue.path);
      return issue.keys
        .map((unknown) => {
          const meant = nearest(unknown, known);
          return (
            `${keyOf([...issue.path, unknown])} is not a setting (${locate([...issue.path, unknown])}). ` +
            `${meant ? `Did you mean ${meant}? ` : ""}Allowed here: ${known.join(", ")}.`
          );
        })
        .join("\n  Also: ");
    }
    case "invalid_key":
      return `${key} cannot be a key (${where}). Allowed: ${issue.issues.map((inner) => inner.message).join("; ")}.`;
    case "invalid_type":
      if (given === undefined) {
        return `${key} is missing (${where}). Allowed: ${expectation(issue)}. Add it there, or to Pulumi.yaml for all stacks.`;
      }
      return `${key} is ${show(given)} (${where}). Allowed: ${expectation(issue)}.`;
    default:
      return `${key} is ${show(given)} (${where}). Allowed: ${issue.message}.`;
  }
}

const articles: Record<string, string> = {
  array: "a list",
  boolean: "true or false",
  number: "a number",
  int: "a whole number",
  object: "a group of keys",
  record: "a group of keys",
  string: "a text",
};

function expectation(issue: z.core.$ZodIssueInvalidType): string {
  return articles[issue.expected] ?? issue.expected;
}

function keyOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (key, part) =>
      typeof part === "number" ? `${key}[${part}]` : key ? `${key}.${String(part)}` : String(part),
    "",
  );
}

function valueAt(written: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (here, part) =>
      here !== null && typeof here === "object"
        ? Object.getOwnPropertyDescriptor(here, part)?.value
        : undefined,
    written,
  );
}

function show(value: unknown): string {
  const json = JSON.stringify(value);
  return json === undefined ? "missing" : json.length > 120 ? `${json.slice(0, 117)}...` : json;
}

/** The keys that an object of the schema has at this path: what an unknown key may have meant. */
function keysAt(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let here: unknown = schema;
  for (const part of path) {
    const open = unwrap(here);
    if (open instanceof z.ZodObject) here = open.shape[String(part)];
    else if (open instanceof z.ZodRecord) here = open.valueType;
    else if (open instanceof z.ZodArray) here = open.element;
    else return [];
  }
  const open = unwrap(here);
  return open instanceof z.ZodObject ? Object.keys(open.shape) : [];
}

function unwrap(schema: unknown): unknown {
  let open = schema;
  while (open instanceof z.ZodOptional || open instanceof z.ZodDefault || open instanceof z.ZodPrefault) {
    open = open.unwrap();
  }
  return open;
}
