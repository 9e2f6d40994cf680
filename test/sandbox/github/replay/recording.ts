import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";

const json = z.json();
type Json = z.infer<typeof json>;

const callSchema = z.object({
  request: z.string(),
  query: z.record(z.string(), z.string()).optional(),
  body: json.optional(),
  body_like: z.string().optional(),
  body_changes: z.record(z.string(), json).optional(),
  body_keys_as: z.string().optional(),
  body_visibility: z.string().optional(),
  status: z.number(),
  response: json.optional(),
  uses: z.record(z.string(), z.array(z.string())).optional(),
  must_have: z.record(z.string(), z.string()).optional(),
});

const inputs = z.union([z.record(z.string(), json), z.string()]).optional();
const calls = z.array(z.union([callSchema, z.string()]));

const updateSchema = z.union([
  calls,
  z.object({ inputs, calls: calls.optional(), diff_calls: calls.optional(), plan: z.string().optional() }),
]);

const variantSchema = z.object({
  inputs,
  calls: calls.optional(),
  create: calls.optional(),
  update: z.record(z.string(), updateSchema).optional(),
  read: calls.optional(),
  delete: calls.optional(),
});

const resourceSchema = z.object({
  create: z.object({ inputs, calls }),
  read: z.object({ calls }),
  update: z.record(z.string(), updateSchema).optional(),
  delete: z.object({ calls }),
  edge: z.record(z.string(), z.string()).optional(),
  import: z.record(z.string(), z.union([calls, z.string()])).optional(),
  variants: z.record(z.string(), variantSchema).optional(),
});

const functionSchema = z.object({ args: z.record(z.string(), json), calls });

const fileSchema = z.object({
  resources: z.record(z.string(), resourceSchema),
  functions: z.record(z.string(), functionSchema),
});

const departuresSchema = z.object({
  types_not_covered: z.record(z.string(), z.string()),
  answers: z.array(
    z.object({
      type: z.string(),
      operation: z.string(),
      request: z.string(),
      status: z.number(),
      reason: z.string(),
    }),
  ),
});

export type Inputs = Record<string, Json>;
export type { Json };

/** One recorded exchange with its body filled in. */
export interface Exchange {
  method: string;
  template: string;
  query: Record<string, string>;
  body: Json | undefined;
  status: number;
  /** The part of the answer that the provider used; undefined when any would have done. */
  response: Json | undefined;
  /** Paths of fields that must be there. */
  fields: string[];
}

/** One operation: what goes before it in a fresh world, and its own exchanges. */
export interface Operation {
  type: string;
  name: string;
  inputs: Inputs;
  before: Step[];
  /** Whether the last step before it removes the object. */
  removes?: boolean;
  calls: Exchange[];
}

/** Exchanges of an earlier operation, with the inputs that they belong to. */
export interface Step {
  inputs: Inputs;
  calls: Exchange[];
}

const read = (name: string): unknown =>
  parse(readFileSync(new URL(`../../../../sandbox/github/recorded/${name}`, import.meta.url), "utf8"));

export const recording = fileSchema.parse(read("provider-calls.yaml"));
export const departures = departuresSchema.parse(read("departures.yaml"));

type Resource = z.infer<typeof resourceSchema>;
type Call = z.infer<typeof callSchema>;
type Update = z.infer<typeof updateSchema>;

const asInputs = (given: z.infer<typeof inputs>): Inputs => (typeof given === "object" ? given : {});

function parts(request: string): { method: string; template: string } {
  const [method = "", template = ""] = request.split(" ");
  return { method, template };
}

/** A short form: `METHOD /path 200 ?query`. */
function shortCall(text: string): Call {
  const [, request, status, query] = /^(\S+ \S+)(?: (\d{3}))?(?: \?(\S+))?$/.exec(text.trim()) ?? [];
  return {
    request: request ?? text,
    status: Number(status),
    ...(query ? { query: Object.fromEntries(new URLSearchParams(query)) } : {}),
  };
}

function fullCalls(resource: Resource): Call[] {
  const updates = Object.values(resource.update ?? {}).flatMap((one) =>
    Array.isArray(one) ? one : (one.calls ?? []),
  );
  return [...updates, ...resource.delete.calls, ...resource.create.calls].filter(
    (one) => typeof one === "object",
  );
}

/** The body of the first full call of the resource with the same request. */
function likeBody(resource: Resource, request: string): Json | undefined {
  return fullCalls(resource).find((one) => one.request === request && one.body !== undefined)?.body;
}

function bodyOf(resource: Resource | undefined, call: Call, short: boolean): Json | undefined {
  if (call.body !== undefined || !resource) return call.body;
  const borrowed = short || call.body_like !== undefined || call.body_keys_as !== undefined;
  const like = borrowed
    ? likeBody(resource, call.request.replace("/user/repos", "/orgs/{org}/repos"))
    : undefined;
  if (like === undefined || typeof like !== "object" || like === null || Array.isArray(like)) return like;
  return {
    ...like,
    ...(call.body_changes ?? {}),
    ...(call.body_visibility === undefined ? {} : { visibility: call.body_visibility }),
  };
}

function exchange(resource: Resource | undefined, given: Call | string): Exchange {
  const call = typeof given === "string" ? shortCall(given) : given;
  return {
    ...parts(call.request),
    query: call.query ?? {},
    body: bodyOf(resource, call, typeof given === "string"),
    status: call.status,
    response: call.response === "not used" ? undefined : call.response,
    fields: [...Object.keys(call.uses ?? {}), ...Object.keys(call.must_have ?? {})],
  };
}

const exchanges = (resource: Resource | undefined, given: z.infer<typeof calls> | undefined): Exchange[] =>
  (given ?? []).map((one) => exchange(resource, one));

