import type { ApprovalFacts } from "../approvals/facts.ts";
import type { CommandOption } from "../contract/command-option.ts";
import type { CommandName } from "../contract/commands.ts";
import type { Contract } from "../contract/contract.ts";
import type { Stage } from "../contract/environment.ts";
import type { Facts, Kind } from "../facts/facts.ts";
import type { Verdict } from "../gate/rule.ts";
import type { Report } from "./report.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a command asks facts for. */
export interface GateAsked {
  environment: string;
  kind: Kind;
  /** The release; default is the commit that the run is of. */
  sha: string | undefined;
  artifacts: readonly string[];
  migrations: string | undefined;
}

/** All that commands have of the world around them. */
export interface Frame {
  /** The process's variables. */
  environment: Environment;
  /** Milliseconds since 1970. */
  now(): number;
  /** Writes to standard output and to standard error. */
  out(text: string): void;
  err(text: string): void;
  /** Whether output may have colours. */
  colour: boolean;
  /** How to wait before a question is asked again, in seconds; default is to sleep. */
  wait?: (seconds: number) => Promise<unknown>;
  /** The hash of the runtime's own file; undefined where it runs from its sources. */
  runtimeHash(): string | undefined;
  gateFacts(contract: Contract, stage: Stage, asked: GateAsked): Promise<Facts>;
  approvalFacts(
    contract: Contract,
    stage: Stage,
    asked: { environment: string; sha: string | undefined },
  ): Promise<ApprovalFacts>;
}

/** The options of a command, by name. */
export type Options = Readonly<Record<string, CommandOption>>;

/** Options as they were given. */
export interface Given {
  /** @throws WrongUse when it is missing. */
  need(name: string): string;
  text(name: string): string | undefined;
  list(name: string): readonly string[];
  flag(name: string): boolean;
}

/** What a command found. */
export interface Outcome {
  verdict: Verdict;
  report: Report;
  /** Printed in place of the report, for example a table. */
  text?: string;
  /** What `--json` prints. */
  json: unknown;
  /** Written to the file that `--record` names. */
  record?: string;
}

/** One command of the runtime. */
export interface Command {
  /** In one word, or in two where a subject has several commands: `secrets check`. */
  name: CommandName;
  /** One line. */
  purpose: string;
  /** What it decides, by what, and what it says when there is nothing yet. */
  help: string;
  /** Those that `commandOptions` has under its name; `--json` and `--help` every command has. */
  options: Options;
  examples: readonly string[];
  run(given: Given, frame: Frame): Promise<Outcome>;
}

/** A command that was used in a way it cannot be. */
export class WrongUse extends Error {
  override name = "WrongUse";
}
