import { pageOf, workflowsOf } from "../../components/workflows/files/index.ts";
import { roadOf } from "./road.ts";
import { filesOf } from "./workflows.ts";

/** A Markdown page about each workflow, by its path: what starts it, its jobs, gates and environments as a graph. */
export function pipelinePages(settings: Parameters<typeof roadOf>[0]): Map<string, string> {
  const workflows = workflowsOf(roadOf(settings), filesOf(settings));
  return new Map(
    workflows.map((workflow) => [
      `docs/workflows/${workflow.file.replace(/\.ya?ml$/, "")}.md`,
      pageOf(workflow),
    ]),
  );
}
