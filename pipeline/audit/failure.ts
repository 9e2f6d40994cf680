import { S3Failure } from "../../platforms/s3/objects.ts";

/**
 * What is wrong with the ledger or with what was asked of it: `broken` is evidence that does not fit together, `clock`
 * a clock that cannot be trusted, `busy` other writers who were faster every time, `entry` an entry that no record can
 * hold, `usage` a wrong command line.
 */
export type LedgerProblem = "broken" | "clock" | "busy" | "entry" | "usage";

/** A message for people: what was given, where, what is allowed, what to do. */
export class LedgerError extends Error {
  override name = "LedgerError";
  readonly problem: LedgerProblem;
  constructor(problem: LedgerProblem, message: string) {
    super(message);
    this.problem = problem;
  }
}

/** The exit codes of every command: 0 yes, 1 no, 2 wrong use, 3 could not tell. */
export type ExitCode = 0 | 1 | 2 | 3;

/** Whether the ledger could not be reached or relied on: evidence then waits, and nothing goes forward. */
export function isOutage(error: unknown): error is S3Failure | LedgerError {
  if (error instanceof S3Failure) return true;
  return error instanceof LedgerError && ["broken", "clock", "busy"].includes(error.problem);
}

/** The exit code for a failure; undefined for what nobody foresaw. */
export function exitCodeOf(error: unknown): ExitCode | undefined {
  if (isOutage(error)) return 3;
  if (error instanceof LedgerError) return 2;
  return undefined;
}
