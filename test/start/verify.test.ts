import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

// What the command proves needs a published plugin, which no registry has; these are its answers without one.

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-verify-test-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function verify(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ["start/verify.ts", ...args], (error, stdout, stderr) =>
      resolve({ exitCode: typeof error?.code === "number" ? error.code : 0, stdout, stderr }),
    );
  });
}

describe("sandbox:verify", () => {
  it("says which file it needs when none is named", async () => {
    const { exitCode, stderr } = await verify();
    expect([exitCode, stderr]).toEqual([
      2,
      "--plugin FILE is missing: the path of a pulumi-resource-github.\n",
    ]);
  });

  it("refuses a path that is no file, and a file that cannot be executed", async () => {
    expect(await verify("--plugin", folder)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("is not a file"),
    });
    const plain = join(folder, "plain");
    writeFileSync(plain, "");
    expect(await verify("--plugin", plain)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("chmod +x"),
    });
  });

  it("says that a program which is no plugin does not hold, and stops there", async () => {
    const broken = join(folder, "broken");
    writeFileSync(broken, "#!/bin/sh\nexit 1\n");
    chmodSync(broken, 0o755);
    const { exitCode, stdout } = await verify("--plugin", broken, "--json");
    const { ok, checks } = JSON.parse(stdout);
    expect([exitCode, ok]).toEqual([1, false]);
    expect(checks.slice(0, 2)).toMatchObject([
      { stack: "shared", what: "up", held: false, detail: expect.stringContaining("github") },
      { stack: "shared", what: "destroy" },
    ]);
  }, 60_000);
});
