export { type Call, type CallOptions, call } from "./call.ts";
export { type CheckContext, checksOf, matchesBranch } from "./checks.ts";
export { github, jobStatus, runnerTemp } from "./contexts.ts";
export {
  type Environment,
  type EnvironmentUse,
  environment,
  RepositorySecret,
  repositoryVariables,
} from "./environment.ts";
export { WorkflowError } from "./error.ts";
export { Expression, type Text, text, type Value } from "./expression.ts";
export { type AnyJob, type Concurrency, type Job, type JobOptions, job, type Service } from "./job.ts";
export { type Matrix, matrix } from "./matrix.ts";
export { mermaidOf } from "./mermaid.ts";
export {
  always,
  and,
  cancelled,
  contains,
  eq,
  failure,
  hashFiles,
  ne,
  not,
  or,
  startsWith,
  success,
} from "./operators.ts";
export type { Permissions } from "./permissions.ts";
export { render } from "./render.ts";
export { outcomeOf, type RunStep, run, type Step, type UsesStep, uses } from "./step.ts";
export { type CallInput, called, dispatch, type Input, type Schedule, type Triggers } from "./trigger.ts";
export { type Workflow, workflow } from "./workflow.ts";
