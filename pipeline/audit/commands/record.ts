import { text as whole } from "node:stream/consumers";
import type { Command } from "../../cli/command.ts";
import { openContract } from "../../cli/contract-file.ts";
import { commandOptions } from "../../contract/commands.ts";
import { parseJson, readNamed } from "./files.ts";
import { recordAll, recordingOutcome } from "./recording.ts";

/** @param input standard input, whole. */
export function recordCommand(input: () => Promise<string>): Command {
  return {
    name: "audit record",
    purpose: "add one record to the ledger, once, however often it is asked to",
    help: `The conditional put of S3 is the lock between writers; the chain is per environment. What earlier runs could
not record comes first (--take-in). Where the archive cannot be reached and --spool is given, the entry waits in a file.

Exits 0: recorded, or the record of a rollback that waits. 2: wrong use or entry. 3: not recorded, so nothing may go forward.`,
    options: commandOptions["audit record"],
    examples: ["audit record --entry entry.json --spool spool --take-in earlier --witness"],
    async run(given, frame) {
      const contract = openContract(given, frame);
      const file = given.need("entry");
      const entry =
        file === "-"
          ? parseJson(await input(), "Standard input")
          : parseJson(readNamed("--entry", file), `--entry names ${file}, which`);
      const done = await recordAll(contract, [entry], given, frame);
      return recordingOutcome(
        done,
        done.every(({ mayGoOn }) => mayGoOn),
      );
    },
  };
}

export const record = recordCommand(() => whole(process.stdin));
