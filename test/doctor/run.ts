import { spawn } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";
import { states } from "../../doctor/finding.ts";
import { repository } from "../e2e/harness.ts";

export interface Run {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

/** Runs doctor as `npm run doctor` does after its set-up, with these variables alone. */
export function doctor(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Run> {
  const { PATH, HOME, XDG_CACHE_HOME } = process.env;
  const child = spawn(process.execPath, [join(repository, "doctor", "index.ts"), ...args], {
    env: { PATH, HOME, XDG_CACHE_HOME, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return new Promise((end, failed) => {
    child.on("error", failed);
    child.on("close", (exitCode) => end({ exitCode, stdout, stderr }));
  });
}

const document = z.strictObject({
  exitCode: z.number(),
  verdict: z.string(),
  nextStep: z.string().optional(),
  accounts: z.enum(["real", "sandbox"]),
  steps: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      why: z.string(),
      section: z.string(),
      state: z.enum(states),
      found: z.string(),
      next: z.string().optional(),
      byHand: z.literal(true).optional(),
    }),
  ),
});

/** What `--json` printed. */
export function diagnosisIn({ stdout, stderr }: Run) {
  try {
    const { steps, ...rest } = document.parse(JSON.parse(stdout));
    return { ...rest, states: Object.fromEntries(steps.map(({ id, state }) => [id, state])), steps };
  } catch (error) {
    throw new Error(`Doctor said no diagnosis: ${stdout}${stderr}`, { cause: error });
  }
}
