import { execFile } from "node:child_process";
import { join } from "node:path";
import { z } from "zod";
import { exitCodes, Failure } from "./failure.ts";

const verdict = z.discriminatedUnion("ok", [
  z.object({ ok: z.literal(true) }),
  z.object({ ok: z.literal(false), message: z.string() }),
]);

/**
 * Asks `stacks/check.ts` whether the settings of all stacks are sound, before anything is changed. It runs as a
 * process of its own, because this room drives the engine and knows nothing of the program.
 *
 * @throws Failure (2) with the one message of the check.
 */
export async function checkSettings(
  repository: string,
  config: string,
  stacks: readonly string[],
): Promise<void> {
  const script = join(repository, "stacks", "check.ts");
  const { stdout, stderr } = await run(process.execPath, [script, "--json", "--dir", config, ...stacks]);
  const answer = verdict.safeParse(parsed(stdout));
  if (!answer.success)
    throw new Error(`The settings' check gave no answer: ${stderr || stdout || "it said nothing"}`);
  if (!answer.data.ok) throw new Failure(exitCodes.badInput, answer.data.message);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The exit code is not asked: the document says what it would say. */
function run(command: string, args: string[]): Promise<{ stdout: string; stderr: string }> {
  return new Promise((done) => {
    execFile(command, args, (_error, stdout, stderr) => done({ stdout, stderr }));
  });
}
