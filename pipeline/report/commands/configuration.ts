import { parseEnv } from "node:util";
import { canonicalJson } from "../../canonical.ts";
import { type Command, WrongUse } from "../../cli/command.ts";
import { commandOptions } from "../../contract/commands.ts";
import { Untold } from "../../facts/tell.ts";
import { readReport } from "../file.ts";
import { Unreadable } from "../unreadable.ts";

export const reportConfiguration: Command = {
  name: "report configuration",
  purpose: "does the example file name every variable that the service needs?",
  help: `Reads a file of NAME=VALUE lines; nothing of it is run. Yes when each --required stands there with a value. What is
forgotten there is forgotten in the environments. Values are examples and are never shown.`,
  options: commandOptions["report configuration"],
  examples: [
    "report configuration --example backend/.env.example --required DATABASE_URL --required JWT_SECRET_KEY",
  ],
  async run(given) {
    const file = given.need("example");
    const required = given.list("required");
    if (required.length === 0) {
      throw new WrongUse("report configuration needs --required NAME at least once: what must stand there.");
    }
    const variables = parseEnv(read(file));
    const missing = required.filter((name) => !variables[name]?.trim());
    const verdict = missing.length === 0 ? "yes" : "no";
    const result = { verdict, example: file, required, missing } as const;
    return {
      verdict,
      report: {
        verdict,
        title:
          missing.length === 0
            ? `${file} names all ${required.length} variables.`
            : `${file} lacks ${missing.join(", ")}.`,
        rows: missing.map((name) => ({
          name,
          verdict: "no",
          why: Object.hasOwn(variables, name) ? "it has no value" : "it is not there",
          todo: "Add an example of it; no real secret.",
        })),
        notes: [],
      },
      json: result,
      record: canonicalJson(result),
    };
  },
};

function read(file: string): string {
  try {
    return readReport(file);
  } catch (error) {
    if (error instanceof Unreadable) throw new Untold(`The configuration cannot be read: ${error.message}.`);
    throw error;
  }
}
