import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { contentsOf, type Edits, edit, layOut, type Place, run } from "./harness.ts";
import { readDocument } from "./report.ts";
import { stateOf } from "./state.ts";

// One sandbox in which `shared` stands: each refusal must leave it as it is.
let standing: Place;
const places: Place[] = [];

beforeAll(async () => {
  standing = layOut();
  const { exitCode, stdout, stderr } = await run(standing, ["--stack", "shared", "--json"]);
  expect(exitCode, stderr + stdout).toBe(0);
  expect(readDocument(stdout).stacks[0]?.up?.changes.length).toBeGreaterThan(10);
}, 120_000);

afterEach(() => {
  for (const place of places.splice(0)) place.remove();
});
afterAll(() => standing.remove());

/** Clouds and Pulumi's state; the rest of the folder is the sandbox's own bookkeeping. */
function declaredThings(place: Place): Record<string, string> {
  const all = Object.entries(contentsOf(place.folder));
  return Object.fromEntries(
    all.filter(([file]) => file.startsWith("/clouds/") || /^\/state\/.pulumi\/stacks\/.*\.json$/.test(file)),
  );
}

/** Runs with changed settings against the standing sandbox, which must stay as it is. */
async function refused(
  edits: Edits,
  args: readonly string[] = [],
  without: readonly string[] = [],
): Promise<string> {
  const place = layOut(edits);
  places.push(place);
  for (const file of without) rmSync(join(place.config, file));
  const before = declaredThings(standing);
  const { exitCode, stdout, stderr } = await run({ ...place, folder: standing.folder }, args);
  expect(exitCode, stderr + stdout).toBe(2);
  expect(declaredThings(standing)).toEqual(before);
  expect(stdout).toBe("");
  expect(stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
  return messageOf(stderr);
}

/** What is said apart from the lines of progress. */
function messageOf(stderr: string): string {
  return stderr
    .split("\n")
    .filter((line) => !/^[✓✗] /.test(line))
    .join("\n")
    .trim();
}

/** Where Pulumi.yaml has the settings of production. */
const production = ["config", "environments", "value", "production"];

describe("bad input is refused with one clear message before any change", { timeout: 60_000 }, () => {
  it("seven reviewers", async () => {
    const users = ["one", "two", "three", "four", "five", "six", "seven"].map((name) => `approver-${name}`);
    const message = await refused({
      "Pulumi.yaml": (file) => file.setIn(["config", "roles", "value", "release-approver"], { users }),
    });
    expect(message).toMatch(/^Settings: roles\.release-approver.* \(Pulumi\.yaml, line \d+\)\..*six/);
  });

  it("an unknown team, which only GitHub knows", async () => {
    const message = await refused({
      "Pulumi.yaml": (file) =>
        file.setIn(["config", "roles", "value", "release-approver", "teams", 0], "release-approver"),
    });
    expect(message).toMatch(
      /^Settings: roles\.release-approver\.teams\[0\] is "release-approver", which GitHub does not know\./,
    );
  });

  it("a role that nobody holds", async () => {
    const message = await refused({
      "Pulumi.yaml": (file) => file.setIn([...production, "approvals"], ["release-approver", "qa-lead"]),
    });
    expect(message).toMatch(
      /^Settings: environments\.production\.approvals\[1\] is "qa-lead" \(Pulumi\.yaml, line \d+\)/,
    );
    expect(message).toContain("release-approver");
  });

  it("an unknown key, with the nearest known one", async () => {
    const message = await refused({
      "Pulumi.yaml": (file) => {
        file.setIn([...production, "aprovals"], ["release-approver"]);
      },
    });
    expect(message).toMatch(
      /environments\.production\.aprovals is not a setting \(Pulumi\.yaml, line \d+\)\. Did you mean approvals\?/,
    );
  });

  it("a wrong type", async () => {
    const message = await refused({
      "Pulumi.staging.yaml": (file) =>
        file.setIn(["config", "gatehouse:monitoring", "intervalSeconds"], "often"),
    });
    expect(message).toMatch(
      /^Settings: monitoring\.intervalSeconds is "often" \(Pulumi\.staging\.yaml, line \d+\)\. Allowed: /,
    );
  });

  it("a retention under seven years in production", async () => {
    const message = await refused({
      "Pulumi.shared.yaml": (file) => file.setIn(["config", "gatehouse:audit", "retention", "days"], 365),
    });
    expect(message).toMatch(
      /^Settings: audit\.retention\.days is 365 \(Pulumi\.shared\.yaml, line \d+\).*255[67]/s,
    );
  });

  it("required reviewers on a plan that has none, naming the plans that have them", async () => {
    const message = await refused({
      "Pulumi.yaml": (file) => file.setIn(["config", "github", "value", "plan"], "team"),
    });
    expect(message).toMatch(
      /^Settings: environments\.production\.approval is missing \(Pulumi\.yaml, line \d+\)\. Allowed: pull-request on the plan team.*enterprise plan/,
    );
  });

  it("a stack without a file, naming the files there are", async () => {
    const message = await refused({}, ["--stack", "acceptance"]);
    expect(message).toMatch(
      /Pulumi\.acceptance\.yaml of stack acceptance is missing.*development, production, shared, staging/s,
    );
  });

  it("a repository name that GitHub refuses", async () => {
    const message = await refused({
      "Pulumi.yaml": (file) =>
        file.setIn(["config", "github", "value", "repository", "name"], "may assistant!"),
    });
    expect(message).toMatch(
      /^Settings: github\.repository\.name is "may assistant!" \(Pulumi\.yaml, line \d+\)/,
    );
  });

  it("an environment before its shared stack, saying what to run first", async () => {
    const place = layOut();
    places.push(place);
    const { exitCode, stdout, stderr } = await run(place, ["--stack", "production"]);
    expect(exitCode, stderr + stdout).toBe(2);
    expect(messageOf(stderr)).toMatch(/^Settings: .*shared.* is not up.*Run first: /s);
    expect(stateOf(place, "production").resources).toEqual([]);
  });

  it("a folder without a pipeline, and an option that does not exist", async () => {
    const nowhere = await run({ ...standing, config: standing.root });
    expect(nowhere).toMatchObject({ exitCode: 2, stdout: "" });
    expect(nowhere.stderr).toMatch(/^There is no Pulumi\.yaml in /);
    const mistyped = await run(standing, ["--destory"]);
    expect(mistyped.exitCode).toBe(2);
    expect(mistyped.stderr).toContain("--destory");
  });

  it("tells the same in JSON", async () => {
    const place = layOut();
    places.push(place);
    edit(place, { "Pulumi.yaml": (file) => file.setIn(["config", "github", "value", "plan"], "free") });
    const { exitCode, stdout } = await run({ ...place, folder: standing.folder }, ["--json"]);
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/^Settings: github\.plan/),
    });
  });
});
