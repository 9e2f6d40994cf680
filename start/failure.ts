/** The exit codes of `npm start`. */
export const exitCodes = {
  yes: 0,
  /** A policy refused, a cloud refused, or the second preview showed a change. */
  no: 1,
  /** Bad input or settings, found before any change. */
  badInput: 2,
  /** The engine could not be had. */
  noEngine: 3,
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An end of the main job that is no success: what to tell the person, and the exit code. */
export class Failure extends Error {
  override name = "Failure";
  readonly exitCode: ExitCode;
  constructor(exitCode: ExitCode, message: string) {
    super(message);
    this.exitCode = exitCode;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
