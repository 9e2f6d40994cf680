import { readFileSync } from "node:fs";
import { commandOptions } from "../../contract/commands.ts";
import { replay as again, RecordError } from "../../gate/record.ts";
import type { Command } from "../command.ts";

export const replay: Command = {
  name: "replay",
  purpose: "does a recorded decision come out the same again?",
  help: `Makes a decision again from the contract, the facts and the time in its record, asking nobody, and compares it
with the recorded one byte for byte. A record of another version of the runtime may differ in words: use that version.`,
  options: commandOptions.replay,
  examples: ["replay --record decision.json"],
  async run(given) {
    const file = given.need("record");
    const { same, runtime, differences } = again(read(file));
    return {
      verdict: same ? "yes" : "no",
      report: {
        verdict: same ? "yes" : "no",
        title: same
          ? "The decision comes out the same, byte for byte."
          : `The decision comes out differently in: ${differences.join(", ")}.`,
        rows: [],
        notes: [`Recorded by runtime ${runtime.recorded}, made again by ${runtime.now}.`],
      },
      json: { same, differences, runtime },
    };
  },
};

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : String(error);
    throw new RecordError(`There is no record to make again (${file}: ${reason}).`);
  }
}
