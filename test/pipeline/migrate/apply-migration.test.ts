import { spawnSync } from "node:child_process";
import { chmodSync } from "node:fs";
import { delimiter } from "node:path";
import { expect, it } from "vitest";
import { applyMigrationScript } from "../../../pipeline/contract/apply-migration.ts";
import { repository } from "./harness.ts";

it("S001-MIG-04: apply_migration.py takes a file's name and hands it to the runtime", () => {
  const made = repository([]);
  const script = made.write("backend/apply_migration.py", applyMigrationScript(1));
  // Stands for node: prints what it was asked, and ends as the runtime would.
  chmodSync(made.write("bin/node", '#!/bin/sh\nprintf "%s\\n" "$PWD" "$@"\nexit 3\n'), 0o755);
  const python = (...args: string[]) =>
    spawnSync("python3", [script, ...args], {
      encoding: "utf8",
      env: { ...process.env, PATH: `${made.path("bin")}${delimiter}${process.env["PATH"] ?? ""}` },
    });
  const answer = python("015_new_feature.sql");
  expect(answer.status).toBe(3);
  const said = answer.stdout.trim().split("\n");
  expect(said.slice(2)).toEqual([
    ...["migrate", "up", "--file", "015_new_feature.sql", "--confirm", "015_new_feature.sql"],
    ...["--environment", "development"],
  ]);
  expect(said[1]).toMatch(/\/\.gatehouse\/pipeline\.mjs$/);
  expect(python("a.sql", "--environment=staging").stdout).not.toContain("development");
  expect(python().status).toBe(2);
});
