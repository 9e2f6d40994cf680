import { DatabaseError } from "pg";
import type { Command } from "../cli/command.ts";
import { migrateCertify } from "./commands/certify.ts";
import { migrateCheck } from "./commands/check.ts";
import { migrateDown } from "./commands/down.ts";
import { outcomeOf } from "./commands/outcome.ts";
import { migratePlan } from "./commands/plan.ts";
import { migrateRestore } from "./commands/restore.ts";
import { migrateSnapshot } from "./commands/snapshot.ts";
import { migrateUp } from "./commands/up.ts";
import { migrateVerify } from "./commands/verify.ts";
import { MigrationFailure } from "./failure.ts";

/** A migration's failure is an answer, not a fault of the runtime: the verdict is no, and its words are the report. */
function answering(command: Command): Command {
  return {
    ...command,
    async run(given, frame) {
      try {
        return await command.run(given, frame);
      } catch (error) {
        return outcomeOf("no", wordsOf(error), [], { kind: "refusal", command: command.name });
      }
    },
  };
}

/** @throws whatever is neither a migration's failure nor a refusal of the database. */
function wordsOf(error: unknown): string {
  if (error instanceof MigrationFailure) return error.message;
  if (error instanceof DatabaseError) {
    return (
      `The database refused what this runtime asks beside the migrations: ${error.message} (SQLSTATE ${error.code}). ` +
      "Its user must own the application's schemas and may create the schema gatehouse."
    );
  }
  throw error;
}

/** The commands of `migrate`. */
export const migrateCommands: readonly Command[] = [
  migrateCheck,
  migratePlan,
  migrateUp,
  migrateDown,
  migrateCertify,
  migrateSnapshot,
  migrateRestore,
  migrateVerify,
].map(answering);
