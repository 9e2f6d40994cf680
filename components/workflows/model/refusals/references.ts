import { ownToken } from "../contexts.ts";
import { RepositorySecret, wholeRepository } from "../environment.ts";
import { expressionsIn, type Reference } from "../expression.ts";
import { type Field, fieldsOf, type Place } from "../fields.ts";
import { environmentOf, isCall } from "../job.ts";
import type { Step } from "../step.ts";
import type { Workflow } from "../workflow.ts";

type Kind = Reference["kind"];

const inJobs: readonly Kind[] = ["needs", "input", "variable", "matrix"];

/**
 * What can be read where. Narrower than GitHub's own table (Docs, Contexts reference, "Context availability") in one
 * point: secrets reach single steps only, never a whole job.
 */
const readable: Readonly<Record<Place, readonly Kind[]>> = {
  literal: [],
  code: [],
  workflow: ["input", "variable"],
  "workflow-output": ["needs"],
  job: inJobs,
  "job-if": ["needs", "input", "variable", "status"],
  "job-output": [...inJobs, "step"],
  step: [...inJobs, "step", "secret", "files"],
  "step-if": [...inJobs, "step", "files", "status"],
};

/** Expressions that read what is not there, or not yet, or not here. */
export function references(workflow: Workflow): string[] {
  return fieldsOf(workflow).flatMap((field) =>
    expressionsIn(field.value).flatMap((expression) => {
      if (readable[field.place].length === 0) {
        return [
          `${field.where} holds the expression ${expression.source}: only plain text may stand there; hand values over as \`env\``,
        ];
      }
      return expression.references.flatMap((reference) => {
        const problem = readable[field.place].includes(reference.kind)
          ? problems[reference.kind](reference, field, workflow)
          : `cannot be read there, ${nouns[reference.kind]} can be read in ${placesOf(reference.kind)}`;
        return problem === undefined ? [] : [`${field.where} reads ${expression.source}: ${problem}`];
      });
    }),
  );
}

const nouns: Readonly<Record<Kind, string>> = {
  needs: "what another job gave",
  step: "what a step gave",
  input: "an input",
  secret: "a secret",
  variable: "a variable",
  matrix: "a value of the matrix",
  status: "always() and the like",
  files: "hashFiles()",
};

const placeNames: Readonly<Record<Place, string>> = {
  literal: "plain text",
  code: "scripts",
  workflow: "run-name and concurrency of the workflow",
  "workflow-output": "outputs of the workflow",
  job: "a job's own fields",
  "job-if": "a job's `if`",
  "job-output": "a job's outputs",
  step: "a step's `env` and `with`",
  "step-if": "a step's `if`",
};

function placesOf(kind: Kind): string {
  const places: readonly Place[] = ["workflow", "job-if", "job", "job-output", "step-if", "step"];
  return places
    .filter((place) => readable[place].includes(kind))
    .map((place) => placeNames[place])
    .join(", ");
}

/** What is wrong with a reference in a place where its kind can be read. */
const problems: Readonly<
  Record<Kind, (reference: Reference, field: Field, workflow: Workflow) => string | undefined>
> = {
  needs: ({ owner, name }, { place, job }, { jobs }) => {
    if (place === "workflow-output") {
      return jobs.some((one) => one === owner) ? undefined : `no job of this workflow gives ${name}`;
    }
    const needed = job?.options.needs?.some((need) => need === owner) ?? false;
    return needed ? undefined : "the job does not need that job: add it to `needs`";
  },
  step: ({ owner }, { job, step }) => {
    const steps: readonly Step[] = job === undefined || isCall(job) ? [] : job.options.steps;
    const before = step === undefined ? steps : steps.slice(0, steps.indexOf(step));
    if (before.some((one) => one === owner)) return undefined;
    return step === undefined ? "the job has no such step" : "no earlier step of the job is that step";
  },
  input: ({ owner }, _field, { on }) =>
    on.dispatch === owner || on.call === owner
      ? undefined
      : "the input belongs to no trigger of this workflow",
  secret: ({ owner, name }, { job }, { on }) => {
    if (owner === ownToken) return undefined;
    if (on.call !== undefined) {
      return "GitHub leaves secrets empty in a called workflow: read it in a job of the calling one";
    }
    if (owner instanceof RepositorySecret) return undefined;
    return opens(job, owner)
      ? undefined
      : `the job does not name the environment that holds ${name}; a secret without an environment needs a RepositorySecret with reason and end date`;
  },
  variable: ({ owner, name }, { place, job }) => {
    if (owner === wholeRepository) return undefined;
    if (!opens(job, owner)) return `the job does not name the environment that holds ${name}`;
    // GitHub looks an environment's variables up once the job has started.
    return place === "job" || place === "job-if"
      ? "an environment's variables are there once the job has started: read it in a step"
      : undefined;
  },
  matrix: ({ owner }, { job }) =>
    job !== undefined && !isCall(job) && job.options.matrix === owner
      ? undefined
      : "the job does not run that matrix",
  status: () => undefined,
  files: () => undefined,
};

function opens(job: Field["job"], environment: object): boolean {
  return job !== undefined && !isCall(job) && environmentOf(job)?.environment === environment;
}
