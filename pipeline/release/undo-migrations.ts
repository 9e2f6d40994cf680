import type { Given } from "../cli/command.ts";
import { Untold } from "../facts/tell.ts";
import { migrateDown } from "../migrate/commands/down.ts";
import type { UndoMigrations } from "./commands/rollback.ts";

/** The runtime's own `migrate down`, as the step of a rollback. @throws Untold with its verdict where it did not end well. */
export const undoMigrations: UndoMigrations = async (given, frame, to) => {
  const options: Readonly<Record<string, string | undefined>> = {
    environment: given.text("environment"),
    contract: given.text("contract"),
    reason: given.text("reason"),
    to,
  };
  const asked: Given = {
    text: (name) => options[name],
    need: (name) => options[name] ?? given.need(name),
    list: () => [],
    flag: () => false,
  };
  const { verdict, report } = await migrateDown.run(asked, frame);
  if (verdict === "yes") return report.title;
  const why = report.rows.filter((row) => row.verdict !== "yes").map((row) => `${row.name}: ${row.why}`);
  throw new Untold([report.title, ...why].join(" "));
};
