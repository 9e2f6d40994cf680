import { describe, expect, it } from "vitest";
import {
  always,
  call,
  called,
  dispatch,
  environment,
  eq,
  github,
  hashFiles,
  job,
  matrix,
  outcomeOf,
  RepositorySecret,
  repositoryVariables,
  run,
  text,
  workflow,
} from "../../../../components/workflows/model/index.ts";
import { branch, fine, production, withJob, withSteps } from "./faults.ts";

const build = job("build", {
  timeoutMinutes: 5,
  steps: [run("Build", { id: "build", outputs: ["sha"], run: "make" })],
  outputs: { sha: github.sha },
});

describe("an expression is refused where what it reads is not there", () => {
  it("an output of a job that is not needed", () => {
    const steps = [run("Use", { env: { SHA: build.outputs.sha }, run: "echo" })];
    expect(() => withJob({ steps }, { before: [build] })).toThrow(
      'a.yml: job one, step "Use": env.SHA reads needs.build.outputs.sha: the job does not need that job: add it to `needs`',
    );
    expect(() => withJob({ steps, needs: [build] }, { before: [build] })).not.toThrow();
  });

  it("a job that is not of the workflow, or stands later", () => {
    expect(() => withJob({ needs: [build] })).toThrow(
      "job one needs build, which is no job of this workflow",
    );
    const late = job("late", { timeoutMinutes: 5, steps: [fine], needs: [build] });
    expect(() => workflow({ file: "a.yml", name: "A", on: { push: {} }, jobs: [late, build] })).toThrow(
      "job late needs build, which must stand before it",
    );
  });

  it("a step of another job, or a later one", () => {
    const [theirs] = build.options.steps;
    const reading = run("Read", { env: { HOW: theirs ? outcomeOf(theirs) : "" }, run: "echo" });
    expect(() => withSteps(reading)).toThrow("no earlier step of the job is that step");
    expect(() => withJob({ steps: theirs ? [reading, theirs] : [] })).toThrow("no earlier step");
    expect(() => withJob({ steps: theirs ? [theirs, reading] : [] })).not.toThrow();
  });

  it("a step without an id", () => {
    expect(() => outcomeOf(fine)).toThrow('The step "Say so" needs an id');
    expect(() => run("Give", { outputs: ["a"], run: "echo" })).toThrow("has outputs and needs an id");
  });

  it("an input of a trigger that the workflow does not have", () => {
    const hand = dispatch({ version: { type: "string", description: "Version" } });
    const steps = [run("Use", { env: { V: hand.inputs.version }, run: "echo" })];
    expect(() => withJob({ steps })).toThrow("the input belongs to no trigger of this workflow");
    expect(() => withJob({ steps }, { on: { dispatch: hand } })).not.toThrow();
  });

  it("a matrix that the job does not run", () => {
    const versions = matrix({ node: [22, 24] });
    const runsOn = versions.values.node;
    expect(() => withJob({ runsOn })).toThrow("the job does not run that matrix");
    expect(() => withJob({ runsOn, matrix: versions })).not.toThrow();
    expect(() => withJob({ if: eq(runsOn, 22), matrix: versions })).toThrow("cannot be read there");
  });

  it("a function that the place does not have", () => {
    expect(() => withSteps(run("Use", { env: { A: always() }, run: "echo" }))).toThrow(
      "cannot be read there, always() and the like can be read in a job's `if`, a step's `if`",
    );
    expect(() => withJob({ env: { KEY: hashFiles("a") } })).toThrow("hashFiles() can be read in");
  });
});

