import { DatabaseError } from "pg";
import { lockWords } from "../database/limits.ts";
import type { Script } from "../files/script.ts";
import { lineAt } from "../sql/statements.ts";
import type { Session } from "./session.ts";

/**
 * An error of the database in words for the person who wrote the migration. What Postgres adds under "Detail" may quote
 * rows, so it is left out.
 *
 * @param offset where in the script the statement begins; absent where it is none of the script's.
 */
export function explain(error: unknown, script: Script, session: Session, offset?: number): string {
  const { mask } = session.database.address;
  if (!(error instanceof DatabaseError)) return mask(error instanceof Error ? error.message : String(error));
  const position = Math.max(Number(error.position) || 1, 1);
  const place = offset === undefined ? "" : `, line ${lineAt(script.sql, offset + position - 1)}`;
  const at = `${script.file}${place}`;
  const { statementTimeoutSeconds } = session.rules;
  if (error.code === "55P03") return `${at}: ${lockWords(session.rules)}`;
  if (error.code === "57014" && /statement timeout/.test(error.message)) {
    return (
      `${at}: a statement took longer than ${statementTimeoutSeconds} s (statementTimeoutSeconds) and was stopped. ` +
      "Make it smaller, for example in batches, or raise the limit in the settings."
    );
  }
  return mask(`${at}: ${error.message} (SQLSTATE ${error.code}).`);
}
