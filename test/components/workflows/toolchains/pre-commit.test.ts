import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, it, onTestFinished } from "vitest";
import { preCommitConfig } from "../../../../components/workflows/toolchains/index.ts";
import { pythonVenv } from "../../../../sandbox/engine/python.ts";
import { cacheFolder } from "../../../../sandbox/engine/setup/index.mjs";
import { setUpTimeout } from "../../../checkers/index.ts";
import { backend001, backend004, dartService, diary002, frontend001, service, uvService } from "./seeds.ts";

let preCommit: string;

beforeAll(async () => {
  preCommit = join(await pythonVenv({ packages: ["pre-commit==4.7.0"] }), "pre-commit");
}, setUpTimeout);

/** A repository with the configuration of services and one staged file. */
function repository(config: string, path: string, text: string) {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-commit-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, ".pre-commit-config.yaml"), config);
  writeFileSync(join(folder, path), text);
  for (const args of [
    ["init", "--initial-branch=main"],
    ["add", "--all"],
  ]) {
    execFileSync("git", args, { cwd: folder, stdio: "ignore" });
  }
  const run = (...args: string[]) => {
    const done = spawnSync(preCommit, args, {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, PRE_COMMIT_HOME: join(cacheFolder(), "pre-commit") },
    });
    return { code: done.status, output: `${done.stdout}${done.stderr}` };
  };
  return { run };
}

const every = [backend001, frontend001, diary002, uvService, dartService];

it("pre-commit itself finds no fault with the file", { timeout: setUpTimeout }, () => {
  const { run } = repository(preCommitConfig([...every, { ...backend004, name: "gateway" }]), "a.txt", "");
  expect(run("validate-config")).toEqual({ code: 0, output: "" });
});

it("S002-PIPE-02: a commit passes a linter of every service and the check for secrets", () => {
  const config = preCommitConfig(every);
  for (const { name } of every) expect(config).toMatch(new RegExp(`^ +- id: ${name}-lint$`, "m"));
  expect(config).toMatch(/^ +- id: secrets$/m);
  expect(config).toContain("bash -c 'cd backend && ruff check .'");
  expect(config).toContain("bash -c 'cd omega-frontend && npx --no-install eslint . --max-warnings 0'");
});

it("a secret is refused before it is committed, and masked", { timeout: setUpTimeout }, () => {
  // In two parts, or this file would be refused itself.
  const token = `ghp_${"1234567890abcdefghij1234567890abcdef"}`;
  const leaking = repository(preCommitConfig([]), "settings.py", `token = "${token}"\n`).run(
    "run",
    "secrets",
  );
  expect(leaking.code).toBe(1);
  expect(leaking.output).toContain("leaks found: 1");
  expect(leaking.output).not.toContain(token);
  const clean = repository(preCommitConfig([]), "settings.py", "token = read()\n").run("run", "secrets");
  expect(clean).toMatchObject({ code: 0 });
});

it("a service's hook runs in its folder, for its files alone", { timeout: setUpTimeout }, () => {
  const rooted = preCommitConfig([
    service("root", {
      kind: "node",
      version: "24",
      stages: [{ name: "Lint", minutes: 5, checks: ["lint"] }],
    }),
  ]);
  expect(rooted).toContain("bash -c 'npx --no-install eslint . --max-warnings 0'");
  expect(rooted).not.toContain("files:");
  expect(preCommitConfig([backend001])).toContain("files: ^backend/");
});
