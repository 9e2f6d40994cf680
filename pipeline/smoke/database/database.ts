/** A connection on which everything is read only. */
export interface Database {
  rows(sql: string, parameters: readonly unknown[]): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

/**
 * Connects to a database; nothing can be written on the connection.
 *
 * @param address as `postgres://…`; it holds the password and is never shown.
 * @param withinMs milliseconds for the connection and for each statement.
 * @throws Error in the database's own words, without the address.
 */
export type OpenDatabase = (address: string, withinMs: number) => Promise<Database>;
