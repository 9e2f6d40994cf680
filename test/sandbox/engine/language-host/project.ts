import { type ExecFileException, execFile } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { inject } from "vitest";
import { temporaryFolder } from "../fakes.ts";

export interface Project {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Writes a file of the project. */
  write(file: string, content: string): void;
  /** Runs the engine on the stack `dev`, without colours. */
  pulumi(...args: string[]): Promise<{ code: number; output: string }>;
}

/** A Pulumi project of one ESM TypeScript file with a state backend of its own, stack `dev` selected. */
export async function project(program: string): Promise<Project> {
  const engine = inject("engine");
  const folder = temporaryFolder();
  mkdirSync(join(folder, "state"));
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  const env = {
    ...process.env,
    PATH: [...engine.path, process.env["PATH"]].join(delimiter),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "only for this test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    NO_COLOR: "1",
  };
  const made: Project = {
    folder,
    env,
    write(file, content) {
      mkdirSync(join(folder, file, ".."), { recursive: true });
      writeFileSync(join(folder, file), content);
    },
    pulumi: (...args) =>
      new Promise((done) => {
        execFile(
          engine.command,
          ["--non-interactive", "--color=never", ...args],
          { cwd: folder, env },
          (error: ExecFileException | null, stdout, stderr) =>
            done({
              code: error ? (typeof error.code === "number" ? error.code : -1) : 0,
              output: stdout + stderr,
            }),
        );
      }),
  };
  made.write(
    "Pulumi.yaml",
    "name: tiny\nruntime: { name: nodejs, options: { typescript: false } }\nmain: index.ts\n",
  );
  made.write("package.json", JSON.stringify({ name: "tiny", type: "module" }));
  made.write("index.ts", program);
  const init = await made.pulumi("stack", "init", "dev");
  if (init.code !== 0) throw new Error(init.output);
  return made;
}
