import { maskAll, masker } from "../audit/mask.ts";
import { helpOf, overview, readOptions } from "./arguments.ts";
import { type Command, type Frame, type Outcome, WrongUse } from "./command.ts";
import { codes, type ExitCode, failureOf, NotBuilt } from "./failure.ts";
import { type Job, jobOf, keep } from "./job.ts";
import { isPlanned, plannedBelow } from "./planned.ts";
import { asMarkdown, asText, maskReport } from "./report.ts";

/**
 * Runs one command: its verdict goes to standard output, to the job's summary and to its outputs; whatever goes wrong
 * becomes one message and an exit code.
 */
export async function run(
  commands: readonly Command[],
  args: readonly string[],
  outer: Frame,
): Promise<ExitCode> {
  const mask = masker(outer.environment);
  const frame: Frame = {
    ...outer,
    out: (text) => outer.out(withoutCommands(mask(text))),
    err: (text) => outer.err(withoutCommands(mask(text))),
  };
  const wantsJson = args.includes("--json");
  try {
    const [first] = args;
    if (first === undefined || first === "--help" || first === "help") {
      (first === undefined ? frame.err : frame.out)(overview(commands));
      return first === undefined ? 2 : 0;
    }
    const { command, rest } = commandNamed(commands, args);
    const job = jobOf(frame);
    const given = readOptions(command, rest);
    if (given.flag("help")) {
      frame.out(helpOf(command));
      return 0;
    }
    const outcome = await command.run(given, frame);
    // Before anything escapes characters: a secret that is written differently is no longer found.
    const report = maskReport(outcome.report, mask);
    if (outcome.record !== undefined) keep(given.text("record"), outcome.record);
    frame.out(
      wantsJson ? jsonOf(maskAll(outcome.json, mask)) : (outcome.text ?? asText(report, frame.colour)),
    );
    tellJob(command.name, { ...outcome, report }, job);
    return codes[outcome.verdict];
  } catch (error) {
    const { code, message } = failureOf(error);
    if (wantsJson) frame.out(jsonOf({ error: mask(message), exit: code }));
    frame.err(`${message}\n`);
    // GitHub's own switch for people who look for a fault.
    if (frame.environment["RUNNER_DEBUG"] === "1" && error instanceof Error) frame.err(`${error.stack}\n`);
    return code;
  }
}

function jsonOf(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The command that the first words name, and what follows them. */
function commandNamed(
  commands: readonly Command[],
  args: readonly string[],
): { command: Command; rest: readonly string[] } {
  const [first = "", second = ""] = args;
  const long = `${first} ${second}`;
  const named = (name: string) => commands.find((one) => one.name === name);
  const [exact, short] = [named(long), named(first)];
  if (exact) return { command: exact, rest: args.slice(2) };
  if (short) return { command: short, rest: args.slice(1) };
  const planned = [long, first].find(isPlanned);
  if (planned !== undefined) throw new NotBuilt(planned);
  const below = plannedBelow(first);
  throw new WrongUse(
    below.length > 0
      ? `${first} ${/^(-|$)/.test(second) ? "needs a command" : `has no command ${JSON.stringify(second)}`}. Allowed: ${below.join(", ")}.`
      : `There is no command ${JSON.stringify(first)}. Allowed: ${commands.map(({ name }) => name).join(", ")}.`,
  );
}

function tellJob(name: string, { verdict, report }: Pick<Outcome, "verdict" | "report">, job: Job): void {
  job.summary(asMarkdown(name, report));
  job.output("verdict", verdict);
}

/**
 * Text that the runner reads as text. It takes `::command::` at the beginning of a line, and `##[command]` anywhere in
 * one, for orders; what people wrote stands in messages. Annotations are the runtime's own, and order nothing.
 */
function withoutCommands(text: string): string {
  return text.replaceAll(/^(\s*)::(?!(?:error|warning|notice)[ :])/gm, "$1: :").replaceAll("##[", "# #[");
}
