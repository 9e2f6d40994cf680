import { isCall } from "../../components/workflows/model/job.ts";
import { declaredWorkflows } from "./workflows.ts";

/**
 * The actions that the workflow files use, as patterns of the repository's list of allowed actions: GitHub starts no
 * workflow with one that is not on it. GitHub's own (`actions/*`) are left out.
 */
export function actionsUsed(settings: Parameters<typeof declaredWorkflows>[0]): string[] {
  const names = declaredWorkflows(settings).flatMap(({ jobs }) =>
    jobs.flatMap((job) =>
      isCall(job) ? [] : job.options.steps.flatMap((step) => ("uses" in step ? [step.uses] : [])),
    ),
  );
  return [...new Set(names)]
    .filter((name) => !name.startsWith("actions/"))
    .sort()
    .map((name) => `${name}@*`);
}
