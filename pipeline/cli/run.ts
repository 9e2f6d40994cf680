import { appendFileSync, writeFileSync } from "node:fs";
import { exitCodeOf } from "../audit/failure.ts";
import { masker } from "../audit/mask.ts";
import { ContractError } from "../contract/read.ts";
import { InputError } from "../facts/declared.ts";
import { Unreachable, Untold } from "../facts/tell.ts";
import { UnknownEnvironment } from "../gate/decide.ts";
import { RecordError } from "../gate/record.ts";
import type { Verdict } from "../gate/rule.ts";
import { helpOf, overview, readOptions } from "./arguments.ts";
import { type Command, type Frame, type Outcome, WrongUse } from "./command.ts";
import { asMarkdown, asText } from "./report.ts";

/** 0 yes, 1 no, 2 wrong use or configuration, 3 could not tell. */
export type ExitCode = 0 | 1 | 2 | 3;

const codes: Record<Verdict, ExitCode> = { yes: 0, no: 1, unknown: 3 };

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
    out: (text) => outer.out(mask(text)),
    err: (text) => outer.err(mask(text)),
  };
  const wantsJson = args.includes("--json");
  try {
    const [name, ...rest] = args;
    if (name === undefined || name === "--help" || name === "help") {
      (name === undefined ? frame.err : frame.out)(overview(commands));
      return name === undefined ? 2 : 0;
    }
    const command = commandNamed(commands, name);
    const given = readOptions(command, rest);
    if (given.flag("help")) {
      frame.out(helpOf(command));
      return 0;
    }
    const outcome = await command.run(given, frame);
    if (outcome.record !== undefined) keep(given.text("record"), outcome.record);
    frame.out(
      wantsJson ? `${JSON.stringify(outcome.json, null, 2)}\n` : asText(outcome.report, frame.colour),
    );
    tellJob(command, outcome, frame, mask);
    return codes[outcome.verdict];
  } catch (error) {
    const { code, message } = failureOf(error);
    if (wantsJson) frame.out(`${JSON.stringify({ error: message, exit: code }, null, 2)}\n`);
    frame.err(`${message}\n`);
    // GitHub's own switch for people who look for a fault.
    if (frame.environment["RUNNER_DEBUG"] === "1" && error instanceof Error) frame.err(`${error.stack}\n`);
    return code;
  }
}

function commandNamed(commands: readonly Command[], name: string): Command {
  const found = commands.find((command) => command.name === name);
  if (found) return found;
  throw new WrongUse(
    `There is no command ${JSON.stringify(name)}. Allowed: ${commands.map((command) => command.name).join(", ")}.`,
  );
}

/** A decision that cannot be kept is none: it could not be proven later. */
function keep(file: string | undefined, record: string): void {
  if (file === undefined) return;
  try {
    writeFileSync(file, record);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Untold(
      `The decision could not be recorded in ${file}: ${reason}. Nothing goes without its record.`,
    );
  }
}

/** Tells the job's summary and outputs. Neither decides anything: where they cannot be written, a warning says so. */
function tellJob(
  command: Command,
  { verdict, report }: Outcome,
  frame: Frame,
  mask: (text: string) => string,
): void {
  const files = [
    ["GITHUB_STEP_SUMMARY", asMarkdown(command.name, report)],
    ["GITHUB_OUTPUT", `verdict=${verdict}\n`],
  ] as const;
  for (const [name, text] of files) {
    const file = frame.environment[name];
    if (!file) continue;
    try {
      appendFileSync(file, mask(text));
    } catch (error) {
      frame.err(
        `Warning: ${name} could not be written: ${error instanceof Error ? error.message : String(error)}\n`,
      );
    }
  }
}

function failureOf(error: unknown): { code: ExitCode; message: string } {
  const message = error instanceof Error ? error.message : String(error);
  const wrong = [WrongUse, ContractError, UnknownEnvironment, InputError, RecordError];
  if (wrong.some((kind) => error instanceof kind)) return { code: 2, message };
  if (error instanceof Unreachable || error instanceof Untold) return { code: 3, message };
  const ofLedger = exitCodeOf(error);
  if (ofLedger !== undefined) return { code: ofLedger, message };
  return {
    code: 3,
    message: `The runtime failed where it should not: ${message}. Run the job with debug logging, and report what it prints.`,
  };
}
