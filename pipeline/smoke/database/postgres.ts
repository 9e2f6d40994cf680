import { Client } from "pg";
import type { Database, OpenDatabase } from "./database.ts";

/** Postgres, in a transaction that only reads: a pooler that shares connections keeps that, too. */
export const openPostgres: OpenDatabase = async (address, withinMs): Promise<Database> => {
  const client = new Client({
    connectionString: address,
    connectionTimeoutMillis: withinMs,
    query_timeout: withinMs,
    application_name: "gatehouse-smoke",
  });
  // A connection that ends later is seen by the query that then fails; without a listener it would end the process.
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query("begin read only");
    await client.query(`set local statement_timeout = ${Math.round(withinMs)}`);
  } catch (error) {
    await client.end();
    throw error;
  }
  return {
    async rows(sql, parameters) {
      const { rows } = await client.query<Record<string, unknown>>(sql, [...parameters]);
      return rows;
    },
    close: () => client.end(),
  };
};
