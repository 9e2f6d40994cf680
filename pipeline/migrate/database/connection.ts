import { Client, DatabaseError } from "pg";
import type { z } from "zod";
import { Untold } from "../../facts/tell.ts";
import type { Address } from "./address.ts";

/** One session of a database. */
export interface Database {
  address: Address;
  /** For example 180004. */
  serverVersion: number;
  /** Runs a script, whatever the number of its statements. @throws DatabaseError */
  run(sql: string): Promise<void>;
  /** Asks for rows. @param name of a statement that is prepared once, since it is asked often. */
  rows<Row>(row: z.ZodType<Row>, sql: string, values?: readonly unknown[], name?: string): Promise<Row[]>;
  close(): Promise<void>;
}

/** @throws Untold when the database cannot be reached. */
export async function openDatabase(address: Address): Promise<Database> {
  const client = new Client({
    connectionString: address.url.href,
    application_name: "gatehouse migrate",
    connectionTimeoutMillis: 15_000,
    keepAlive: true,
  });
  let lost: Error | undefined;
  // Without a listener a lost connection would end the process; the next query tells of it.
  client.on("error", (error) => {
    lost = error;
  });
  try {
    await client.connect();
  } catch (error) {
    throw unreachable(address, error);
  }
  const ask = async <Result>(query: () => Promise<Result>): Promise<Result> => {
    try {
      return await query();
    } catch (error) {
      if (error instanceof DatabaseError && !isShutdown(error)) throw error;
      throw unreachable(address, lost ?? error);
    }
  };
  const database: Database = {
    address,
    serverVersion: 0,
    run: (sql) => ask(async () => void (await client.query(sql))),
    rows: (row, text, values = [], name) =>
      ask(async () => {
        const query = { text, values: [...values], ...(name !== undefined && { name }) };
        return (await client.query(query)).rows.map((one) => row.parse(one));
      }),
    // A session whose server is gone has ended already.
    close: () => client.end().catch(() => undefined),
  };
  const version = await client.query("SHOW server_version_num");
  const [first]: unknown[] = version.rows;
  return { ...database, serverVersion: Number(Object.values(first ?? {})[0]) };
}

/** The server was shut down or the session was ended by an administrator (class 57P of SQLSTATE). */
function isShutdown({ code }: DatabaseError): boolean {
  return code?.startsWith("57P") ?? false;
}

function unreachable({ words, mask }: Address, error: unknown): Untold {
  const said =
    error instanceof Error ? error.message || ("code" in error && String(error.code)) : String(error);
  return new Untold(
    mask(
      `The database at ${words} could not be reached, or was lost on the way: ${said}. ` +
        "Check the address and that the runner may reach it, and run again: what was not committed is undone.",
    ),
  );
}
