import type { Workflow } from "../workflow.ts";
import { deploys } from "./graph.ts";

/** A cancelled deployment leaves an environment half way: nothing that opens one is ever cancelled for a newer run. */
export function concurrency({ concurrency: ofWorkflow, jobs }: Workflow): string[] {
  const deploying = jobs.filter(deploys);
  const cancelledAlone = deploying.filter((job) => job.options.concurrency?.cancelInProgress);
  const why = "use cancelInProgress: false";
  return [
    ...(ofWorkflow?.cancelInProgress && deploying.length > 0
      ? [`a newer run would cancel the deployment of job ${deploying.map(({ id }) => id).join(", ")}: ${why}`]
      : []),
    ...cancelledAlone.map(({ id }) => `job ${id}: a newer run would cancel its deployment: ${why}`),
  ];
}
