import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bundle, bundle } from "../../../pipeline/bundle/bundle.ts";
import { writeContract } from "../../../pipeline/contract/write.ts";
import { decide } from "../../../pipeline/gate/decide.ts";
import { recordOf } from "../../../pipeline/gate/record.ts";
import { runtimeVersion } from "../../../pipeline/version.ts";
import { contract, goodFacts, monday } from "../world.ts";

const execute = promisify(execFile);

let built: Bundle;
let folder: string;
beforeAll(async () => {
  built = await bundle();
  folder = mkdtempSync(join(tmpdir(), "gatehouse-bundle-"));
  mkdirSync(join(folder, ".gatehouse"));
  writeFileSync(join(folder, ".gatehouse/pipeline.mjs"), built.code);
  deliver();
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

function deliver(sha256 = built.sha256): void {
  const delivered = { ...contract, runtime: { version: runtimeVersion, sha256 } };
  writeFileSync(join(folder, ".gatehouse/contract.json"), writeContract(delivered));
}

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

/** The delivered file, with Node alone: an empty environment, no packages, nothing beside it. */
async function run(args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  try {
    const { stdout, stderr } = await execute(process.execPath, [".gatehouse/pipeline.mjs", ...args], {
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

describe("the delivered file", () => {
  it("is one file that needs nothing but Node's own modules", () => {
    expect(readdirSync(folder)).toEqual([".gatehouse"]);
    const imports = [...built.code.matchAll(/^import\b[^"']*["']([^"']+)["']/gm)].map(([, name]) => name);
    expect(imports.filter((name) => !name?.startsWith("node:"))).toEqual([]);
    expect(built.code).not.toMatch(/\brequire\((?!["'](?:node:)?\w+["']\))/);
  });

  it("is the same bytes for the same sources", async () => {
    expect((await bundle()).sha256).toBe(built.sha256);
  }, 60_000);

  it("runs in an empty folder", async () => {
    const { code, stdout, stderr } = await run(["--help"]);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("gate  ");
  });

  it("decides nothing by a contract that names another runtime", async () => {
    deliver("1".repeat(64));
    try {
      const { code, stderr } = await run(["gate", "--environment", "production"], {
        GITHUB_TOKEN: "x".repeat(20),
      });
      expect(code).toBe(2);
      expect(stderr).toContain("belongs to the runtime 111111111111");
    } finally {
      deliver();
    }
  });

  it("without a network it could not tell, in one message", async () => {
    const { code, stdout, stderr } = await run(["approvals", "--environment", "production", "--json"], {
      GITHUB_TOKEN: "ghs_000000000000000000000000000000000000",
      GITHUB_API_URL: "http://127.0.0.1:9",
      GITHUB_RUN_ID: "1",
      GITHUB_RUN_ATTEMPT: "1",
      GITHUB_SHA: "a".repeat(40),
    });
    expect(code).toBe(3);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout + stderr).not.toContain("ghs_0");
    expect(JSON.parse(stdout)).toMatchObject({ exit: 3 });
  }, 30_000);

  it("makes a recorded decision again, byte for byte, asking nobody", async () => {
    const record = recordOf(decide(contract, goodFacts, Date.parse(monday)), contract, goodFacts);
    writeFileSync(join(folder, "record.json"), record);
    expect(await run(["replay", "--record", "record.json"])).toMatchObject({ code: 0, stderr: "" });
    writeFileSync(join(folder, "record.json"), record.replace('"verdict":"yes"', '"verdict":"no"'));
    const { code, stdout } = await run(["replay", "--record", "record.json"]);
    expect(code).toBe(1);
    expect(stdout).toContain("comes out differently in: ");
    writeFileSync(join(folder, "record.json"), record.slice(0, -100));
    expect((await run(["replay", "--record", "record.json"])).code).toBe(2);
    rmSync(join(folder, "record.json"));
  });

  it.runIf(existsSync("/dev/full"))("a verdict that cannot be written is none", async () => {
    const { stdout } = await execute(
      "sh",
      ["-c", `"$1" .gatehouse/pipeline.mjs --help > /dev/full; echo $?`, "sh", process.execPath],
      { cwd: folder },
    );
    expect(stdout.trim()).toBe("3");
  });

  it("carries the licence of every package that went in", () => {
    for (const name of ["zod", "@octokit/request", "aws4fetch", "yaml"]) {
      expect(built.code).toMatch(new RegExp(`^ \\* ${name} \\d`, "m"));
    }
  });
});

describe("the clock", () => {
  it("cannot be set in the delivered runtime: it knows no such option and no such variable", async () => {
    for (const word of ["--now", "--facts", "HYPOTHETICAL", "hypothetical.ts", "suppose"]) {
      expect(built.code).not.toContain(word);
    }
    for (const option of ["--now", "--facts"]) {
      const { code, stderr } = await run(["gate", "--environment", "production", option, "x"]);
      expect(code).toBe(2);
      expect(stderr).toContain(`Unknown option '${option}'`);
    }
  });

  it("is the machine's: one place of the runtime's entry reads it, and hands it to every command", () => {
    const main = readFileSync(new URL("../../../pipeline/cli/main.ts", import.meta.url), "utf8");
    expect(main.match(/Date\.now\(\)/g)).toHaveLength(1);
    expect(main).not.toMatch(/process\.env\[[^\]]*(NOW|TIME|CLOCK|DATE)/i);
    // Nor does anything else of the bundle take a time from a variable.
    const variables = [...built.code.matchAll(/env(?:ironment)?\[?\.?["']?([A-Z][A-Z0-9_]{2,})/g)].map(
      ([, name]) => name,
    );
    expect(variables.filter((name) => /NOW|CLOCK|FAKE|TIME$/.test(name ?? ""))).toEqual([]);
  });
});

it("the runtime's version is the package's", () => {
  const { version }: { version: string } = JSON.parse(
    readFileSync(new URL("../../../package.json", import.meta.url), "utf8"),
  );
  expect(runtimeVersion).toBe(version);
});
