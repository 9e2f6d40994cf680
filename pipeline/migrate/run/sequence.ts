import { readSchema } from "../database/schema.ts";
import { inverse, type Schema } from "../database/schema-diff.ts";
import { MigrationFailure } from "../failure.ts";
import { riskOf } from "../files/risk.ts";
import type { Migration } from "../files/script.ts";
import { apply, type Planned, type Step } from "./apply.ts";
import type { Certified } from "./certificate.ts";
import type { Session } from "./session.ts";
import { applyBySupabase } from "./supabase.ts";

/** What a run of several migrations came to. */
export interface Sequence {
  /** What ran, undone steps after what they undo. */
  steps: readonly Step[];
  /** The schema before the first. */
  before: Schema;
  after: Schema;
  /** Why it stopped; absent when all ran. */
  failure?: string;
  /** What became of the migrations before the one that failed. */
  aftermath?: string;
}

/**
 * Applies migrations in their order. When one fails, those that this run applied before it are undone in the opposite
 * order (S002-MIG-06): the code that needs them does not go out. What lost data stays, since no undo brings that back.
 */
export async function applyAll(
  migrations: readonly Migration[],
  proven: ReadonlyMap<string, Certified>,
  session: Session,
): Promise<Sequence> {
  const before = await readSchema(session.database, session.rules);
  const steps: Step[] = [];
  const done: { migration: Migration; step: Step }[] = [];
  let schema = before;
  for (const migration of migrations) {
    try {
      const change = proven.get(migration.version)?.diff;
      const { step, after } = await forward({ migration, direction: "up", before: schema, change }, session);
      steps.push(step);
      done.push({ migration, step });
      schema = after;
    } catch (error) {
      if (!(error instanceof MigrationFailure)) throw error;
      const back = await takeBack(done, session);
      return { ...back, steps: [...steps, ...back.steps], before, failure: error.message };
    }
  }
  return { steps, before, after: schema };
}

function forward(planned: Planned, session: Session): Promise<{ step: Step; after: Schema }> {
  return session.rules.layout === "supabase" ? applyBySupabase(planned, session) : apply(planned, session);
}

async function takeBack(
  done: readonly { migration: Migration; step: Step }[],
  session: Session,
): Promise<Pick<Sequence, "steps" | "after" | "aftermath">> {
  const steps: Step[] = [];
  let after = await readSchema(session.database, session.rules);
  const names = done.map(({ migration }) => migration.name);
  if (names.length === 0) return { steps, after, aftermath: "The database is as it was." };
  const lost = done.filter(({ migration }) => riskOf(migration) === "irreversible");
  if (lost.length > 0) {
    return {
      steps,
      after,
      aftermath:
        `${names.join(", ")} ran before it and stay: ${lost.map(({ migration }) => migration.name).join(", ")} lost data ` +
        "that no undo script brings back. Mend the migration and run again, or restore the backup with `migrate restore`.",
    };
  }
  for (const { migration, step } of done.toReversed()) {
    try {
      const undone = await apply(
        { migration, direction: "down", before: after, change: inverse(step.diff) },
        session,
      );
      steps.push(undone.step);
      after = undone.after;
    } catch (error) {
      if (!(error instanceof MigrationFailure)) throw error;
      const left = names.slice(0, done.length - steps.length).join(", ");
      return {
        steps,
        after,
        aftermath: `${left} ran before it and stay, because an undo failed: ${error.message} Mend it and run \`migrate down\`.`,
      };
    }
  }
  return {
    steps,
    after,
    aftermath: `${names.join(", ")} ran before it and were undone: the database is as it was.`,
  };
}

/** Undoes migrations, the newest first; stops at the first whose undo fails. */
export async function undoAll(
  migrations: readonly { migration: Migration; change: Planned["change"] }[],
  session: Session,
): Promise<Sequence> {
  const before = await readSchema(session.database, session.rules);
  const steps: Step[] = [];
  let schema = before;
  for (const { migration, change } of migrations) {
    try {
      const { step, after } = await apply({ migration, direction: "down", before: schema, change }, session);
      steps.push(step);
      schema = after;
    } catch (error) {
      if (!(error instanceof MigrationFailure)) throw error;
      const undone = steps.map(({ name }) => name);
      return {
        steps,
        before,
        after: await readSchema(session.database, session.rules),
        failure: error.message,
        aftermath:
          undone.length > 0
            ? `${undone.join(", ")} were undone before; ${migration.name} and what is older stay.`
            : "The database is as it was.",
      };
    }
  }
  return { steps, before, after: schema };
}
