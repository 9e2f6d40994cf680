import type { Expression } from "./expression.ts";
import type { BranchFilter, CallInput, Input, Triggers } from "./trigger.ts";
import type { Workflow } from "./workflow.ts";
import type { Tree } from "./yaml.ts";

/** The `on` of a workflow's file. */
export function triggersOf({ on, outputs }: Workflow): Tree {
  return {
    push: on.push && filterOf({ ...filters(on.push), tags: on.push.tags }),
    pull_request: on.pullRequest && filterOf({ types: on.pullRequest.types, ...filters(on.pullRequest) }),
    merge_group: on.mergeGroup && null,
    deployment: on.deployment && null,
    schedule: on.schedule?.map(({ cron, timezone }) => ({ cron, timezone })),
    workflow_dispatch: on.dispatch && filterOf({ inputs: inputsOf(on.dispatch.declared) }),
    workflow_call: on.call && callOf(on.call, outputs),
  };
}

function callOf(call: NonNullable<Triggers["call"]>, outputs: Workflow["outputs"]): Tree {
  const given = Object.entries(outputs).map(
    ([name, value]) => [name, { value: outputSource(value) }] as const,
  );
  return filterOf({
    inputs: inputsOf(call.declared),
    outputs: given.length === 0 ? undefined : Object.fromEntries(given),
  });
}

/** What a job gives is called jobs.ID here, and needs.ID everywhere else. */
function outputSource({ source }: Expression): string {
  return `\${{ ${source.replaceAll(/\bneeds\./g, "jobs.")} }}`;
}

function inputsOf(declared: Readonly<Record<string, Input | CallInput>>): Tree | undefined {
  const inputs = Object.entries(declared).map(([name, input]) => [name, inputOf(input)] as const);
  return inputs.length === 0 ? undefined : Object.fromEntries(inputs);
}

function inputOf(input: Input): Tree {
  return {
    description: input.description,
    required: input.required ?? false,
    type: input.type,
    options: input.type === "choice" ? input.options : undefined,
    default: input.default,
  };
}

function filters({ branches, paths }: BranchFilter) {
  return { branches, paths };
}

/** GitHub writes a trigger without conditions as a key without a value. */
function filterOf(entries: { readonly [key: string]: Tree | undefined }): Tree {
  return Object.values(entries).some((value) => value !== undefined) ? entries : null;
}
