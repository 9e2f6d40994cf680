import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { writeContract } from "../../../pipeline/contract/write.ts";
import { contract, goodFacts, monday } from "../world.ts";

const execute = promisify(execFile);
const entry = join(import.meta.dirname, "../../../pipeline/cli/hypothetical.ts");

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-hypothetical-"));
  writeFileSync(join(folder, "contract.json"), writeContract(contract));
  writeFileSync(join(folder, "facts.json"), JSON.stringify(goodFacts));
  writeFileSync(join(folder, "frozen.json"), JSON.stringify({ ...goodFacts, onBranch: { value: false } }));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function suppose(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const environment = { GITHUB_STEP_SUMMARY: join(folder, "summary"), GITHUB_OUTPUT: join(folder, "output") };
  try {
    const { stdout, stderr } = await execute(process.execPath, [entry, ...args], {
      cwd: folder,
      env: environment,
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error) || !("stdout" in error) || !("stderr" in error))
      throw error;
    return { code: Number(error.code), stdout: String(error.stdout), stderr: String(error.stderr) };
  }
}

const gate = ["gate", "--environment", "production", "--contract", "contract.json"];

it.each([
  ["yes", "facts.json", "YES: "],
  ["no", "frozen.json", "NO: "],
])(
  "a supposition exits 4 whatever the verdict (%s), and nothing is told or recorded",
  async (_, file, words) => {
    const before = readdirSync(folder);
    const { code, stdout, stderr } = await suppose([...gate, "--now", monday, "--facts", file]);
    expect(code).toBe(4);
    expect(stdout).toMatch(new RegExp(`^${words}`));
    expect(stderr).toContain("HYPOTHETICAL");
    expect(readdirSync(folder)).toEqual(before);
  },
);

it("is never recorded, and never silent about what it supposes", async () => {
  for (const record of [["--record", "r.json"], ["--record=r.json"]]) {
    const { code, stderr } = await suppose([...gate, "--now", monday, "--facts", "facts.json", ...record]);
    expect(code).toBe(2);
    expect(stderr).toContain("A supposition is never recorded");
  }
  expect(existsSync(join(folder, "r.json"))).toBe(false);
  expect((await suppose(gate)).code).toBe(2);
  expect((await suppose([...gate, "--now", "tomorrow", "--facts", "facts.json"])).stderr).toContain(
    '--now is "tomorrow"',
  );
});
