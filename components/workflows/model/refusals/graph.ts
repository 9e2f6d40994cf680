import { type AnyJob, environmentOf, isCall } from "../job.ts";
import type { Workflow } from "../workflow.ts";

/** Needs that lead nowhere, and jobs that nothing can run. Each job stands after what it needs: so there is no circle. */
export function graph({ jobs }: Workflow): string[] {
  if (jobs.length === 0) return ["there are no jobs"];
  return jobs.flatMap((job, index) => [
    ...(job.options.needs ?? []).flatMap((need) => needProblem(job, need, jobs, index)),
    ...(isCall(job) || job.options.steps.length > 0 ? [] : [`job ${job.id} has no steps`]),
  ]);
}

function needProblem(job: AnyJob, need: AnyJob, jobs: readonly AnyJob[], index: number): string[] {
  const at = jobs.indexOf(need);
  if (at === -1) return [`job ${job.id} needs ${need.id}, which is no job of this workflow`];
  return at < index ? [] : [`job ${job.id} needs ${need.id}, which must stand before it`];
}

/** Whether a job opens an environment, itself or in the workflow that it calls. */
export function deploys(job: AnyJob): boolean {
  return isCall(job) ? job.options.workflow.jobs.some(deploys) : environmentOf(job) !== undefined;
}
