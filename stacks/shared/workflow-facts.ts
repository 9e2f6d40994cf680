import type { WorkflowFacts } from "../../components/documents/context.ts";
import { mermaidOf, type Triggers } from "../../components/workflows/model/index.ts";
import type { SharedSettings } from "../settings/schema.ts";
import { declaredWorkflows } from "./workflows.ts";

/** What the documents tell of each workflow. */
export function workflowFacts(settings: SharedSettings): WorkflowFacts[] {
  return declaredWorkflows(settings).map((workflow) => ({
    file: workflow.file,
    name: workflow.name,
    startedBy: startedBy(workflow.on),
    picture: mermaidOf(workflow),
  }));
}

function startedBy(on: Triggers): string {
  const branches = on.push?.branches ?? [];
  return [
    on.pullRequest ? ["a pull request"] : [],
    on.push ? [branches.length > 0 ? `a push to ${branches.join(", ")}` : "a push"] : [],
    on.mergeGroup ? ["a merge queue"] : [],
    on.deployment ? ["a deployment made by an app"] : [],
    on.schedule ? ["the clock"] : [],
    on.dispatch ? ["people, by hand"] : [],
    on.call ? ["another workflow"] : [],
  ]
    .flat()
    .join(", or ");
}
