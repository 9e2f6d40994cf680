import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { z } from "zod";

const run = promisify(execFile);

/** Runs previews in a project's folder. */
export interface Previewer {
  /** Seconds that one preview takes, as a whole process. */
  time(project: string, stack: string, policyPack?: string): Promise<number>;
  create(project: string, stack: string): Promise<void>;
}

export function previewer(command: string, environment: Record<string, string>): Previewer {
  const pulumi = (cwd: string, args: string[]) =>
    run(command, [...args, "--non-interactive"], { cwd, env: { ...process.env, ...environment } });
  return {
    async time(project, stack, policyPack) {
      const begin = performance.now();
      await pulumi(project, [
        "preview",
        ...["-s", stack, "--expect-no-changes"],
        ...(policyPack ? ["--policy-pack", policyPack] : []),
      ]);
      return (performance.now() - begin) / 1000;
    },
    async create(project, stack) {
      await pulumi(project, ["stack", "init", stack]);
      // What is there already is what the second preview of the real program meets as well.
      await pulumi(project, ["up", "-s", stack, "--yes", "--skip-preview"]);
    },
  };
}

const startResult = z.object({ seconds: z.number(), memory: z.object({ bytes: z.number() }) });

/** The whole main job into an empty folder, as its users run it after set-up. */
export async function putUpFromNothing(
  repository: string,
  folder: string,
): Promise<{ seconds: number; peakMegabytes: number }> {
  const { stdout } = await run(process.execPath, ["start/index.ts", "--json", "--folder", folder], {
    cwd: repository,
    maxBuffer: 64 * 1024 * 1024,
  });
  const { seconds, memory } = startResult.parse(JSON.parse(stdout));
  return { seconds, peakMegabytes: Math.round(memory.bytes / 1e6) };
}
