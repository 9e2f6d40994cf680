import { existsSync } from "node:fs";
import { type Command, WrongUse } from "../../cli/command.ts";
import { commandOptions } from "../../contract/commands.ts";
import { findPrograms } from "../backup/programs.ts";
import { restore } from "../backup/restore.ts";
import { hashOf } from "../backup/snapshot.ts";
import { asOnlyRunner } from "../database/runner-lock.ts";
import { open, withSession } from "./open.ts";
import { outcomeOf } from "./outcome.ts";

export const migrateRestore: Command = {
  name: "migrate restore",
  purpose: "puts a backup in the place of what the database has",
  help: `Runs pg_restore in one transaction: all of it or nothing. What was written since the backup is lost, so a person
repeats the database's name with --confirm, and production asks for a --reason. The backup is read whole before anything
is dropped. Migrations that the backup does not know are undone first, with \`migrate down\`.`,
  options: commandOptions["migrate restore"],
  examples: [
    "migrate restore --environment production --from backup.dump --confirm app --reason 'INC-7: corrupted orders'",
  ],
  async run(given, frame) {
    const opened = open(given, frame);
    const { rules, environment, demands } = opened;
    const [file, confirmed, reason] = [given.need("from"), given.need("confirm"), given.text("reason")];
    if (!existsSync(file)) throw new WrongUse(`There is no backup ${file}.`);
    if (demands.always && !reason)
      throw new WrongUse("migrate restore needs --reason TEXT in production: why, for the record.");
    return withSession(opened, frame, async (session) => {
      const { database } = session;
      const name = database.address.database;
      if (confirmed !== name) {
        throw new WrongUse(
          `--confirm is ${JSON.stringify(confirmed)}, and DATABASE_URL names the database ${JSON.stringify(name)}. Repeat the name of the database whose rows are replaced.`,
        );
      }
      const programs = await findPrograms(frame.environment, database.serverVersion);
      const startedAt = frame.now();
      const restored = await asOnlyRunner(database, rules.runnerWaitSeconds, () =>
        restore(file, database, rules, programs),
      );
      const rows = Object.values(restored.rows).reduce((sum, count) => sum + count, 0);
      return outcomeOf(
        "yes",
        `${environment} is restored: version ${restored.version ?? "none"}, ${rows} rows in ${Object.keys(restored.rows).length} tables.`,
        [],
        {
          ...{ kind: "restore", environment, database: name, file, sha256: await hashOf(file), reason },
          ...{ user: session.who.actor, startedAt: new Date(startedAt).toISOString() },
          ...{ durationSeconds: (frame.now() - startedAt) / 1000, ...restored },
        },
        restored.kept.length > 0
          ? [`Stays, since the backup does not know it: ${restored.kept.join(", ")}.`]
          : [],
      );
    });
  },
};
