import { DatabaseError } from "pg";
import type { MigrationRules } from "../../contract/migrations.ts";
import { MigrationFailure } from "../failure.ts";

/**
 * The limits of a session, as SQL. A statement whose runner was killed ends within seconds, and with it its locks
 * (client_connection_check_interval; since Postgres 14, and not on every system).
 */
export function limits({ lockTimeoutSeconds, statementTimeoutSeconds }: MigrationRules): string {
  return [
    `SET lock_timeout = '${lockTimeoutSeconds}s'`,
    `SET statement_timeout = '${statementTimeoutSeconds}s'`,
    "SET idle_in_transaction_session_timeout = 0",
    "SELECT set_config(name, '2000', false) FROM pg_settings WHERE name = 'client_connection_check_interval'",
  ].join("; ");
}

/** What a lock that others hold means. */
export function lockWords({ lockTimeoutSeconds }: MigrationRules): string {
  return (
    `another session holds a lock that it needs, and did not let go within ${lockTimeoutSeconds} s ` +
    "(lockTimeoutSeconds). Find it by `SELECT pid, state, xact_start FROM pg_stat_activity ORDER BY xact_start`, " +
    "let it end, and run again."
  );
}

/** Reads of the catalogs wait for locks as well. @throws MigrationFailure */
export async function withinLimits<Result>(
  rules: MigrationRules,
  read: () => Promise<Result>,
): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== "55P03") throw error;
    throw new MigrationFailure(`The schema could not be read: ${lockWords(rules)}`, { cause: error });
  }
}
