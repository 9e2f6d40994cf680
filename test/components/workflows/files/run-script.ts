import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface ScriptRun {
  readonly env?: Readonly<Record<string, string>>;
  /** Where it runs; default is an empty folder. */
  readonly cwd?: string;
  /** What GitHub CLI answers: bash, with the arguments in `$*`. */
  readonly gh?: string;
}

/** What a step's script did: GitHub CLI is a stand-in that keeps its arguments. */
export function runScript(script: string, { env = {}, cwd, gh = "" }: ScriptRun) {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-step-"));
  try {
    const bin = join(folder, "bin");
    const calls = join(folder, "calls");
    const outputs = join(folder, "outputs");
    mkdirSync(bin);
    writeFileSync(join(bin, "gh"), `#!/usr/bin/env bash\necho "$*" >> "${calls}"\n${gh}\n`);
    chmodSync(join(bin, "gh"), 0o755);
    const status = statusOf(script, {
      cwd: cwd ?? folder,
      env: {
        PATH: `${bin}:${process.env["PATH"]}`,
        HOME: folder,
        GITHUB_OUTPUT: outputs,
        GITHUB_STEP_SUMMARY: join(folder, "summary"),
        GITHUB_SERVER_URL: "https://github.com",
        GITHUB_RUN_ID: "1",
        GITHUB_REPOSITORY: "owner/name",
        ...env,
      },
    });
    return {
      status,
      calls: linesOf(calls),
      outputs: linesOf(outputs),
      summary: linesOf(join(folder, "summary")),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As GitHub runs it: bash that ends at the first failure. */
function statusOf(script: string, options: { cwd: string; env: NodeJS.ProcessEnv }): number {
  try {
    execFileSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
      ...options,
      stdio: "pipe",
    });
    return 0;
  } catch (error) {
    return error instanceof Error && "status" in error ? Number(error.status) : -1;
  }
}

function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
}
