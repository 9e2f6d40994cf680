import { execFile } from "node:child_process";
import { existsSync, readdirSync, watch } from "node:fs";
import { basename, delimiter, join } from "node:path";
import { promisify } from "node:util";
import { findEngine } from "./engine/index.ts";
import type { Sandbox } from "./index.ts";
import { refreshWorkingCopy } from "./working-copy.ts";

/** What a person's shell needs for a plain `pulumi` in the sandbox. */
export interface ByHand {
  environment: Record<string, string>;
  /** Where the engine works: the copy of the project's files. */
  workingCopy: string;
  /** Stops keeping the copy up to date. */
  close(): void;
}

/**
 * Readies a project for work by hand: an engine, the working copy, and a stack for each stack file. The copy follows
 * the project's files until it is closed.
 *
 * @param project the folder with Pulumi.yaml.
 * @throws EngineError when no engine can be had.
 */
export async function readyByHand(sandbox: Sandbox, project: string, folder: string): Promise<ByHand> {
  const engine = await findEngine();
  const workingCopy = refreshWorkingCopy(project, folder);
  const environment = {
    ...sandbox.environment,
    // Every option of the engine can be given by a variable: this one makes it work in the copy, from anywhere.
    PULUMI_OPTION_CWD: workingCopy,
    PATH: [...engine.path, process.env["PATH"] ?? ""].join(delimiter),
  };
  await makeStacks(folder, workingCopy, engine.command, environment);
  const watcher = watch(project, (_, file) => {
    if (file !== null && /^Pulumi(\..+)?\.yaml$/.test(file)) followChange(project, folder);
  });
  return { environment, workingCopy, close: () => watcher.close() };
}

function followChange(project: string, folder: string): void {
  try {
    refreshWorkingCopy(project, folder);
  } catch (error) {
    // Somebody is in the middle of an edit; the engine will say the same of a file that stays wrong.
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  }
}

/** A plain `pulumi preview -s NAME` needs a stack of that name. */
async function makeStacks(
  folder: string,
  workingCopy: string,
  pulumi: string,
  environment: Record<string, string>,
): Promise<void> {
  const run = promisify(execFile);
  const names = readdirSync(workingCopy).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
  for (const name of names) {
    const state = join(folder, "state", ".pulumi", "stacks", basename(workingCopy), `${name}.json`);
    if (existsSync(state)) continue;
    await run(pulumi, ["stack", "init", name, "--no-select", "--non-interactive"], {
      env: { ...process.env, ...environment },
    });
  }
}
