import { parse } from "yaml";
import { z } from "zod";

const words = z.union([z.string(), z.number(), z.boolean()]);

const step = z.looseObject({
  name: z.string(),
  id: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), words).default({}),
  env: z.record(z.string(), words).default({}),
  "timeout-minutes": z.number().optional(),
});

const concurrency = z.object({
  group: z.string(),
  "cancel-in-progress": z.boolean(),
  queue: z.string().optional(),
});

const job = z.looseObject({
  name: z.string(),
  needs: z.array(z.string()).default([]),
  if: z.string().optional(),
  "runs-on": z.string(),
  "timeout-minutes": z.number(),
  environment: z
    .union([z.string(), z.object({ name: z.string(), deployment: z.boolean().optional() })])
    .optional(),
  permissions: z.record(z.string(), z.string()),
  concurrency: concurrency.optional(),
  "continue-on-error": z.boolean().optional(),
  services: z.record(z.string(), z.looseObject({ image: z.string() })).default({}),
  outputs: z.record(z.string(), words).default({}),
  env: z.record(z.string(), words).default({}),
  steps: z.array(step),
});

const input = z.object({
  description: z.string(),
  required: z.boolean(),
  type: z.enum(["string", "boolean", "number", "choice"]),
  options: z.array(z.string()).optional(),
  default: words.optional(),
});

const filter = z
  .object({
    branches: z.array(z.string()).optional(),
    paths: z.array(z.string()).optional(),
    types: z.array(z.string()).optional(),
  })
  .nullable();

const document = z.object({
  name: z.string(),
  "run-name": z.string().optional(),
  on: z.strictObject({
    push: filter.optional(),
    pull_request: filter.optional(),
    deployment: z.null().optional(),
    schedule: z.array(z.object({ cron: z.string(), timezone: z.string().optional() })).optional(),
    workflow_dispatch: z
      .object({ inputs: z.record(z.string(), input).default({}) })
      .nullish()
      .transform((given) => (given === null ? { inputs: {} } : given)),
  }),
  permissions: z.strictObject({}),
  concurrency,
  jobs: z.record(z.string(), job),
});

export type ParsedWorkflow = z.infer<typeof document>;
export type ParsedJob = z.infer<typeof job>;
export type ParsedStep = z.infer<typeof step>;

/** A workflow file as a reader of YAML has it; a key that GitHub would not know is an error. */
export function parsed(text: string): ParsedWorkflow {
  return document.parse(parse(text));
}

/** A job of a workflow. @throws Error where there is none of that id. */
export function jobOf({ jobs, name }: ParsedWorkflow, id: string): ParsedJob {
  const found = jobs[id];
  if (!found) throw new Error(`${name} has no job ${id}; it has ${Object.keys(jobs).join(", ")}`);
  return found;
}

/** The GitHub environment that a job names. */
export function environmentOf({ environment }: ParsedJob): string | undefined {
  return typeof environment === "string" ? environment : environment?.name;
}

/** The jobs that a job depends on, directly or through others. */
export function ancestorsOf(workflow: ParsedWorkflow, id: string): Set<string> {
  const found = new Set<string>();
  const walk = (one: string) => {
    for (const need of jobOf(workflow, one).needs) {
      if (found.has(need)) continue;
      found.add(need);
      walk(need);
    }
  };
  walk(id);
  return found;
}

/** The places of steps by name, in the order asked for. @throws Error where one is missing. */
export function placesOf({ name, steps }: ParsedJob, names: readonly (string | RegExp)[]): number[] {
  return names.map((wanted) => {
    const place = steps.findIndex((one) =>
      typeof wanted === "string" ? one.name === wanted : wanted.test(one.name),
    );
    if (place === -1) {
      throw new Error(`${name} has no step ${wanted}; it has:\n${steps.map((one) => one.name).join("\n")}`);
    }
    return place;
  });
}

/** Whether numbers only grow. */
export function isAscending(places: readonly number[]): boolean {
  return places.every((place, index) => index === 0 || place > (places[index - 1] ?? -1));
}

/** The commands of the runtime that a job calls, in order: `gate`, `audit run`. */
export function commandsOf({ steps }: ParsedJob): string[] {
  return steps.flatMap(
    ({ run = "" }) => /pipeline\.mjs" ((?:[a-z-]+ ?)+?)(?: \\|$)/m.exec(run)?.[1]?.trim() ?? [],
  );
}

/** The values of an option in a step's script. */
export function optionOf({ run = "" }: ParsedStep, option: string): string[] {
  return [...run.matchAll(new RegExp(`--${option}="?([^"\\s]+)"?`, "g"))].flatMap((match) => match[1] ?? []);
}
