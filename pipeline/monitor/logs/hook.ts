import { spawn } from "node:child_process";
import { z } from "zod";
import { text } from "../../contract/words.ts";

/** What a hook answers on standard output: what it found, or an empty list. */
const answer = z.strictObject({
  findings: z
    .array(z.strictObject({ name: text("a name"), why: text("why") }))
    .max(100, "at most 100 findings"),
});

export type HookAnswer = z.infer<typeof answer>["findings"];

/** The version of what a hook is given and answers. */
export const hookVersion = 1;

const longestMs = 60_000;
const mostAnswer = 1_048_576;

/**
 * Asks a program of the application what it makes of the log. It is given one JSON document on standard input,
 * `{"hook":1,"environment":…,"lines":[…]}`, answers one, and gets none of the job's variables but PATH.
 *
 * @throws Error where it does not end with 0 within a minute, or its answer is none.
 */
export function askHook(
  [program = "", ...args]: readonly string[],
  given: { environment: string; lines: readonly string[] },
  path: string | undefined,
): Promise<HookAnswer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ["pipe", "pipe", "ignore"],
      env: { PATH: path ?? "" },
      timeout: longestMs,
      killSignal: "SIGKILL",
    });
    let said = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      said += part;
      if (said.length > mostAnswer) child.kill("SIGKILL");
    });
    child.on("error", (error) =>
      reject(new Error(`The hook ${program} cannot be started: ${error.message}.`)),
    );
    child.on("close", (code, signal) => {
      if (code !== 0) return reject(new Error(`The hook ${program} ended with ${code ?? signal}, not 0.`));
      const read = answer.safeParse(jsonOf(said));
      if (read.success) return resolve(read.data.findings);
      const [issue] = read.error.issues;
      reject(
        new Error(
          `The hook ${program} gave no answer: ${issue?.path.join(".") || "the whole"}: ${issue?.message}.`,
        ),
      );
    });
    // A hook may answer without reading: its end is what counts.
    child.stdin.on("error", () => undefined);
    child.stdin.end(JSON.stringify({ hook: hookVersion, ...given }));
  });
}

function jsonOf(said: string): unknown {
  try {
    return JSON.parse(said);
  } catch {
    // The schema says what is wrong with no answer.
    return undefined;
  }
}
