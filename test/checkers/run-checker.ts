import { execFile } from "node:child_process";

interface CheckerRun {
  readonly cwd: string;
  /** Exit codes that mean "I have looked", with or without findings. */
  readonly looked: readonly number[];
  readonly env?: NodeJS.ProcessEnv;
}

/**
 * What a checker writes to stdout.
 *
 * @throws Error where it could not look: no finding is then no good news
 */
export function runChecker(command: string, args: readonly string[], run: CheckerRun): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      command,
      args,
      { cwd: run.cwd, env: { ...process.env, ...run.env }, maxBuffer: 64 * 1024 * 1024 },
      (_error, stdout, stderr) => {
        const code = child.exitCode;
        if (code !== null && run.looked.includes(code)) resolve(stdout);
        else reject(new Error(`${command} could not check: exit code ${code}\n${stderr}${stdout}`));
      },
    );
  });
}
