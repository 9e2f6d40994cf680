import { describe, expect, it } from "vitest";
import {
  always,
  call,
  called,
  cancelled,
  checksOf,
  eq,
  github,
  type JobOptions,
  job,
  matchesBranch,
  matrix,
  not,
  type Triggers,
  workflow,
} from "../../../../components/workflows/model/index.ts";
import { fine } from "./faults.ts";

const onPush = eq(github.eventName, "push");
const nodes = matrix({ node: [22, 24], os: ["linux"] }, [
  { node: 24, report: true },
  { node: "", os: "mac" },
]);

function one(id: string, options: Partial<JobOptions> = {}) {
  return job(id, { timeoutMinutes: 5, steps: [fine], ...options });
}

function checks(jobs: Parameters<typeof workflow>[0]["jobs"], on: Triggers = { pullRequest: {} }) {
  return checksOf(workflow({ file: "ci.yml", name: "CI", on, jobs }), "main");
}

function outcome(jobs: Parameters<typeof checks>[0], on?: Triggers) {
  return checks(jobs, on).map((check) => [check.context, check.onEveryPullRequest, check.reasons]);
}

describe("names", () => {
  it("are a job's name, else its id", () => {
    expect(checks([one("lint", { name: "Lint" }), one("test")])).toEqual([
      { context: "Lint", file: "ci.yml", job: "lint", onEveryPullRequest: true, reasons: [] },
      { context: "test", file: "ci.yml", job: "test", onEveryPullRequest: true, reasons: [] },
    ]);
  });

  it("show the values of a matrix, but not what was included, and nothing for an empty one", () => {
    expect(checks([one("test", { matrix: nodes })]).map(({ context }) => context)).toEqual([
      "test (22, linux)",
      "test (24, linux)",
      "test (mac)",
    ]);
  });

  it("are cut at 100 characters", () => {
    const [check] = checks([one("a", { name: "n".repeat(95), matrix: nodes })]);
    expect(check?.context).toBe(`${"n".repeat(95)} (...`);
  });

  it("of a called workflow stand behind the caller's", () => {
    const on = { call: called({}) };
    const inner = workflow({ file: "c.yml", name: "C", on, jobs: [one("test", { matrix: nodes })] });
    const outer = workflow({ file: "b.yml", name: "B", on, jobs: [call("suite", { workflow: inner })] });
    const found = checks([call("ci", { name: "CI", workflow: outer })]);
    expect(found.map(({ context, job }) => [context, job])).toContainEqual([
      "CI / suite / test (22, linux)",
      "ci/suite/test",
    ]);
  });
});

describe("on every pull request", () => {
  it("reports a workflow without filters only", () => {
    const lint = [one("lint")];
    expect(outcome(lint, { push: {} })).toEqual([
      ["lint", false, ["the workflow does not run on pull requests"]],
    ]);
    expect(outcome(lint, { pullRequest: { paths: ["src/**"] } })).toEqual([
      ["lint", false, ["the workflow runs only where src/** changed"]],
    ]);
    expect(outcome(lint, { pullRequest: { branches: ["develop"] } })).toEqual([
      ["lint", false, ["the workflow runs on pull requests to develop only"]],
    ]);
    expect(outcome(lint, { pullRequest: { branches: ["main"] } })).toEqual([["lint", true, []]]);
    expect(outcome(lint, { pullRequest: { types: ["opened", "reopened", "labeled"] } })).toEqual([
      ["lint", false, ["the workflow does not run when a pull request is synchronize"]],
    ]);
  });

  it("reports a job with a condition, perhaps as skipped", () => {
    expect(outcome([one("a", { if: onPush })])).toEqual([
      ["a", true, ["job a is skipped unless github.event_name == 'push'"]],
    ]);
    expect(outcome([one("a", { if: always() })])).toEqual([["a", true, []]]);
  });

  it("does not report a matrix with a condition: skipped, it was never expanded", () => {
    expect(outcome([one("a", { if: onPush, matrix: matrix({ b: [1] }) })])).toEqual([
      ["a (1)", false, ["job a is skipped unless github.event_name == 'push'"]],
    ]);
  });

  it("does not report a matrix that needs a job with a condition", () => {
    const first = one("first", { if: onPush });
    const why = "job first is skipped unless github.event_name == 'push'";
    const failing = "job a is skipped when first fails: require that too";
    expect(outcome([first, one("a", { needs: [first], matrix: matrix({ b: [1] }) })]).slice(1)).toEqual([
      ["a (1)", false, [why, failing]],
    ]);
    const anyway = one("a", { needs: [first], if: not(cancelled()), matrix: matrix({ b: [1] }) });
    expect(outcome([first, anyway]).slice(1)).toEqual([["a (1)", true, []]]);
  });

  it("does not report what is called under a condition", () => {
    const inner = workflow({ file: "c.yml", name: "C", on: { call: called({}) }, jobs: [one("test")] });
    expect(outcome([call("ci", { if: onPush, workflow: inner })])).toEqual([
      ["ci / test", false, ["job ci is skipped unless github.event_name == 'push'"]],
    ]);
  });

  it("says which other check has to be required too", () => {
    const first = one("first");
    expect(outcome([first, one("a", { needs: [first] })]).slice(1)).toEqual([
      ["a", true, ["job a is skipped when first fails: require that too"]],
    ]);
  });
});

it.each([
  [["main"], "main", true],
  [["auto/*"], "auto/a", true],
  [["auto/*"], "auto/a/b", false],
  [["auto/**"], "auto/a/b", true],
  [["**", "!main"], "main", false],
  [["!main", "**"], "main", true],
  [["release.1"], "release-1", false],
])("filter %j and branch %s: %s", (patterns, branch, matches) => {
  expect(matchesBranch(patterns, branch)).toBe(matches);
});
