import { beforeAll, describe, expect, it } from "vitest";
import { checkov } from "./checkov.ts";
import { exceptions } from "./exceptions.ts";
import {
  check,
  type Findings,
  lessExceptions,
  noFindings,
  readyTools,
  setUpTimeout,
  suppressionsIn,
} from "./index.ts";

const folder = ".github/workflows";

/** A workflow that nobody finds fault with, with a step more and other top lines. */
function sample(name: string, { step = "", job = "", top = "" } = {}): [string, string] {
  const steps = step === "" ? "" : `      - name: Fault\n${step}`;
  return [
    `${folder}/${name}.yml`,
    `name: Sample
on:
  push:
    branches: [main]
${top}permissions: {}
concurrency:
  group: sample-${name}
  cancel-in-progress: false
jobs:
  one:
    name: One
    runs-on: ubuntu-24.04
    timeout-minutes: 5
    permissions: {}
${job}    steps:
      - name: Say so
        run: echo yes
${steps}`,
  ];
}

const unsecure = "        env:\n          ACTIONS_ALLOW_UNSECURE_COMMANDS: true\n        run: echo\n";
const newKeys =
  "    environment:\n      name: b\n      deployment: false\n    concurrency:\n      group: a\n";

const planted = new Map([
  sample("unquoted", { step: "        run: rm $FILES\n" }),
  sample("injected", { step: `        run: echo "\${{ github.event.head_commit.message }}"\n` }),
  sample("unknown", { step: "        rum: echo\n        run: echo\n" }),
  sample("unsecure", { step: unsecure }),
  sample("unsecure-and-new", { step: unsecure, job: `${newKeys}      queue: max\n` }),
  sample("inputs", { top: "  workflow_dispatch:\n    inputs:\n      a: {description: A, type: string}\n" }),
  sample("silenced", { step: "        run: echo # zizmor: ignore[x] because\n" }),
]);

function rulesIn(findings: Findings, checker: keyof Findings, name: string): string[] {
  return findings[checker].filter(({ file }) => file === `${folder}/${name}.yml`).map(({ rule }) => rule);
}

describe("the checkers", () => {
  let every: Findings;
  let found: Findings;

  beforeAll(async () => {
    await readyTools();
    every = await check(planted, { exceptions: false });
    found = lessExceptions(every);
  }, setUpTimeout);

  it("find nothing where there is nothing", { timeout: setUpTimeout }, async () => {
    expect(await check(new Map([sample("fine")]))).toEqual(noFindings);
  });

  it("find what was planted, each its own", () => {
    expect(rulesIn(found, "actionlint", "unquoted")).toEqual(["shellcheck"]);
    expect(rulesIn(found, "actionlint", "injected")).toEqual(["expression"]);
    expect(rulesIn(found, "zizmor", "injected")).toEqual(["template-injection"]);
    expect(found["workflow-parser"]).toContainEqual({
      file: `${folder}/unknown.yml`,
      line: 19,
      rule: "workflow-parser",
      message: "Unexpected value 'rum'",
    });
    expect(rulesIn(found, "checkov", "unsecure")).toEqual(["CKV_GHA_1"]);
  });

  it("check a file that uses what checkov's schema does not know", () => {
    expect(rulesIn(found, "checkov", "unsecure-and-new")).toEqual(["CKV_GHA_1"]);
  });

  it("call a file that checkov passed over a finding", { timeout: setUpTimeout }, async () => {
    const odd = new Map([[`${folder}/odd.yml`, "name: Sample\non: push\njobs: []\n"]]);
    expect((await checkov(odd, await readyTools())).map(({ rule }) => rule)).toEqual(["not-checked"]);
  });

  it("refuse to answer for a file that zizmor cannot read", { timeout: setUpTimeout }, async () => {
    await expect(check(new Map([[`${folder}/odd.yml`, "jobs: []\n"]]))).rejects.toThrow("could not check");
  });

  it.each(exceptions)("need the exception of $rule still: $reason", ({ checker, rule, message }) => {
    const matching = (findings: Findings) =>
      findings[checker].filter((one) => one.rule === rule && message.test(one.message));
    expect(matching(every)).toHaveLength(1);
    expect(matching(found)).toEqual([]);
  });
});

it("counts what silences zizmor", () => {
  expect(suppressionsIn(planted)).toEqual([`${folder}/silenced.yml: run: echo # zizmor: ignore[x] because`]);
});
