import { and, type Expression, eq, github, type Workflow } from "../model/index.ts";
import { type AnyJob, isCall } from "../model/job.ts";

/** A condition that no run meets. It says so in words, because people read it in the file. */
const never = eq(github.eventName, "none: releases.activation is off");

/**
 * A workflow that is delivered and cannot start: each of its jobs has a false condition, so that a run of it does
 * nothing (S002-ACT-04).
 */
export function deactivated(workflow: Workflow): Workflow {
  const made = new Map<AnyJob, AnyJob>();
  const jobs = workflow.jobs.map((job): AnyJob => {
    const needs = job.options.needs?.map((need) => made.get(need) ?? need);
    const condition: Expression = job.options.if === undefined ? never : and(never, job.options.if);
    const off: AnyJob = isCall(job)
      ? { ...job, options: { ...job.options, needs, if: condition } }
      : { ...job, options: { ...job.options, needs, if: condition } };
    made.set(job, off);
    return off;
  });
  return { ...workflow, jobs };
}
