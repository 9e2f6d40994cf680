import { pinned } from "../../actions/index.ts";
import { isCall } from "../job.ts";
import type { UsesStep } from "../step.ts";
import type { Workflow } from "../workflow.ts";

/** Inputs that an action does not know, lacks, or that are not the step's to set. */
export function actionInputs({ jobs }: Workflow): string[] {
  return jobs.flatMap((job) =>
    isCall(job)
      ? []
      : job.options.steps.flatMap((step) =>
          "uses" in step
            ? inputProblems(step).map((problem) => `job ${job.id}, step "${step.name}": ${problem}`)
            : [],
        ),
  );
}

function inputProblems(step: UsesStep): string[] {
  const { inputs, required, fixed, code } = pinned(step.uses);
  const given = Object.keys(step.with);
  return [
    ...given
      .filter((name) => !inputs.includes(name))
      .map((name) => `${step.uses} has no input ${name}; it has ${inputs.join(", ") || "none"}`),
    ...required
      .filter((name) => step.with[name] === undefined)
      .map((name) => `${step.uses} requires the input ${name}`),
    ...given
      .filter((name) => name in fixed)
      .map((name) => `with.${name} is always ${fixed[name]} and is set by itself: leave it out`),
    ...code
      .filter((name) => step.with[name] !== undefined && typeof step.with[name] !== "string")
      .map((name) => `with.${name} is run as code and takes plain text only: hand values over as \`env\``),
  ];
}
