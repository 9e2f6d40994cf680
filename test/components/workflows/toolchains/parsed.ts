import { parse } from "yaml";
import { z } from "zod";
import { render, type Workflow } from "../../../../components/workflows/model/index.ts";

const texts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

const step = z.strictObject({
  name: z.string(),
  id: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  with: texts.optional(),
  run: z.string().optional(),
  env: texts.optional(),
  "working-directory": z.string().optional(),
});

const job = z.strictObject({
  name: z.string(),
  needs: z.array(z.string()).default([]),
  if: z.string().optional(),
  "runs-on": z.string(),
  "timeout-minutes": z.number(),
  environment: z.strictObject({ name: z.string(), deployment: z.boolean() }).optional(),
  permissions: z.record(z.string(), z.string()),
  services: z.record(z.string(), z.looseObject({ image: z.string() })).optional(),
  env: texts.optional(),
  outputs: texts.optional(),
  steps: z.array(step),
});

export type ParsedStep = z.infer<typeof step>;
export type ParsedJob = z.infer<typeof job>;

/** The jobs of a workflow as its file has them; a key that no test knows, `continue-on-error` for one, is refused. */
export function jobsOf(workflow: Workflow): Map<string, ParsedJob> {
  const [text = ""] = render([workflow]).values();
  const { jobs } = z.looseObject({ jobs: z.record(z.string(), job) }).parse(parse(text));
  return new Map(Object.entries(jobs));
}

export function jobOf(workflow: Workflow, id: string): ParsedJob {
  const found = jobsOf(workflow).get(id);
  if (found === undefined)
    throw new Error(`there is no job ${id}: ${[...jobsOf(workflow).keys()].join(", ")}`);
  return found;
}

export function stepOf(workflow: Workflow, id: string, name: string): ParsedStep {
  const { steps } = jobOf(workflow, id);
  const found = steps.find((one) => one.name === name);
  if (found === undefined) {
    throw new Error(`${id} has no step ${name}: ${steps.map((one) => one.name).join(", ")}`);
  }
  return found;
}

/** The names of a job's steps, without those that every job begins with. */
export function workOf(workflow: Workflow, id: string): string[] {
  const usual = [
    "Fetch the runtime and its rules",
    "Set up Node for the runtime",
    "Set the runtime apart",
    "Check out",
    "Restore downloaded packages",
    "Save downloaded packages",
    "Install",
  ];
  return jobOf(workflow, id)
    .steps.map(({ name }) => name)
    .filter((name) => !usual.includes(name) && !name.startsWith("Set up"));
}

/** Every job that a job waits for, directly or by others. */
export function waitsFor(workflow: Workflow, id: string): string[] {
  const jobs = jobsOf(workflow);
  const direct = jobs.get(id)?.needs ?? [];
  return [...new Set(direct.flatMap((need) => [need, ...waitsFor(workflow, need)]))];
}
