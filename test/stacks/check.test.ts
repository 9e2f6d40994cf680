import { execFile } from "node:child_process";
import { describe, expect, it } from "vitest";

function check(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, ["stacks/check.ts", ...args], (error, stdout, stderr) =>
      resolve({ exitCode: typeof error?.code === "number" ? error.code : 0, stdout, stderr }),
    );
  });
}

describe("npm run settings", () => {
  it("says that the root's settings are sound, of every stack", async () => {
    expect(await check()).toEqual({
      exitCode: 0,
      stdout: "The settings are sound: development, production, shared, staging.\n",
      stderr: "",
    });
  });

  it("says the same to machines, of the stacks that were named", async () => {
    expect(JSON.parse((await check("--json", "shared")).stdout)).toEqual({ ok: true, stacks: ["shared"] });
  });

  it.each([
    ["an option that does not exist", ["--foo"], /^Unknown option '--foo'.*npm run settings -- --help/s],
    [
      "a folder without a pipeline",
      ["--dir", "docs"],
      /^Settings: there is no Pulumi\.yaml in docs\. --dir takes/,
    ],
    ["a stack without a file", ["live"], /^Settings: the file Pulumi\.live\.yaml of stack live is missing/],
  ])("refuses %s with one message and 2", async (_what, args, message) => {
    const { exitCode, stdout, stderr } = await check(...args);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain("    at ");
  });

  it("tells a mistake in JSON as well", async () => {
    const { exitCode, stdout } = await check("--json", "live");
    expect([exitCode, JSON.parse(stdout).ok]).toEqual([2, false]);
  });
});
