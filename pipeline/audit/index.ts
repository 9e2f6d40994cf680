import { GithubRefusal } from "../../platforms/github/refusal.ts";
import { ContractError } from "../contract/read.ts";
import type { Command, CommandIo } from "./commands/io.ts";
import { query, queryHelp } from "./commands/query.ts";
import { record, recordHelp } from "./commands/record.ts";
import { exportCommand, exportHelp, report, reportHelp } from "./commands/report.ts";
import { index, indexHelp, seal, sealHelp } from "./commands/seal.ts";
import { verify, verifyHelp, witnesses, witnessesHelp } from "./commands/verify.ts";
import { type ExitCode, exitCodeOf } from "./failure.ts";
import { masker } from "./mask.ts";

const commands: Record<string, { run: Command; help: string }> = {
  record: { run: record, help: recordHelp },
  seal: { run: seal, help: sealHelp },
  verify: { run: verify, help: verifyHelp },
  query: { run: query, help: queryHelp },
  report: { run: report, help: reportHelp },
  export: { run: exportCommand, help: exportHelp },
  index: { run: index, help: indexHelp },
  witnesses: { run: witnesses, help: witnessesHelp },
};

const names = Object.keys(commands).join(", ");

/** `audit COMMAND ...`: the ledger of evidence. Nothing that it prints holds a secret of the environment. */
export async function audit(args: readonly string[], io: CommandIo): Promise<ExitCode> {
  const [name = "", ...rest] = args;
  const masked = masker(io.env);
  const safe: CommandIo = {
    ...io,
    out: (text) => io.out(masked(text)),
    err: (text) => io.err(masked(text)),
  };
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command || rest.includes("--help") || rest.includes("-h")) {
    const isAsked = command !== undefined || name === "--help" || name === "-h";
    const help =
      command?.help ??
      Object.values(commands)
        .map((one) => one.help.split("\n\n")[0])
        .join("\n");
    if (isAsked) safe.out(`${help.trimEnd()}\n`);
    else safe.err(`There is no \`audit ${name}\`; allowed: ${names}.\n`);
    return isAsked ? 0 : 2;
  }
  try {
    return await command.run(rest, safe);
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    safe.err(`audit ${name}: ${error instanceof Error ? error.message : error}\n`);
    return code;
  }
}

/** Files that cannot be read or written tell nothing; a wrong option or contract is wrong use. */
function codeOf(error: unknown): ExitCode | undefined {
  if (error instanceof ContractError) return 2;
  if (error instanceof GithubRefusal) return 3;
  const code = exitCodeOf(error);
  if (code !== undefined) return code;
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  const said = String(error.code);
  if (said.startsWith("ERR_PARSE_ARGS")) return 2;
  return said === "ENOENT" ? 2 : /^E[A-Z]+$/.test(said) ? 3 : undefined;
}
