import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { settingsOf, textsOf } from "../components/workflows/files/pipelines.ts";

let out = "";
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), "gatehouse-rendered-"));
});
afterEach(() => rmSync(out, { recursive: true, force: true }));

function workflows(...args: string[]) {
  return spawnSync(process.execPath, ["stacks/workflows.ts", ...args], { encoding: "utf8" });
}

it("writes an example's files as they are delivered, and a page about each", () => {
  const { status, stdout } = workflows("--out", out, "--example", "003");
  expect(stdout).toContain(out);
  expect(status).toBe(0);
  for (const [path, text] of textsOf(settingsOf("003"))) {
    expect(readFileSync(join(out, path), "utf8")).toBe(text);
  }
  expect(statSync(join(out, "scripts/rollback.sh")).mode & 0o111).toBe(0o111);
  const page = readFileSync(join(out, "docs/workflows/deploy-production.md"), "utf8");
  expect(page).toContain("# Deploy to Production");
  expect(page).toContain("```mermaid\nflowchart LR\n");
  expect(page).toContain('door_deploy{{"production"}}');
  expect(readdirSync(join(out, "docs/workflows"))).toHaveLength(
    readdirSync(join(out, ".github/workflows")).length,
  );
});

it.each([
  [["--example", "003"], "--out FOLDER is missing"],
  [["--out", "x", "--example", "009"], "There is no example 009. Allowed: 001-omega"],
  [["--out", "x", "--stack", "production"], "The stack production declares the environment production"],
  [["--folder", "x"], "npm run workflows -- --help"],
])("refuses %j with one message", (args, message) => {
  const { status, stderr } = workflows(...args);
  expect(stderr).toContain(message);
  expect(status).toBe(2);
});
