import type { Expression, Text, Value } from "./expression.ts";
import { type AnyJob, type Concurrency, environmentOf, isCall, type Job } from "./job.ts";
import type { Step } from "./step.ts";
import type { Workflow } from "./workflow.ts";

/** Where a value stands, which decides what it may read. `literal` takes no expression at all. */
export type Place =
  | "literal"
  | "code"
  | "workflow"
  | "workflow-output"
  | "job"
  | "job-if"
  | "job-output"
  | "step"
  | "step-if";

/** One value of a workflow and where it stands. */
export interface Field {
  readonly place: Place;
  /** For messages: `job deploy, step "Deploy": env.URL`. */
  readonly where: string;
  readonly value: Value;
  readonly job?: AnyJob;
  readonly step?: Step;
}

/** Every value of a workflow that reaches its file. */
export function fieldsOf(workflow: Workflow): Field[] {
  return [
    { place: "literal", where: "name", value: workflow.name },
    ...optional("workflow", "run-name", workflow.runName),
    ...concurrencyFields("workflow", "concurrency", workflow.concurrency),
    ...entries("workflow-output", "outputs", workflow.outputs),
    ...workflow.jobs.flatMap(jobFields),
  ];
}

function jobFields(job: AnyJob): Field[] {
  const { name, if: condition, concurrency } = job.options;
  const common = [
    ...optional("literal", "name", name),
    ...optional("job-if", "if", condition),
    ...concurrencyFields("job", "concurrency", concurrency),
  ];
  const own = isCall(job) ? entries("job", "with", job.options.with) : ownFields(job);
  return [...common, ...own].map((field) => ({ ...field, job, where: `job ${job.id}${colon(field)}` }));
}

function colon({ step, where }: Field): string {
  return `${step ? `, step "${step.name}"` : ""}: ${where}`;
}

function ownFields(job: Job): Field[] {
  const { runsOn, env, services, outputs, steps } = job.options;
  const environment = environmentOf(job);
  return [
    ...optional("job", "runs-on", runsOn),
    ...entries("job", "env", env),
    ...optional("literal", "environment", environment?.environment.name),
    ...optional("job-output", "environment.url", environment?.url),
    ...Object.entries(services ?? {}).flatMap(([id, service]) => [
      { place: "literal" as const, where: `services.${id}.image`, value: service.image },
      ...optional("literal", `services.${id}.options`, service.options),
      ...entries("literal", `services.${id}.env`, service.env),
    ]),
    ...entries("job-output", "outputs", outputs),
    ...steps.flatMap((step) => stepFields(step).map((field) => ({ ...field, step }))),
  ];
}

function stepFields(step: Step): Field[] {
  return [
    { place: "literal", where: "name", value: step.name },
    ...optional("step-if", "if", step.if),
    ...entries("step", "env", step.env),
    ...("run" in step
      ? [
          { place: "code" as const, where: "run", value: step.run },
          ...optional("literal", "working-directory", step.workingDirectory),
        ]
      : entries("step", "with", step.with)),
  ];
}

function concurrencyFields(place: Place, where: string, concurrency: Concurrency | undefined): Field[] {
  return optional(place, `${where}.group`, concurrency?.group);
}

function optional(place: Place, where: string, value: Text | undefined): Field[] {
  return value === undefined ? [] : [{ place, where, value }];
}

function entries(
  place: Place,
  where: string,
  values: Readonly<Record<string, Value | Expression>> | undefined,
): Field[] {
  return Object.entries(values ?? {}).map(([name, value]) => ({ place, where: `${where}.${name}`, value }));
}
