import type { Contract } from "../../contract/contract.ts";
import type { ExitCode } from "../failure.ts";

/** What a command has of the world besides the archive and GitHub. */
export interface CommandIo {
  env: Readonly<Record<string, string | undefined>>;
  /** Standard output and standard error; both get text from which secrets are already taken. */
  out(text: string): void;
  err(text: string): void;
  /** Standard input, whole. */
  input(): Promise<string>;
  /** The rules file of this checkout. @throws ContractError */
  contract(): Contract;
}

/** One command of `audit`. It prints its verdict, and throws what it cannot foresee. */
export type Command = (args: readonly string[], io: CommandIo) => Promise<ExitCode>;
