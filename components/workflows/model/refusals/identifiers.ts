import { environmentOf, isCall } from "../job.ts";
import type { Workflow } from "../workflow.ts";

/** GitHub's rule for ids of jobs, steps, inputs and outputs. (actions/runner, Conversion/IdBuilder.cs) */
const identifier = /^[A-Za-z_][A-Za-z0-9_-]{0,98}$/;
const variable = /^[A-Za-z_][A-Za-z0-9_]*$/;
const file = /^[A-Za-z0-9_][A-Za-z0-9_.-]*\.ya?ml$/;

interface Named {
  readonly what: string;
  readonly name: string;
}

/** Names that GitHub would refuse, and names given twice. */
export function identifiers(workflow: Workflow): string[] {
  const { on, jobs, outputs } = workflow;
  const badFile = file.test(workflow.file)
    ? []
    : [`file "${workflow.file}": it must be a name without a folder that ends in .yml or .yaml`];
  const ids: Named[] = [
    ...named("input", [...keys(on.dispatch?.declared), ...keys(on.call?.declared)]),
    ...named("output", keys(outputs)),
    ...named(
      "job",
      jobs.map(({ id }) => id),
    ),
    ...jobs.flatMap((job) => (isCall(job) ? [] : idsIn(job))),
  ];
  const variables = jobs.flatMap((job) => (isCall(job) ? [] : variablesIn(job)));
  return [
    ...badFile,
    ...ids
      .filter(({ name }) => !identifier.test(name))
      .map(
        ({ what, name }) =>
          `${what} "${name}": it must begin with a letter or _, hold letters, digits, - and _ only, and be shorter than 100`,
      ),
    ...variables
      .filter(({ name }) => !variable.test(name))
      .map(
        ({ what, name }) =>
          `${what} "${name}": it must begin with a letter or _ and hold letters, digits and _ only`,
      ),
    ...twice(jobs.map(({ id }) => id)).map((id) => `job ${id} is there twice: ids are unique in a workflow`),
    ...twice(jobs.map((job) => job.options.name ?? job.id)).map(
      (name) => `two jobs are named "${name}": a required check could be either`,
    ),
    ...jobs.flatMap((job) =>
      twice(isCall(job) ? [] : job.options.steps.flatMap(({ id }) => id ?? [])).map(
        (id) => `job ${job.id}: step id ${id} is there twice`,
      ),
    ),
  ];
}

type Own = Exclude<Workflow["jobs"][number], { options: { workflow: unknown } }>;

function idsIn({ id, options }: Own): Named[] {
  const steps = options.steps.flatMap((step) => [
    ...(step.id === undefined ? [] : [step.id]),
    ...keys(step.outputs),
  ]);
  return [
    ...named(`job ${id}: output`, keys(options.outputs)),
    ...named(`job ${id}: step id or output`, steps),
    ...named(`job ${id}: service`, keys(options.services)),
    ...named(`job ${id}: matrix key`, keys(options.matrix?.values)),
  ];
}

function variablesIn(job: Own): Named[] {
  const { id, options } = job;
  const environment = environmentOf(job)?.environment;
  return [
    ...named(`job ${id}: env`, keys(options.env)),
    ...options.steps.flatMap(({ name, env }) => named(`job ${id}, step "${name}": env`, keys(env))),
    ...named("secret", keys(environment?.secrets)),
    ...named("variable", keys(environment?.variables)),
  ];
}

function named(what: string, names: readonly string[]): Named[] {
  return names.map((name) => ({ what, name }));
}

function keys(record: object | undefined): string[] {
  return Object.keys(record ?? {});
}

/** GitHub compares names without regard to case. */
export function twice(names: readonly string[]): string[] {
  const seen = names.map((name) => name.toLowerCase());
  return names.filter((name, index) => seen.indexOf(name.toLowerCase()) < index);
}
