// `npm start`: puts the declared pipeline up, or tears it down, in the sandbox. start/arguments.ts tells how it is used.
import { dirname } from "node:path";
import { help, readArguments } from "./arguments.ts";
import { type ExitCode, exitCodes, Failure, messageOf } from "./failure.ts";
import { listenForInterruption } from "./interruption.ts";
import type { Job } from "./job.ts";
import { watchMemory } from "./measure/memory.ts";
import { showProgress } from "./progress/progress.ts";
import { styleFor } from "./progress/style.ts";
import type { Result } from "./report/result.ts";
import { putUpText, tornDownText } from "./report/text.ts";

const repository = dirname(import.meta.dirname);

async function main(given: readonly string[]): Promise<ExitCode | number> {
  const json = given.includes("--json");
  const progress = showProgress(process.stderr);
  const interruption = listenForInterruption((text) => progress.say(text));
  const peakMemory = watchMemory();
  try {
    const chosen = readArguments(given, repository);
    if (chosen.help) {
      process.stdout.write(help);
      return exitCodes.yes;
    }
    const result = await run({
      arguments: chosen,
      repository,
      progress,
      interruption,
      elapsed: () => process.uptime(),
      peakMemory,
    });
    process.stdout.write(json ? `${JSON.stringify(result, null, 2)}\n` : `${textOf(result)}\n`);
    return result.exitCode;
  } catch (error) {
    const exitCode = error instanceof Failure ? error.exitCode : exitCodes.no;
    // Anything else is a mistake of Gatehouse itself: where it happened helps whoever mends it.
    const message =
      error instanceof Error && !(error instanceof Failure) ? String(error.stack) : messageOf(error);
    if (json) process.stdout.write(`${JSON.stringify({ exitCode, message }, null, 2)}\n`);
    else process.stderr.write(`${styleFor(process.stderr).bad(message)}\n`);
    return exitCode;
  } finally {
    peakMemory();
    interruption.dispose();
  }
}

/** Loaded late: `--help` and a wrong option need no engine. */
async function run(job: Job): Promise<Result> {
  if (job.arguments.destroy) return (await import("./tear-down.ts")).tearDown(job);
  return (await import("./put-up.ts")).putUp(job);
}

function textOf(result: Result): string {
  const style = styleFor(process.stdout);
  const width = process.stdout.columns ? Math.min(process.stdout.columns, 140) : undefined;
  return result.command === "up" ? putUpText(result, style, width) : tornDownText(result, style);
}

process.exitCode = await main(process.argv.slice(2));
