import { expect, it } from "vitest";
import {
  call,
  called,
  dispatch,
  environment,
  github,
  type JobOptions,
  job,
  matrix,
  run,
  uses,
  workflow,
} from "../../../../components/workflows/model/index.ts";
import { branch, fine } from "./faults.ts";

// `npm run check` proves this file: an @ts-expect-error that nothing is wrong below is itself an error.

const hand = dispatch({ version: { type: "string", description: "Version" } });
const production = environment("production", { secrets: ["TOKEN"], variables: ["URL"] });
const release = run("Release", { id: "release", outputs: ["sha"], run: "make" });
const build = job("build", { timeoutMinutes: 5, steps: [release], outputs: { sha: release.outputs.sha } });
const versions = matrix({ node: [22, 24] }, [{ node: 24, report: true }]);
const suite = workflow({
  file: "suite.yml",
  name: "Suite",
  on: { call: called({ folder: { type: "string", description: "Where", required: true } }) },
  jobs: [build],
  outputs: { sha: build.outputs.sha },
});

it("what was not declared does not compile", () => {
  expect([
    // @ts-expect-error no such input
    hand.inputs.versoin,
    // @ts-expect-error no such secret
    production.secrets.TOKNE,
    // @ts-expect-error no such variable
    production.variables.URI,
    // @ts-expect-error no such output of the step
    release.outputs.hash,
    // @ts-expect-error no such output of the job
    build.outputs.hash,
    // @ts-expect-error no such key of the matrix
    versions.values.os,
    // @ts-expect-error no such output of the called workflow
    call("a", { workflow: suite, with: { folder: "a" } }).outputs.hash,
    // @ts-expect-error no such fact of the run
    github.head_ref,
  ]).toEqual(Array.from({ length: 8 }, () => undefined));
});

it("what GitHub or Gatehouse refuses does not compile", () => {
  // @ts-expect-error an expression in a script
  expect(() => run("Fault", { run: branch })).toThrow();
  // @ts-expect-error an action that is not pinned
  expect(() => uses("Fault", { uses: "acme/unknown" })).not.toThrow();
  // @ts-expect-error an input that the action does not have
  uses("Fault", { uses: "actions/checkout", with: { rfe: "main" } });
  // @ts-expect-error an input that another folder of the same action has
  uses("Fault", { uses: "actions/cache/restore", with: { path: "a", key: "b", "save-always": true } });
  // @ts-expect-error an input in another spelling
  uses("Fault", { uses: "actions/setup-node", with: { nodeVersion: "24" } });
  // @ts-expect-error an input that is neither a text nor a number nor a yes or no
  uses("Fault", { uses: "actions/checkout", with: { ref: { sha: "main" } } });
  // @ts-expect-error an action by its tag
  expect(() => uses("Fault", { uses: "actions/checkout@v7" })).not.toThrow();
  // @ts-expect-error an input that is fixed
  uses("Fault", { uses: "actions/checkout", with: { "persist-credentials": true } });
  // @ts-expect-error a required input is missing
  uses("Fault", { uses: "actions/cache", with: { path: "a" } });
  // @ts-expect-error all required inputs are missing
  uses("Fault", { uses: "actions/cache" });
  // @ts-expect-error a called workflow's required input is missing
  call("a", { workflow: suite });
  // @ts-expect-error an input that the called workflow does not have
  call("a", { workflow: suite, with: { folder: "a", fodler: "b" } });
  const closed = workflow({ file: "a.yml", name: "A", on: { push: {} }, jobs: [build] });
  // @ts-expect-error a workflow that cannot be called
  call("a", { workflow: closed });

  const options: JobOptions = { timeoutMinutes: 5, steps: [fine] };
  // @ts-expect-error a job without a timeout
  job("a", { steps: [fine] });
  // @ts-expect-error needs by name
  job("a", { ...options, needs: ["build"] });
  // @ts-expect-error a condition as text
  job("a", { ...options, if: "github.ref == 'refs/heads/main'" });
  // @ts-expect-error an environment by name
  job("a", { ...options, environment: "production" });
  // @ts-expect-error a queue that is cancelled
  job("a", { ...options, concurrency: { group: "a", cancelInProgress: true, queue: "max" } });
  // @ts-expect-error a scope that no token has
  run("Fault", { run: "echo", permissions: { content: "read" } });
  // @ts-expect-error a token for OIDC is not read
  run("Fault", { run: "echo", permissions: { "id-token": "read" } });
  // @ts-expect-error a trigger that runs an outsider's change with the repository's rights
  const outsider: Parameters<typeof workflow>[0]["on"] = { pullRequestTarget: {} };
  expect(outsider).toBeDefined();
});
