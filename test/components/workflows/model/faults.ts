import {
  environment,
  github,
  type JobOptions,
  job,
  run,
  type Step,
  type Triggers,
  type Workflow,
  workflow,
} from "../../../../components/workflows/model/index.ts";

/** A workflow of one job that nothing is wrong with, but for what a test puts in. */
export function withJob(
  options: Partial<JobOptions>,
  more: { on?: Triggers; concurrency?: Workflow["concurrency"]; before?: Workflow["jobs"] } = {},
): Workflow {
  const { before = [], ...top } = more;
  const one = job("one", { timeoutMinutes: 5, steps: [fine], ...options });
  return workflow({ file: "a.yml", name: "A", on: { push: {} }, ...top, jobs: [...before, one] });
}

export function withSteps(...steps: readonly Step[]): Workflow {
  return withJob({ steps });
}

export const fine = run("Say so", { run: "echo yes" });

export const production = environment("production", { secrets: ["TOKEN"], variables: ["URL"] });

export const branch = github.headRef;
