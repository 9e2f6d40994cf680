import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Database } from "../database/connection.ts";
import { prepareHistory } from "../database/history.ts";
import { readSchema } from "../database/schema.ts";
import { asWords, diffOf, inverse, type Schema } from "../database/schema-diff.ts";
import { withScratchDatabase } from "../database/scratch.ts";
import { MigrationFailure } from "../failure.ts";
import type { Migration } from "../files/script.ts";
import { apply } from "./apply.ts";
import { type Certificate, type Certified, certifiedStep } from "./certificate.ts";
import type { Session } from "./session.ts";

/** What a try on a throw-away database came to: a certificate for all that passed, and why the rest did not. */
export interface Certifying {
  certificate: Certificate;
  failure?: { name: string; why: string };
}

/**
 * Up, down and up again with each migration in its order, on a database that is made for it and dropped afterwards
 * (S000-MIG-03, S002-MIG-05). The schema after the undo must be the one before, and the one after the second up that
 * after the first. It is this runtime that applies, whatever the layout: what is tried is the SQL.
 *
 * @param near a database of the server on which the throw-away one is made. @param root of the repository.
 */
export async function certify(
  migrations: readonly Migration[],
  near: Database,
  session: Omit<Session, "database">,
  root: string,
): Promise<Certifying> {
  // Both layouts note their versions in a table of this runtime's making: no CLI is started here.
  const rules = { ...session.rules, layout: "numbered" as const };
  return withScratchDatabase(near, "certify", session.now(), async (database) => {
    const here: Session = { ...session, rules, database };
    if (rules.baseline !== undefined) await layBaseline(resolve(root, rules.baseline), here);
    await prepareHistory(database, rules);
    const proven: Certified[] = [];
    let schema = await readSchema(database, rules);
    let failure: Certifying["failure"];
    for (const migration of migrations) {
      try {
        const { certified, after } = await tryOut(migration, schema, here);
        proven.push(certified);
        schema = after;
      } catch (error) {
        if (!(error instanceof MigrationFailure)) throw error;
        failure = { name: migration.name, why: error.message };
        break;
      }
    }
    return {
      certificate: {
        kind: "migration-certificate",
        at: new Date(session.now()).toISOString(),
        postgres: Math.floor(database.serverVersion / 10_000),
        migrations: proven,
      },
      ...(failure && { failure }),
    };
  });
}

async function tryOut(
  migration: Migration,
  before: Schema,
  session: Session,
): Promise<{ certified: Certified; after: Schema }> {
  const { undo } = migration;
  if (!undo) throw new MigrationFailure(`${migration.name} cannot be undone: it has no undo script.`);
  const up = await apply({ migration, direction: "up", before, change: undefined }, session);
  const down = await apply({ migration, direction: "down", before: up.after, change: undefined }, session);
  if (down.after.hash !== before.hash) {
    throw new MigrationFailure(
      `${migration.name} cannot be undone: after its undo script the schema is not what it was before ` +
        `(${asWords(inverse(diffOf(down.after, before)))}). Mend ${undo.file}.`,
    );
  }
  const again = await apply({ migration, direction: "up", before, change: undefined }, session);
  if (again.after.hash !== up.after.hash) {
    throw new MigrationFailure(
      `${migration.name} does not do the same twice (${asWords(diffOf(up.after, again.after))}).`,
    );
  }
  const found = { before, after: up.after, undone: down.after, again: again.after, diff: up.step.diff };
  return { certified: certifiedStep({ ...migration, undo }, found), after: again.after };
}

async function layBaseline(file: string, { database }: Session): Promise<void> {
  try {
    await database.run(readFileSync(file, "utf8"));
  } catch (error) {
    throw new MigrationFailure(
      `The baseline ${file} cannot be laid: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}
