import { type Command, WrongUse } from "../../cli/command.ts";
import { commandOptions } from "../../contract/commands.ts";
import { prepareHistory, readHistory, rememberSchema } from "../database/history.ts";
import { asOnlyRunner } from "../database/runner-lock.ts";
import { inverse } from "../database/schema-diff.ts";
import type { Finding } from "../failure.ts";
import { checkFolder } from "../files/check.ts";
import type { Migration } from "../files/script.ts";
import { undoAll } from "../run/sequence.ts";
import { open, withSession } from "./open.ts";
import { findingRows, isRefused, outcomeOf, risksOf } from "./outcome.ts";
import { recordOf } from "./record.ts";

export const migrateDown: Command = {
  name: "migrate down",
  purpose: "undoes migrations, the newest first, down to the version that stays",
  help: `Each undo script runs in one transaction, and the schema must then be as it was before the migration; otherwise
nothing of it stays. Rows that were written into what a migration added are lost with it, so production asks for a
--reason. With nothing above the version the answer is yes. --to 000 undoes everything.`,
  options: commandOptions["migrate down"],
  examples: ["migrate down --environment production --to 014 --reason 'INC-7: orders fail since 015'"],
  async run(given, frame) {
    const opened = open(given, frame);
    const { folder, rules, environment, demands } = opened;
    const to = given.need("to");
    const reason = given.text("reason");
    if (demands.always && !reason)
      throw new WrongUse("migrate down needs --reason TEXT in production: why, for the record.");
    if (!/^0+$/.test(to) && !folder.migrations.some(({ version }) => version === to)) {
      throw new WrongUse(
        `--to is ${JSON.stringify(to)}. Allowed: a version of ${folder.path}, or 000 for none.`,
      );
    }
    return withSession(opened, frame, (session) =>
      asOnlyRunner(session.database, rules.runnerWaitSeconds, async () => {
        const history = await readHistory(session.database, rules);
        const head = history.applied.at(-1)?.version;
        const above = history.applied.filter(({ version }) => version > to).toReversed();
        const found = above.map(({ version, diff }) => ({
          version,
          migration: folder.migrations.find((one) => one.version === version),
          change: diff ? inverse(diff) : undefined,
        }));
        const undoable = found.flatMap(({ migration, change }) => (migration ? [{ migration, change }] : []));
        const findings = [
          ...blocking(
            checkFolder(folder, rules),
            undoable.map(({ migration }) => migration),
          ),
          ...found
            .filter(({ migration }) => !migration)
            .map(({ version }): Finding => {
              const todo = "Run from a commit that has its undo script.";
              return {
                file: folder.path,
                level: "refused",
                what: `The database has ${version}, and the folder has not.`,
                todo,
              };
            }),
        ];
        const heading = {
          kind: "migration-undo",
          environment,
          database: session.database.address.database,
          reason,
          user: session.who.actor,
          ...risksOf(undoable.map(({ migration }) => migration)),
        };
        if (isRefused(findings)) {
          const title = `${environment} cannot go back to ${to}. Nothing was changed.`;
          return outcomeOf("no", title, findingRows(findings), { ...heading, findings });
        }
        if (above.length === 0) {
          return outcomeOf("yes", `${environment} is at ${head ?? "nothing"}: nothing to undo.`, [], {
            ...heading,
            steps: [],
          });
        }
        await prepareHistory(session.database, rules);
        const sequence = await undoAll(undoable, session);
        await rememberSchema(session.database, sequence.after);
        const now = (await readHistory(session.database, rules)).applied.at(-1)?.version;
        const failed = sequence.failure !== undefined;
        return outcomeOf(
          failed ? "no" : "yes",
          failed
            ? `${environment} is at ${now ?? "nothing"}, not at ${to}: an undo failed.`
            : `${environment} went back from ${head ?? "nothing"} to ${now ?? "nothing"}.`,
          [
            ...sequence.steps.map(({ name, durationSeconds }) => ({
              name,
              verdict: "yes" as const,
              why: `Undone in ${durationSeconds} s.`,
            })),
            ...(sequence.failure === undefined
              ? []
              : [{ name: "undo", verdict: "no" as const, why: sequence.failure, todo: sequence.aftermath }]),
          ],
          { ...heading, ...recordOf(sequence, { before: head, after: now }, given.text("record")) },
        );
      }),
    );
  },
};

/** What is wrong with other migrations does not keep these from being undone. */
function blocking(findings: readonly Finding[], migrations: readonly Migration[]): Finding[] {
  const files = migrations.flatMap(({ up, undo }) => [up.file, ...(undo ? [undo.file] : [])]);
  return findings.filter(({ file, level, what }) => {
    return level === "refused" && files.includes(file) && /undo|steers|cannot be undone/.test(what);
  });
}
