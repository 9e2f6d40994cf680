import { randomBytes } from "node:crypto";
import { DatabaseError } from "pg";
import { z } from "zod";
import { MigrationFailure } from "../failure.ts";
import { besides } from "./address.ts";
import { type Database, openDatabase } from "./connection.ts";

const name = z.object({ name: z.string() });
const prefix = "gatehouse_scratch_";
/** Those of runs that were killed; no run takes as long. */
const abandonedAfter = 6 * 3600_000;

/**
 * Makes an empty database beside another, and drops it after the work, whatever comes of it. Only what this function
 * made itself is ever dropped.
 *
 * @param purpose one word, part of the name.
 */
export async function withScratchDatabase<Result>(
  near: Database,
  purpose: string,
  now: number,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  await dropAbandoned(near, now);
  const scratch = `${prefix}${purpose}_${now}_${randomBytes(4).toString("hex")}`;
  try {
    await near.run(`CREATE DATABASE ${scratch} TEMPLATE template0`);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    throw new MigrationFailure(
      `No throw-away database can be made at ${near.address.words}: ${error.message}. ` +
        "Name a server by DATABASE_URL on which this user may create databases, for example a service container of the job.",
      { cause: error },
    );
  }
  try {
    const database = await openDatabase(besides(near.address, scratch));
    try {
      return await work(database);
    } finally {
      await database.close();
    }
  } finally {
    await near.run(`DROP DATABASE IF EXISTS ${scratch} WITH (FORCE)`);
  }
}

async function dropAbandoned(near: Database, now: number): Promise<void> {
  const found = await near.rows(
    name,
    `SELECT datname AS name FROM pg_database d WHERE datname LIKE '${prefix}%' AND pg_has_role(datdba, 'MEMBER')
        AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datid = d.oid)`,
  );
  for (const { name: old } of found) {
    const made = Number(/_(\d+)_[0-9a-f]{8}$/.exec(old)?.[1]);
    if (made < now - abandonedAfter) await near.run(`DROP DATABASE IF EXISTS "${old}"`);
  }
}
