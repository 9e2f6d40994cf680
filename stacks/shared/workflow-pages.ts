import { pageOf } from "../../components/workflows/files/index.ts";
import { declaredWorkflows } from "./workflows.ts";

/** A Markdown page about each workflow, by its path: what starts it, its jobs, gates and environments as a graph. */
export function pipelinePages(settings: Parameters<typeof declaredWorkflows>[0]): Map<string, string> {
  const workflows = declaredWorkflows(settings);
  return new Map(
    workflows.map((workflow) => [
      `docs/workflows/${workflow.file.replace(/\.ya?ml$/, "")}.md`,
      pageOf(workflow),
    ]),
  );
}
