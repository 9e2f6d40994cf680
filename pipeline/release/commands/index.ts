import type { Command } from "../../cli/command.ts";
import { undoMigrations } from "../undo-migrations.ts";
import { lastGood } from "./last-good.ts";
import { promoteCommand } from "./promote.ts";
import { rollbackCommand } from "./rollback.ts";

/** What moves releases. */
export const releaseCommands: readonly Command[] = [
  promoteCommand(),
  rollbackCommand(undoMigrations),
  lastGood,
];
