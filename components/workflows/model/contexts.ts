import { WorkflowError } from "./error.ts";
import { Expression } from "./expression.ts";

/** Whose token it is: every job has it, limited by the job's permissions. */
export const ownToken = {};

/** The runner's folder for what a job does not keep. For steps; scripts read $RUNNER_TEMP. */
export const runnerTemp = new Expression("runner.temp");

/** How the job stands so far: success, failure or cancelled. For steps that run whatever happened. */
export const jobStatus = new Expression("job.status");

/**
 * The run's own facts. Branch names, titles, labels and messages come from whoever opened the pull request; they are
 * safe as values, and no expression of any kind can get into a script.
 */
export const github = {
  actor: new Expression("github.actor"),
  baseRef: new Expression("github.base_ref"),
  eventName: new Expression("github.event_name"),
  headRef: new Expression("github.head_ref"),
  ref: new Expression("github.ref"),
  refName: new Expression("github.ref_name"),
  repository: new Expression("github.repository"),
  runAttempt: new Expression("github.run_attempt"),
  runId: new Expression("github.run_id"),
  serverUrl: new Expression("github.server_url"),
  sha: new Expression("github.sha"),
  /** The workflow's name. */
  workflow: new Expression("github.workflow"),
  /** The commit that the workflow file is of: in a called workflow the caller's. */
  workflowSha: new Expression("github.workflow_sha"),
  /** The job's own token. A secret: steps only. */
  token: new Expression("github.token", [{ kind: "secret", owner: ownToken, name: "GITHUB_TOKEN" }]),
  /** A field of the event's payload: github.event("pull_request", "number"). */
  event: (...path: readonly [string, ...string[]]): Expression => {
    const odd = path.find((part) => !/^[a-z_][a-z0-9_]*$/i.test(part));
    if (odd !== undefined) throw new WorkflowError(`"${odd}" is no name of a field of github.event`);
    return new Expression(["github.event", ...path].join("."));
  },
} as const;