function updates(
  type: string,
  resource: Resource,
  prefix: string,
  first: Step,
  given: Record<string, Update> | undefined,
): Operation[] {
  return Object.entries(given ?? {}).flatMap(([name, update]): Operation[] => {
    const listed = Array.isArray(update) ? update : [...(update.diff_calls ?? []), ...(update.calls ?? [])];
    const changed = Array.isArray(update) ? {} : asInputs(update.inputs);
    if (listed.length === 0) return [];
    const own = { type, name: `${prefix}update ${name}`, inputs: { ...first.inputs, ...changed } };
    return [{ ...own, before: [first], calls: exchanges(resource, listed) }];
  });
}

/** A call of a text, with the body that the create sent with the same request. */
function withBodies(resource: Resource, texts: string[]): Exchange[] {
  const created = exchanges(resource, resource.create.calls);
  return texts.map((one) => {
    const short = exchange(resource, one);
    const at = created.findIndex((own) => own.method === short.method && own.template === short.template);
    const [own] = at < 0 ? [] : created.splice(at, 1);
    return own ? { ...own, status: short.status, response: undefined, fields: [] } : short;
  });
}

/** `fails: POST /orgs/acme/teams: 422 …` names the filled-in path: the exchanges of the create up to that one. */
function untilRefusal(resource: Resource, text: string): Exchange[] | undefined {
  const [, method, path, status, message] = /^fails: (\w+) (\S+): (\d{3}) ([^[]*)/.exec(text) ?? [];
  if (!method || !path || text.includes("—")) return undefined;
  const created = exchanges(resource, resource.create.calls);
  const at = created.findIndex(
    (one) => one.method === method && one.template.split("/").length === path.split("/").length,
  );
  const refused = created[at];
  if (!refused) return undefined;
  const answer = { message: (message ?? "").trim() };
  return [
    ...created.slice(0, at).map((one) => ({ ...one, response: undefined, fields: [] })),
    { ...refused, status: Number(status), response: answer, fields: ["message"] },
  ];
}

const listedCalls = (text: string): string[] =>
  [...text.matchAll(/(GET|POST|PUT|PATCH|DELETE) (\/\S+) (\d{3})/g)].map(([, method, path, status]) =>
    [method, path, status].join(" "),
  );

function edges(type: string, resource: Resource, first: Step, gone: Step): Operation[] {
  const { edge } = resource;
  const operation = (name: string, before: Step[]): Operation[] => {
    const text = edge?.[name];
    if (text === undefined) return [];
    const own = listedCalls(text.split("—").at(-1) ?? "");
    const calls = untilRefusal(resource, text) ?? withBodies(resource, own);
    const removes = before.includes(gone);
    return calls.length === 0
      ? []
      : [{ type, name: `edge ${name}`, inputs: first.inputs, before, removes, calls }];
  };
  const removesRepository: Step = {
    inputs: first.inputs,
    calls: [exchange(undefined, "DELETE /repos/{owner}/{repo} 204")],
  };
  return [
    ...operation(
      "object_gone_on_read",
      /^stays/.test(edge?.["object_gone_on_read"] ?? "") ? [first] : [first, gone],
    ),
    ...operation("object_gone_on_delete", [first, gone]),
    ...operation("repository_gone_on_read", [first, removesRepository]),
    ...operation("create_when_it_exists", [first]),
  ];
}

/** Every operation of a resource type, each to be run in a world of its own. */
export function operationsOf(type: string): Operation[] {
  const resource = recording.resources[type];
  if (!resource) throw new Error(`${type} is not in the recording`);
  const inputs = asInputs(resource.create.inputs);
  const first: Step = { inputs, calls: exchanges(resource, resource.create.calls) };
  const gone: Step = { inputs, calls: exchanges(resource, resource.delete.calls) };
  const one = (name: string, before: Step[], listed: z.infer<typeof calls>): Operation[] =>
    listed.length === 0 ? [] : [{ type, name, inputs, before, calls: exchanges(resource, listed) }];
  return [
    { type, name: "create", inputs, before: [], calls: first.calls },
    ...one("read", [first], resource.read.calls),
    ...updates(type, resource, "", first, resource.update),
    ...one("delete", [first], resource.delete.calls),
    ...Object.entries(resource.import ?? {}).flatMap(([id, listed]) =>
      Array.isArray(listed) ? one(`import ${id}`, [first], listed) : [],
    ),
    ...edges(type, resource, first, gone),
    ...Object.entries(resource.variants ?? {}).flatMap(([name, variant]): Operation[] => {
      const own = asInputs(variant.inputs);
      const start: Step = { inputs: own, calls: exchanges(resource, variant.create ?? variant.calls) };
      const title = `variant ${name}`;
      const later = (what: string, listed: z.infer<typeof calls> | undefined): Operation[] =>
        listed && listed.length > 0
          ? [
              {
                type,
                name: `${title}: ${what}`,
                inputs: own,
                before: [start],
                calls: exchanges(resource, listed),
              },
            ]
          : [];
      return [
        { type, name: title, inputs: own, before: [], calls: start.calls },
        ...later("read", variant.read),
        ...updates(type, resource, `${title}: `, start, variant.update),
        ...later("delete", variant.delete),
      ];
    }),
  ];
}

/** The exchanges of a recorded function. */
export function operationOfFunction(name: string): Operation {
  const recorded = recording.functions[name];
  if (!recorded) throw new Error(`${name} is not in the recording`);
  const [type = name] = name.split(" ");
  return {
    type,
    name: "call",
    inputs: recorded.args,
    before: [],
    calls: exchanges(undefined, recorded.calls),
  };
}
