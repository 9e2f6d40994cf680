import { checksOf, render, type Workflow } from "../model/index.ts";
import { deactivated } from "./activation.ts";
import { checkWorkflow } from "./kinds/checks.ts";
import { deployWorkflow } from "./kinds/deploy.ts";
import { driftWorkflow } from "./kinds/drift.ts";
import { drillWorkflow } from "./kinds/drill.ts";
import { guardWorkflow } from "./kinds/guard.ts";
import { monitorWorkflow } from "./kinds/monitor.ts";
import { promoteWorkflow } from "./kinds/promote.ts";
import { requestWorkflow } from "./kinds/request.ts";
import { rollbackWorkflow } from "./kinds/rollback.ts";
import { secretsWorkflow } from "./kinds/secrets.ts";
import type { WorkflowFile } from "./plan.ts";
import type { Road } from "./road.ts";

export { pageOf } from "./page.ts";
export type { WorkflowFile } from "./plan.ts";
export type { Road, RoadService, RoadStage } from "./road.ts";
export { rollbackScript, rollbackScriptPath } from "./rollback-script.ts";

/**
 * The workflows of a road, in the order of their files.
 *
 * @throws WorkflowError naming what contradicts itself, or would read what nothing sets
 */
export function workflowsOf(road: Road, files: readonly WorkflowFile[]): Workflow[] {
  return files
    .map((file) => {
      const made = workflowOf(road, file);
      // What only looks at a change may run before the first environment is there.
      return road.active || file.kind === "checks" || file.kind === "guard" ? made : deactivated(made);
    })
    .sort((a, b) => (a.file < b.file ? -1 : 1));
}

function workflowOf(road: Road, file: WorkflowFile): Workflow {
  switch (file.kind) {
    case "checks":
      return checkWorkflow(road, file);
    case "guard":
      return guardWorkflow(file);
    case "deploy":
      return deployWorkflow(road, file);
    case "promote":
      return promoteWorkflow(road, file);
    case "rollback":
      return rollbackWorkflow(road, file);
    case "monitor":
      return monitorWorkflow(road, file);
    case "drift":
      return driftWorkflow(road, file);
    case "secrets":
      return secretsWorkflow(road, file);
    case "drill":
      return drillWorkflow(road, file);
    case "request":
      return requestWorkflow(road, file);
  }
}

/** A workflow's file with the checks that it reports on every pull request to the branch. */
export interface RenderedWorkflow {
  readonly content: string;
  readonly checks: readonly string[];
}

/** The files of workflows by their path in the repository. The same workflows give the same bytes. */
export function renderedFiles(workflows: readonly Workflow[], branch: string): Map<string, RenderedWorkflow> {
  const texts = render(workflows);
  return new Map(
    [...texts].map(([path, content]) => {
      const workflow = workflows.find(({ file }) => path.endsWith(`/${file}`));
      return [path, { content, checks: workflow ? requirable(workflow, branch) : [] }];
    }),
  );
}

/** The checks that a ruleset may require: on every pull request, and never skipped by a condition of their own. */
function requirable(workflow: Workflow, branch: string): string[] {
  return checksOf(workflow, branch)
    .filter(
      ({ onEveryPullRequest, reasons }) =>
        onEveryPullRequest && !reasons.some((reason) => reason.includes("unless")),
    )
    .map(({ context }) => context);
}
