import { z } from "zod";
import { environmentName, text, variableName, whole } from "../../contract/words.ts";

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] as const;
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const pointer = z.string().regex(/^(\/[^/]*)+$/, "a JSON Pointer that begins with /, for example /id");
const status = whole(100, 599, "HTTP's statuses");
const milliseconds = whole(1, 60_000, "milliseconds");
const variable = z
  .string()
  .regex(/^[a-z][A-Za-z0-9]*$/, "a name of letters and digits, beginning with a small letter");

const request = z.strictObject({
  method: z.enum(methods, `one of ${methods.join(", ")}`).default("GET"),
  path: z.string().regex(/^\/\S*$/, "a path that begins with /, without spaces"),
  headers: z.record(z.string(), z.string()).default({}),
  /** Sent as JSON. */
  json: z.json().optional(),
  /** How often it is sent at once; the expectation must then hold for one of the answers at least. */
  times: whole(2, 500, "requests").optional(),
});

const name = z.string().regex(/^[A-Za-z_][\w]*(\.[A-Za-z_][\w]*){0,2}$/, "a name such as public.visits");

const database = z.strictObject({
  /** The variable that holds the database's address. */
  address: variableName.default("DATABASE_URL"),
  /** One statement that only reads. */
  query: text("a query").optional(),
  /** Values for $1, $2, … */
  parameters: z.array(scalar).default([]),
  tables: z.array(name).optional(),
  functions: z.array(name).optional(),
  /** Written as `table.trigger` or `schema.table.trigger`. */
  triggers: z.array(name).optional(),
  /** The version that the schema must have: `equals` it, or the newest number of the files in `newestIn`. */
  version: z
    .strictObject({
      table: name.default("schema_migrations"),
      column: name.default("version"),
      equals: text("a version").optional(),
      newestIn: text("a folder of migrations").optional(),
    })
    .refine(
      ({ equals, newestIn }) => (equals === undefined) !== (newestIn === undefined),
      "one of equals and newestIn",
    )
    .optional(),
});

const expectation = z.strictObject({
  status: z
    .union([status, z.array(status).min(1, "at least one status")], "a status, or a list of them")
    .optional(),
  contains: text("words of the answer").optional(),
  json: z.record(pointer, scalar).optional(),
  /** Milliseconds below which the whole step must stay. */
  within: milliseconds.optional(),
  /** Rows that a query must give at least. */
  rows: whole(0, 1_000_000, "rows").optional(),
});

/** One request, or one look into the database. */
export const step = z
  .strictObject({
    name: text("the step's name").optional(),
    request: request.optional(),
    database: database.optional(),
    expect: expectation.default({}),
    /** Values of a JSON answer that later steps use as `${name}`. */
    capture: z.record(variable, pointer).default({}),
    /** Says that a request which could write creates and changes nothing, for example a login. */
    safe: z.boolean().default(false),
  })
  .refine(
    (one) => (one.request === undefined) !== (one.database === undefined),
    "either request or database",
  );

const check = z.strictObject({
  name: text("the check's name"),
  /** For example `database`, `api`, `features`, `integrity`: what the contract's smokeGroups names. */
  group: z.string().regex(/^[a-z][a-z0-9-]*$/, "a group: lower-case letters, digits and hyphens"),
  /** The contract's service that requests go to. */
  service: text("a service of the contract").optional(),
  /** The environments in which it is run; all where none is named. */
  environments: z.array(environmentName).min(1, "at least one environment").optional(),
  /** Repeats the check for each value, as `${name}`. */
  each: z.record(variable, z.array(z.string()).min(1, "at least one value")).optional(),
  steps: z.array(step).min(1, "at least one step"),
  /** Removes what the check made, whether it passed or not. */
  cleanup: z.array(step).default([]),
  /** What stays and why, where something that was made must not be removed: an audit trail. */
  leaves: text("what stays, and why").optional(),
});

export const suite = z.strictObject({
  suite: z.literal(1, "1, the version of this format"),
  /** The service for checks that name none. */
  service: text("a service of the contract").optional(),
  /** Parts that checks repeat by YAML's anchors and aliases. */
  parts: z.json().optional(),
  checks: z.array(check).min(1, "at least one check"),
});

export type Suite = z.infer<typeof suite>;
export type Check = z.infer<typeof check>;
export type Step = z.infer<typeof step>;
export type Request = z.infer<typeof request>;
export type DatabaseLook = z.infer<typeof database>;

/** Whether a request can change something. */
export function isWriting({ request: asked, safe }: Step): boolean {
  return asked !== undefined && asked.method !== "GET" && asked.method !== "HEAD" && !safe;
}
