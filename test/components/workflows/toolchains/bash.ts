import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { ParsedStep } from "./parsed.ts";

const pipeline = new URL("../../../../pipeline/", import.meta.url);

/** The runtime from its sources, with the commands that the toolchains' steps call and no more, since it starts often. */
const runtime = `
import { run } from ${JSON.stringify(new URL("cli/run.ts", pipeline).href)};
const args = process.argv.slice(2);
const { migrateCommands, reportCommands } = await import(
  args[0] === "migrate"
    ? ${JSON.stringify(new URL("migrate/index.ts", pipeline).href)}
    : ${JSON.stringify(new URL("report/commands/index.ts", pipeline).href)}
);
process.exitCode = await run(migrateCommands ?? reportCommands, args, {
  environment: process.env,
  now: () => Date.now(),
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  colour: false,
  runtimeHash: () => undefined,
});
`;

/** A runner's folders: the workspace, its temporary folder with the runtime, and executables before those of PATH. */
export class Runner {
  readonly root = mkdtempSync(join(tmpdir(), "gatehouse-runner-"));
  readonly workspace = join(this.root, "workspace");
  readonly temp = join(this.root, "temp");
  readonly home = join(this.root, "home");
  readonly bin = join(this.root, "bin");
  /** The commit that a pull request changes from; empty where there is none. */
  base = "";

  constructor() {
    for (const folder of [this.workspace, this.temp, this.home, this.bin]) mkdirSync(folder);
    onTestFinished(() => rmSync(this.root, { recursive: true, force: true }));
    mkdirSync(join(this.temp, "gatehouse"));
    writeFileSync(join(this.temp, "gatehouse/pipeline.mjs"), runtime);
  }

  write(path: string, text: string): void {
    const file = join(this.workspace, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** An executable that stands in for one of the runner. */
  command(name: string, script: string): void {
    writeFileSync(join(this.bin, name), `#!/usr/bin/env bash\n${script}\n`, { mode: 0o755 });
  }

  /** A value with its expressions as GitHub would fill them in; a pull request's are empty elsewhere. */
  private evaluated(value: string): string {
    const known: Readonly<Record<string, string>> = {
      "github.workspace": this.workspace,
      "github.event.pull_request.base.sha": this.base,
    };
    return value.replaceAll(/\$\{\{ (.+?) \}\}/g, (_all, source: string) => {
      const filled = known[source];
      if (filled === undefined) throw new Error(`this runner does not know ${source}`);
      return filled;
    });
  }

  /** Runs a step as GitHub runs one whose shell is `bash`. */
  run({ run, env = {}, "working-directory": folder = "." }: ParsedStep): {
    code: number | null;
    output: string;
  } {
    if (run === undefined) throw new Error("the step runs no script");
    const script = join(this.temp, "step.sh");
    writeFileSync(script, run);
    const own = Object.entries(env).map(([name, value]) => [name, this.evaluated(`${value}`)]);
    const done = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", script], {
      cwd: join(this.workspace, folder),
      encoding: "utf8",
      env: {
        PATH: `${this.bin}:${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
        HOME: this.home,
        GITHUB_WORKSPACE: this.workspace,
        RUNNER_TEMP: this.temp,
        ...Object.fromEntries(own),
      },
    });
    return { code: done.status, output: `${done.stdout}${done.stderr}` };
  }
}