describe("a secret", () => {
  const steps = [run("Use", { env: { T: production.secrets.TOKEN }, run: "echo" })];

  it("is read in a job that names its environment, and in steps only", () => {
    expect(() => withJob({ steps, environment: production })).not.toThrow();
    expect(() => withJob({ steps })).toThrow(
      "the job does not name the environment that holds TOKEN; a secret without an environment needs a RepositorySecret",
    );
    expect(() => withJob({ steps, environment: environment("production", { secrets: ["TOKEN"] }) })).toThrow(
      "does not name the environment",
    );
    expect(() => withJob({ environment: production, env: { T: production.secrets.TOKEN } })).toThrow(
      "a secret can be read in a step's `env` and `with`",
    );
    expect(() => withJob({ env: { T: github.token } })).toThrow("a secret can be read in");
  });

  it("of the repository is an exception with a reason and an end", () => {
    const scanner = new RepositorySecret("SCANNER", {
      reason: "no environment is open yet",
      until: "2027-01-31",
    });
    expect(() => withSteps(run("Use", { env: { T: scanner.value }, run: "echo" }))).not.toThrow();
  });

  it("does not reach a called workflow", () => {
    const on = { call: called({}) };
    expect(() => withJob({ steps, environment: production }, { on })).toThrow(
      "GitHub leaves secrets empty in a called workflow",
    );
    const own = run("Use", { env: { GH_TOKEN: github.token }, run: "echo" });
    expect(() => withJob({ steps: [own] }, { on })).not.toThrow();
  });
});

describe("a variable", () => {
  it("of the repository is read everywhere, one of an environment in steps of its jobs", () => {
    const { REGION } = repositoryVariables("REGION");
    const { URL } = production.variables;
    expect(() => withJob({ env: { REGION }, if: eq(REGION, "eu") })).not.toThrow();
    expect(() => withJob({ env: { URL } })).toThrow("does not name the environment that holds URL");
    expect(() => withJob({ env: { URL }, environment: production })).toThrow(
      "an environment's variables are there once the job has started",
    );
    expect(() => withJob({ environment: { environment: production, url: URL } })).not.toThrow();
  });
});

describe("no expression gets into code or plain text", () => {
  it("not as text", () => {
    const braced = "echo $" + "{{ github.head_ref }}";
    expect(() => withSteps(run("Fault", { run: braced }))).toThrow(
      'a.yml: job one, step "Fault": run holds ${{ in plain text',
    );
    expect(() => withSteps(run("Fault", { env: { A: braced }, run: "echo" }))).toThrow("env.A holds ${{");
    expect(() => withJob({ name: braced })).toThrow("job one: name holds ${{");
    expect(() => withJob({}, { concurrency: { group: text`${branch}` } })).not.toThrow();
  });

  it("not by a template string", () => {
    expect(() => run("Fault", { run: `echo ${branch}` })).toThrow(
      "The expression github.head_ref stands in a plain template string",
    );
    expect(() => `${text`a-${branch}`}`).toThrow("stands in a plain template string");
  });

  it("not as what is invisible", () => {
    expect(() => withSteps(run("Fault", { run: "echo a\u202Eb" }))).toThrow(
      "run holds the invisible character U+202E",
    );
    const hand = dispatch({ a: { type: "string", description: "a\u200Bb" } });
    expect(() => withJob({}, { on: { dispatch: hand } })).toThrow("input a: description holds the invisible");
    expect(() => withSteps(run("Fine", { run: "echo a\n\techo b" }))).not.toThrow();
  });
});

describe("a call", () => {
  const suite = workflow({
    file: "suite.yml",
    name: "Suite",
    on: { call: called({}) },
    jobs: [build],
    outputs: { sha: build.outputs.sha },
  });

  it("gives the outputs of the called workflow to jobs that need it", () => {
    const calling = call("suite", { workflow: suite });
    const steps = [run("Use", { env: { SHA: calling.outputs.sha }, run: "echo" })];
    expect(() => withJob({ steps, needs: [calling] }, { before: [calling] })).not.toThrow();
    expect(() => withJob({ steps }, { before: [calling] })).toThrow("does not need that job");
  });

  it("has outputs of its own jobs only", () => {
    const one = job("one", { timeoutMinutes: 5, steps: [fine] });
    const outputs = { sha: build.outputs.sha };
    expect(() =>
      workflow({ file: "a.yml", name: "A", on: { call: called({}) }, jobs: [one], outputs }),
    ).toThrow("no job of this workflow gives sha");
  });
});
