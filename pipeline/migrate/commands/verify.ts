import { type Command, WrongUse } from "../../cli/command.ts";
import type { Row } from "../../cli/report.ts";
import { commandOptions } from "../../contract/commands.ts";
import { readHistory, versionTable } from "../database/history.ts";
import { readSchema } from "../database/schema.ts";
import { asWords, diffOf } from "../database/schema-diff.ts";
import { open, withSession } from "./open.ts";
import { outcomeOf } from "./outcome.ts";

export const migrateVerify: Command = {
  name: "migrate verify",
  purpose: "has the database this version, and the schema that its migrations left?",
  help: `Looks the version up in the table of versions, and compares the schema with the one that the last run left: what
somebody changed by other means is named. Before the first run there is no schema to compare with, and the version alone
decides.`,
  options: commandOptions["migrate verify"],
  examples: ["migrate verify --environment production --version 015"],
  async run(given, frame) {
    const opened = open(given, frame);
    const { rules, folder, environment } = opened;
    const wanted = given.text("version") ?? folder.migrations.at(-1)?.version;
    if (wanted === undefined)
      throw new WrongUse(`${folder.path} has no migrations: name one with --version.`);
    return withSession(opened, frame, async ({ database }) => {
      const { applied, expected } = await readHistory(database, rules);
      const { schema: space, name } = versionTable(rules);
      const has = applied.some(({ version }) => version === wanted);
      const head = applied.at(-1)?.version ?? "none";
      const schema = await readSchema(database, rules);
      const same = expected === undefined || expected.hash === schema.hash;
      const diff = expected?.lines && diffOf({ ...expected, lines: expected.lines }, schema);
      const rows: Row[] = [
        {
          name: "version",
          verdict: has ? "yes" : "no",
          why: has
            ? `${space}.${name} has ${wanted}.`
            : `${space}.${name} has no ${wanted}; its newest is ${head}.`,
          todo: "Look at the run of `migrate up`, and run it again.",
        },
        {
          name: "schema",
          verdict: same ? "yes" : "no",
          why:
            expected === undefined
              ? "No run of this runtime to compare with."
              : same
                ? `As the last run left it (${schema.hash.slice(0, 12)}).`
                : `Somebody changed it by other means${diff ? `: ${asWords(diff)}` : "."}`,
          todo: "Write the change as a migration, or take it back.",
        },
      ];
      const ok = has && same;
      return outcomeOf(
        ok ? "yes" : "no",
        ok ? `${environment} is at ${wanted}.` : `${environment} is not as ${wanted} left it.`,
        rows,
        {
          kind: "migration-verification",
          environment,
          version: wanted,
          has,
          head,
          schema: schema.hash,
          same,
          diff,
        },
      );
    });
  },
};
