import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { MigrationFailure } from "../failure.ts";
import type { Database } from "./connection.ts";

/** One number for all runners; Postgres keeps these locks per database. It is "gatehous" in ASCII. */
const key = "7449363237540164979";

const taken = z.object({ taken: z.boolean() });
const holder = z.object({ pid: z.number(), name: z.string(), since: z.string() });

/**
 * Lets one runner at a time work on a database; the lock ends with the session, even one that is killed.
 *
 * It is asked for again and again: a session that waits inside of Postgres would keep CREATE INDEX CONCURRENTLY of the
 * other from ever ending.
 *
 * @param waitSeconds how long to wait for another runner.
 * @throws MigrationFailure when the other is still at work.
 */
export async function asOnlyRunner<Result>(
  database: Database,
  waitSeconds: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const end = performance.now() + waitSeconds * 1000;
  for (let pause = 50; ; pause = Math.min(pause * 2, 1000)) {
    const [answer] = await database.rows(taken, `SELECT pg_try_advisory_lock(${key}) AS taken`);
    if (answer?.taken) break;
    if (performance.now() >= end) throw await busy(database, waitSeconds);
    await sleep(Math.min(pause * (0.5 + Math.random()), Math.max(1, end - performance.now())));
  }
  try {
    return await work();
  } finally {
    // Where the session is lost, so is its lock.
    await database.run(`SELECT pg_advisory_unlock(${key})`).catch(() => undefined);
  }
}

async function busy(database: Database, waitSeconds: number): Promise<MigrationFailure> {
  const [other] = await database.rows(
    holder,
    `SELECT a.pid, a.application_name AS name, a.backend_start::text AS since
       FROM pg_locks l JOIN pg_stat_activity a USING (pid)
      WHERE l.locktype = 'advisory' AND l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND (l.classid::bigint << 32) + l.objid::bigint = ${key} LIMIT 1`,
  );
  const who = other ? `session ${other.pid} (${other.name}, since ${other.since})` : "another session";
  return new MigrationFailure(
    `Another runner migrates ${database.address.words}: ${who} still held the lock after ${waitSeconds} s. ` +
      "Nothing was changed. Wait for it and run again; end the session only if its job is dead.",
  );
}
