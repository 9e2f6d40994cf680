import { limits } from "../database/limits.ts";
import { readSchema } from "../database/schema.ts";
import { type Diff, diffOf } from "../database/schema-diff.ts";
import { MigrationFailure } from "../failure.ts";
import type { Migration } from "../files/script.ts";
import { prologue, runBody } from "./apply.ts";
import { explain } from "./explain.ts";
import type { Session } from "./session.ts";

/** What a migration would do. */
export interface Tried {
  name: string;
  outcome: "would-run" | "would-fail" | "not-tried";
  seconds?: number;
  diff?: Diff;
  why?: string;
}

/**
 * Really executes migrations, one after the other in one transaction, and takes all of it back (S002-MIG-07). It holds
 * the locks that they hold, for as long as they take; numbers drawn from sequences are not given back.
 */
export async function dryRun(migrations: readonly Migration[], session: Session): Promise<Tried[]> {
  const { database, rules } = session;
  const tried: Tried[] = [];
  const outside = migrations.findIndex(({ up }) => up.markers.noTransaction);
  const inside = outside < 0 ? migrations : migrations.slice(0, outside);
  const rest = migrations.slice(inside.length).map(
    ({ name }, index): Tried => ({
      name,
      outcome: "not-tried",
      why:
        index === 0
          ? "It cannot run in a transaction, so it cannot be taken back."
          : "It comes after one that cannot be tried.",
    }),
  );
  await database.run(prologue(session));
  try {
    let schema = await readSchema(database, rules);
    for (const [index, { name, up }] of inside.entries()) {
      const begin = performance.now();
      try {
        // What the one before it set for the session would be gone, too.
        await database.run(`RESET ALL; ${limits(rules)}`);
        await runBody(up, session);
        await database.run("SET CONSTRAINTS ALL IMMEDIATE");
      } catch (error) {
        const why = error instanceof MigrationFailure ? error.message : explain(error, up, session);
        tried.push({ name, outcome: "would-fail", why });
        const others = inside.slice(index + 1).map(({ name: later }): Tried => {
          return { name: later, outcome: "not-tried", why: "One before it would fail." };
        });
        return [...tried, ...others, ...rest];
      }
      const after = await readSchema(database, rules);
      const seconds = Math.round(performance.now() - begin) / 1000;
      tried.push({ name, outcome: "would-run", seconds, diff: diffOf(schema, after) });
      schema = after;
    }
    return [...tried, ...rest];
  } finally {
    await database.run("ROLLBACK");
  }
}
