import { describe, expect, it } from "vitest";
import {
  dispatch,
  environment,
  job,
  matrix,
  run,
  workflow,
} from "../../../../components/workflows/model/index.ts";
import { fine, production, withJob, withSteps } from "./faults.ts";

describe("names", () => {
  it.each([
    ["ci", 'file "ci"'],
    ["a/ci.yml", 'file "a/ci.yml"'],
    ["ci.yml\n", 'file "ci.yml'],
  ])("file %j is refused", (file, message) => {
    const jobs = [job("one", { timeoutMinutes: 5, steps: [fine] })];
    expect(() => workflow({ file, name: "A", on: { push: {} }, jobs })).toThrow(message);
  });

  it("ids are GitHub's", () => {
    const one = (id: string) => job(id, { timeoutMinutes: 5, steps: [fine] });
    const made =
      (...ids: string[]) =>
      () =>
        workflow({ file: "a.yml", name: "A", on: { push: {} }, jobs: ids.map(one) });
    expect(made("1st")).toThrow('job "1st": it must begin with a letter or _');
    expect(made("a".repeat(100))).toThrow("be shorter than 100");
    expect(made("a".repeat(99), "_b-2")).not.toThrow();
    expect(made("a", "A")).toThrow("job A is there twice");
    expect(made()).toThrow("there are no jobs");
    const named = job("b", { name: "a", timeoutMinutes: 5, steps: [fine] });
    expect(() => workflow({ file: "a.yml", name: "A", on: { push: {} }, jobs: [one("a"), named] })).toThrow(
      'two jobs are named "a"',
    );
  });

  it("ids of steps are unique in their job, names of variables are a shell's", () => {
    const step = run("One", { id: "a", run: "echo" });
    expect(() => withSteps(step, { ...step, name: "Two" })).toThrow("job one: step id a is there twice");
    expect(() => withSteps(run("One", { env: { "A-B": "x" }, run: "echo" }))).toThrow('env "A-B"');
    expect(() => withJob({ environment: environment("p", { secrets: ["A B"] }) })).toThrow('secret "A B"');
  });
});

describe("limits", () => {
  it.each([0, 361, 1.5, Number.NaN])("a timeout of %d minutes", (timeoutMinutes) => {
    expect(() => withJob({ timeoutMinutes })).toThrow(
      `job one: timeoutMinutes is ${timeoutMinutes}: it must be a whole number from 1 to 360`,
    );
    expect(() => withSteps(run("One", { timeoutMinutes, run: "echo" }))).toThrow(
      'step "One": timeoutMinutes',
    );
  });

  it("25 inputs of a dispatch", () => {
    const inputs = (count: number) =>
      dispatch(
        Object.fromEntries(
          Array.from({ length: count }, (_, index) => [
            `i${index}`,
            { type: "boolean" as const, description: "Whether" },
          ]),
        ),
      );
    expect(() => withJob({}, { on: { dispatch: inputs(25) } })).not.toThrow();
    expect(() => withJob({}, { on: { dispatch: inputs(26) } })).toThrow(
      "26 inputs of workflow_dispatch: GitHub allows 25",
    );
  });

  it("256 jobs of a matrix, and not none", () => {
    const cells = (count: number) => Array.from({ length: count }, (_, index) => index);
    expect(() => withJob({ matrix: matrix({ a: cells(16), b: cells(16) }) })).not.toThrow();
    expect(() => withJob({ matrix: matrix({ a: cells(257) }) })).toThrow("257 jobs of the matrix of job one");
    expect(() => withJob({ matrix: matrix({ a: [] }) })).toThrow("its matrix makes no job");
  });

  it("19,000 characters of a script", () => {
    expect(() => withSteps(run("Long", { run: "x".repeat(19_001) }))).toThrow(
      'characters of the script in job one, step "Long"',
    );
  });
});

describe("concurrency", () => {
  const cancelling = { group: "a", cancelInProgress: true } as const;
  const gate = { environment: production, deployment: false } as const;

  it("never cancels a job that opens an environment", () => {
    expect(() => withJob({ environment: production, concurrency: cancelling })).toThrow(
      "job one: a newer run would cancel its deployment",
    );
    expect(() => withJob({ environment: gate }, { concurrency: cancelling })).toThrow(
      "a newer run would cancel the deployment of job one",
    );
    expect(() => withJob({}, { concurrency: cancelling })).not.toThrow();
    expect(() => withJob({ environment: production, concurrency: { group: "a" } })).not.toThrow();
  });
});

describe("triggers", () => {
  it("one there is", () => {
    expect(() => withJob({}, { on: {} })).toThrow("nothing starts it");
    expect(() => withJob({}, { on: { push: { branches: [] } } })).toThrow("on.push.branches is empty");
  });

  it.each([
    ["* * * * *", "every five minutes at most"],
    ["*/3 * * * *", "every five minutes at most"],
    ["60 1 * * *", 'the minute "60"'],
    ["1 24 * * *", 'the hour "24"'],
    ["1 1 * * 7", 'the day of week "7"'],
    ["1 1 * * MON-FRI-SAT", "the day of week"],
    ["1 1 * *", "five fields"],
    ["@daily", "five fields"],
    ["5-1 1 * * *", 'the minute "5-1"'],
  ])("schedule %j is refused", (cron, message) => {
    expect(() => withJob({}, { on: { schedule: [{ cron }] } })).toThrow(message);
  });

  it("schedules that GitHub takes", () => {
    for (const cron of ["7 9 * * 1-4", "*/5 * * * *", "3,33 8-18/2 1 1,7 0", "17 3 * * 0"]) {
      expect(() => withJob({}, { on: { schedule: [{ cron, timezone: "America/New_York" }] } })).not.toThrow();
    }
    expect(() => withJob({}, { on: { schedule: [{ cron: "1 1 * * *", timezone: "EST5EDTX" }] } })).toThrow(
      "there is no timezone EST5EDTX",
    );
  });

  it("defaults that make sense", () => {
    const on = (options: { default?: string; required?: boolean }) => ({
      dispatch: dispatch({ a: { type: "choice", description: "A", options: ["x", "y"], ...options } }),
    });
    expect(() => withJob({}, { on: on({ default: "z" }) })).toThrow("input a: the default z is none of x, y");
    expect(() => withJob({}, { on: on({ default: "x", required: true }) })).toThrow(
      "input a is required and has a default",
    );
  });
});

it("says all that is wrong at once, a line each", () => {
  expect(() => withJob({ timeoutMinutes: 0, steps: [] }, { on: {} })).toThrow(
    /nothing starts it.*\n.*job one has no steps\n.*timeoutMinutes/,
  );
});
