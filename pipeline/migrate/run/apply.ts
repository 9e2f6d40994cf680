import { z } from "zod";
import { type RunRow, writeRun } from "../database/history.ts";
import { limits } from "../database/limits.ts";
import { readSchema } from "../database/schema.ts";
import { asWords, changed, type Diff, diffOf, type Schema } from "../database/schema-diff.ts";
import { MigrationFailure } from "../failure.ts";
import type { Migration, Script } from "../files/script.ts";
import { indexBuilt } from "../sql/transaction.ts";
import { explain } from "./explain.ts";
import type { Session } from "./session.ts";
import { isSlow, watched } from "./slow.ts";

export type Direction = "up" | "down";

/** What became of one script. */
export interface Step {
  version: string;
  name: string;
  direction: Direction;
  checksum: string;
  startedAt: string;
  endedAt: string;
  durationSeconds: number;
  user: string;
  /** Hashes of the schema. */
  before: string;
  after: string;
  diff: Diff;
  /** Whether it took longer than may pass without a word. */
  slow: boolean;
}

/** A script that is to run, and what must come of it. */
export interface Planned {
  migration: Migration;
  direction: Direction;
  /** The schema now. */
  before: Schema;
  /** The change that it must make to the schema; undefined where nobody knows. */
  change: Diff | undefined;
}

/**
 * Runs one script in one transaction: with its lock and time limits, the schema compared before it is committed, and
 * the version noted in the same transaction. Whatever goes wrong, and wherever it is killed, nothing of it stays.
 *
 * @throws MigrationFailure in words for the migration's author; the failure is on record in the database.
 */
export async function apply(given: Planned, session: Session): Promise<{ step: Step; after: Schema }> {
  const script = scriptOf(given);
  const planned = script.markers.noTransaction ? await withoutLeftovers(given, script, session) : given;
  const { database, rules, now, alert } = session;
  const startedAt = new Date(now());
  const { name } = planned.migration;
  const limit = rules.alertAfterSeconds;
  try {
    return await watched(
      limit,
      () =>
        alert(
          `${name} has been running for more than ${limit} s on ${database.address.database}, and still runs.`,
        ),
      async () => {
        if (script.markers.noTransaction) await runOutside(script, session);
        await database.run(prologue(session));
        if (!script.markers.noTransaction) await runBody(script, session);
        // What a transaction would only check at its end is checked while it can still be told.
        const after = await readSchema(database, rules, "SET CONSTRAINTS ALL IMMEDIATE; ");
        demandChange(planned, after);
        const step = stepOf(planned, after, startedAt, session);
        await writeRun(database, rowOf(planned, session, { ...step, outcome: "success" }), rules);
        await database.run("COMMIT");
        return { step, after };
      },
    );
  } catch (error) {
    await database.run("ROLLBACK");
    const detail = error instanceof MigrationFailure ? error.message : explain(error, script, session);
    const endedAt = new Date(now()).toISOString();
    const failed = { outcome: "failure" as const, startedAt: startedAt.toISOString(), endedAt, detail };
    await writeRun(database, rowOf(planned, session, failed));
    throw new MigrationFailure(detail, { cause: error });
  }
}

/** The script of a direction. @throws MigrationFailure for the way back of what has none. */
export function scriptOf({ migration, direction }: Pick<Planned, "migration" | "direction">): Script {
  if (direction === "up") return migration.up;
  if (migration.undo) return migration.undo;
  throw new MigrationFailure(
    `${migration.name} cannot be undone: it has no undo script. Restore the backup made before it.`,
  );
}

/** Statement by statement, so that an error has its line. @throws MigrationFailure */
export async function runBody(script: Script, session: Session): Promise<void> {
  for (const statement of script.body) {
    try {
      await session.database.run(statement.sql);
    } catch (error) {
      throw new MigrationFailure(explain(error, script, session, statement.start), { cause: error });
    }
  }
}

/** What a script before it set for the session is gone; an old value of its own would be wrong for the next. */
export function prologue({ rules }: Session): string {
  return `RESET ALL; ${limits(rules)}; BEGIN`;
}

const index = z.object({ named: z.string() });

/** Statement by statement; each may have run before, up to where a killed runner came. */
async function runOutside(script: Script, session: Session): Promise<void> {
  const { database } = session;
  await database.run(`RESET ALL; ${limits(session.rules)}`);
  for (const statement of script.body) {
    try {
      await database.run(statement.sql);
    } catch (error) {
      throw new MigrationFailure(
        `${explain(error, script, session, statement.start)} What ran before this statement stays; running again goes on.`,
        { cause: error },
      );
    }
  }
}

/** A concurrent build that was cut off leaves an index which nothing uses, and which IF NOT EXISTS would keep. */
async function withoutLeftovers(planned: Planned, script: Script, session: Session): Promise<Planned> {
  const { database, rules } = session;
  const names = script.body.flatMap((statement) => indexBuilt(statement) ?? []);
  const found = await database.rows(
    index,
    `SELECT i.indexrelid::regclass::text AS named FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
      WHERE NOT i.indisvalid AND c.relname = ANY ($1) AND c.relnamespace::regnamespace::text = ANY ($2)`,
    [names, rules.schemas],
  );
  if (found.length === 0) return planned;
  for (const { named } of found) await database.run(`DROP INDEX CONCURRENTLY IF EXISTS ${named}`);
  return { ...planned, before: await readSchema(database, rules) };
}

/** S002-MIG-03, S001-RB-04: the schema must be as the rehearsal left it. */
function demandChange({ migration, direction, before, change }: Planned, after: Schema): void {
  if (change === undefined) return;
  const expected = changed(before, change);
  if (expected.hash === after.hash) return;
  const words = asWords(diffOf(expected, after));
  throw new MigrationFailure(
    direction === "up"
      ? `${migration.name} leaves another schema than it did when it was certified (${words}). Nothing was changed. ` +
          "Somebody changed this database by other means: write that change as a migration, or take it back."
      : `The undo script of ${migration.name} does not bring the schema back as it was (${words}). ` +
          "Nothing was changed. Mend the script and certify it again.",
  );
}

function stepOf(
  { migration, direction, before }: Planned,
  after: Schema,
  from: Date,
  session: Session,
): Step {
  const endedAt = new Date(session.now());
  const took = endedAt.getTime() - from.getTime();
  return {
    version: migration.version,
    name: migration.name,
    direction,
    checksum: scriptOf({ migration, direction }).checksum,
    startedAt: from.toISOString(),
    endedAt: endedAt.toISOString(),
    durationSeconds: took / 1000,
    user: session.who.actor,
    before: before.hash,
    after: after.hash,
    diff: diffOf(before, after),
    slow: isSlow(took, session.rules.alertAfterSeconds),
  };
}

function rowOf(
  { migration, direction }: Planned,
  { who }: Session,
  given: Pick<RunRow, "outcome"> &
    Partial<Pick<Step, "before" | "after" | "diff">> & {
      startedAt: string;
      endedAt: string;
      detail?: string;
    },
): RunRow {
  return {
    ...who,
    version: migration.version,
    name: migration.name,
    direction,
    checksum: scriptOf({ migration, direction }).checksum,
    runOnce: migration.up.markers.runOnce,
    ...given,
    startedAt: new Date(given.startedAt),
    endedAt: new Date(given.endedAt),
  };
}
