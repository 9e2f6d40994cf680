import type { Call } from "../call.ts";
import { isCall } from "../job.ts";
import type { Workflow } from "../workflow.ts";

/** Calls that hand over what is not asked for, or not what is. */
export function calls({ jobs }: Workflow): string[] {
  return jobs
    .filter(isCall)
    .flatMap((job) => callProblems(job).map((problem) => `job ${job.id}: ${problem}`));
}

function callProblems({ options }: Call): string[] {
  const { on, file } = options.workflow;
  if (on.call === undefined) return [`${file} cannot be called: its \`on\` has no call`];
  const declared = on.call.declared;
  return [
    ...Object.keys(options.with)
      .filter((name) => !Object.hasOwn(declared, name))
      .map((name) => `${file} has no input ${name}`),
    ...Object.entries(declared)
      .filter(([name, { required }]) => required && options.with[name] === undefined)
      .map(([name]) => `${file} requires the input ${name}`),
  ];
}
