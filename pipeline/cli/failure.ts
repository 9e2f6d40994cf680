import { GithubRefusal } from "../../platforms/github/refusal.ts";
import { type ExitCode, exitCodeOf } from "../audit/failure.ts";
import { ContractError } from "../contract/read.ts";
import { InputError } from "../facts/declared.ts";
import { Unreachable, Untold } from "../facts/tell.ts";
import { UnknownEnvironment } from "../gate/decide.ts";
import { RecordError } from "../gate/record.ts";
import type { Verdict } from "../gate/rule.ts";
import { WrongUse } from "./command.ts";

export type { ExitCode } from "../audit/failure.ts";

/** 0 yes, 1 no, 3 could not tell; 2 is wrong use or configuration. */
export const codes: Record<Verdict, ExitCode> = { yes: 0, no: 1, unknown: 3 };

/** A command that workflows may write and this runtime does not have: it says yes to nothing. */
export class NotBuilt extends Error {
  override name = "NotBuilt";
  constructor(command: string) {
    super(`${command} is not built in this runtime. Deliver a runtime that has it, or take the step out.`);
  }
}

/** One message and an exit code for whatever went wrong. */
export function failureOf(error: unknown): { code: ExitCode; message: string } {
  const message = error instanceof Error ? error.message : String(error);
  const wrong = [WrongUse, ContractError, UnknownEnvironment, InputError, RecordError];
  if (wrong.some((kind) => error instanceof kind)) return { code: 2, message };
  const untold = [Unreachable, Untold, GithubRefusal, NotBuilt];
  if (untold.some((kind) => error instanceof kind)) return { code: 3, message };
  const ofLedger = exitCodeOf(error);
  if (ofLedger !== undefined) return { code: ofLedger, message };
  return {
    code: 3,
    message: `The runtime failed where it should not: ${message}. Run the job with debug logging, and report what it prints.`,
  };
}
