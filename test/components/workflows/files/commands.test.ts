import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { workflowFiles } from "../../../../stacks/shared/workflows.ts";
import { ghCommands } from "./gh-commands.ts";
import { ghRun, refusals } from "./gh-run.ts";
import { settingsOf, workflowOf } from "./pipelines.ts";

it.each(ghCommands)("$requirement: $line is accepted", ({ seed, line }) => {
  const run = ghRun(line);
  expect(run.ref).toBe("main");
  expect(refusals(run, workflowOf(seed, run.file))).toEqual([]);
});

it.each([
  ["gh workflow run rollback.yml --ref main -f enviroment=production", "unexpected input enviroment"],
  ["gh workflow run rollback.yml --ref main", "missing input environment"],
  ["gh workflow run rollback.yml --ref main -f environment=test", "environment cannot be test"],
])("and what is not declared is refused: %s", (line, why) => {
  expect(refusals(ghRun(line), workflowOf("002", "rollback.yml"))).toContain(why);
});

describe("S003-RB-02: scripts/rollback.sh ENVIRONMENT VERSION", () => {
  const { content, executable } = workflowFiles(settingsOf("003")).files["scripts/rollback.sh"] ?? {};

  function started(...args: string[]): { started: string[]; status: number } {
    const folder = mkdtempSync(join(tmpdir(), "gatehouse-script-"));
    try {
      const script = join(folder, "rollback.sh");
      const log = join(folder, "log");
      writeFileSync(script, typeof content === "string" ? content : "");
      writeFileSync(log, "");
      writeFileSync(join(folder, "gh"), `#!/bin/sh\nprintf '%s\\n' "$@" >> "${log}"\n`);
      chmodSync(join(folder, "gh"), 0o755);
      try {
        execFileSync("bash", [script, ...args], {
          env: { ...process.env, PATH: `${folder}:${process.env["PATH"]}` },
          stdio: "ignore",
        });
      } catch (error) {
        const status = error instanceof Error && "status" in error ? Number(error.status) : -1;
        return { started: readFileSync(log, "utf8").split("\n").filter(Boolean), status };
      }
      return { started: readFileSync(log, "utf8").split("\n").filter(Boolean), status: 0 };
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  it("can be run by its path", () => expect(executable).toBe(true));

  it("starts the rollback workflow with what its inputs take", () => {
    const { started: words, status } = started("production", "v1.2.3");
    expect(status).toBe(0);
    const run = ghRun(`gh ${words.join(" ")}`);
    expect(run).toEqual({
      file: "rollback.yml",
      ref: "main",
      inputs: { environment: "production", version: "v1.2.3" },
    });
    expect(refusals(run, workflowOf("003", "rollback.yml"))).toEqual([]);
  });

  it.each([
    [["production"]],
    [[]],
    [["test", "v1"]],
    [["production", "v1; rm -rf ."]],
    [["v1.2.3", "production"]],
    [["production", "-f"]],
  ])("refuses %j and starts nothing", (args) => {
    expect(started(...args)).toEqual({ started: [], status: 2 });
  });
});
