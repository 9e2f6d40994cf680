import { expressionsIn } from "../expression.ts";
import { fieldsOf } from "../fields.ts";
import { type AnyJob, isCall, type Job } from "../job.ts";
import { jobsOfMatrix } from "../matrix.ts";
import type { Workflow } from "../workflow.ts";

/** GitHub Docs, "Actions limits" and "Events that trigger workflows"; what is not there, as its source is named. */
export const githubLimits = {
  dispatchInputs: 25,
  matrixJobs: 256,
  /** Minutes of a job on a hosted runner. */
  jobMinutes: 360,
  /** Bytes; a larger file starts no run and says nothing. */
  fileBytes: 500 * 1024,
  /** Characters of an expression. (actions/runner, Expressions/ExpressionConstants.cs) */
  expression: 21_000,
  /** Characters of a script: seen refused above 20,054 without any expression in it; so a margin. */
  script: 19_000,
  /** Characters of a job's name; more is cut off, and a required check would not find it. (JobNameBuilder.cs) */
  name: 100,
  /** Characters of a concurrency group. (WorkflowTemplateConverter.cs) */
  group: 400,
  /** Workflows below the first one. */
  depth: 9,
} as const;

export function limits(workflow: Workflow): string[] {
  const inputs = Object.keys(workflow.on.dispatch?.declared ?? {}).length;
  return [
    ...above("inputs of workflow_dispatch", inputs, githubLimits.dispatchInputs),
    ...above("calls within each other", depthOf(workflow.jobs), githubLimits.depth),
    ...fieldsOf(workflow).flatMap(({ where, value }) =>
      expressionsIn(value).flatMap(({ source }) =>
        above(`characters of the expression in ${where}`, source.length, githubLimits.expression),
      ),
    ),
    ...workflow.jobs.flatMap((job) => (isCall(job) ? [] : limitsOfJob(job))),
  ];
}

function limitsOfJob({ id, options }: Job): string[] {
  const { matrix, steps, timeoutMinutes } = options;
  const size = matrix === undefined ? 1 : jobsOfMatrix(matrix).length;
  return [
    ...minutes(`job ${id}: timeoutMinutes`, timeoutMinutes),
    ...steps.flatMap(({ name, timeoutMinutes: own }) =>
      own === undefined ? [] : minutes(`job ${id}, step "${name}": timeoutMinutes`, own),
    ),
    ...above(`jobs of the matrix of job ${id}`, size, githubLimits.matrixJobs),
    ...(size === 0 ? [`job ${id}: its matrix makes no job`] : []),
    ...steps.flatMap((step) =>
      "run" in step
        ? above(
            `characters of the script in job ${id}, step "${step.name}"`,
            step.run.length,
            githubLimits.script,
          )
        : [],
    ),
  ];
}

function depthOf(jobs: readonly AnyJob[]): number {
  return Math.max(0, ...jobs.map((job) => (isCall(job) ? 1 + depthOf(job.options.workflow.jobs) : 0)));
}

function minutes(where: string, value: number): string[] {
  const fits = Number.isInteger(value) && value >= 1 && value <= githubLimits.jobMinutes;
  return fits ? [] : [`${where} is ${value}: it must be a whole number from 1 to ${githubLimits.jobMinutes}`];
}

function above(what: string, count: number, limit: number): string[] {
  return count > limit ? [`${count} ${what}: GitHub allows ${limit}`] : [];
}
