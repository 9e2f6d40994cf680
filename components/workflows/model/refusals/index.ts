import type { Workflow } from "../workflow.ts";
import { actionInputs } from "./actions.ts";
import { calls } from "./calls.ts";
import { concurrency } from "./concurrency.ts";
import { graph } from "./graph.ts";
import { identifiers } from "./identifiers.ts";
import { limits } from "./limits.ts";
import { references } from "./references.ts";
import { texts } from "./texts.ts";
import { triggers } from "./triggers.ts";

const rules: readonly ((workflow: Workflow) => string[])[] = [
  identifiers,
  triggers,
  graph,
  calls,
  references,
  texts,
  actionInputs,
  concurrency,
  limits,
];

/** Why a workflow is refused, each with its file; none where it is fine. */
export function refusalsOf(workflow: Workflow): string[] {
  return rules.flatMap((rule) => rule(workflow)).map((refusal) => `${workflow.file}: ${refusal}`);
}
