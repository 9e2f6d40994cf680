import { migrationRisks } from "../../contract/environment.ts";
import { addedColumns, effectOf } from "../sql/effect.ts";
import { placeOf } from "../sql/transaction.ts";
import type { Migration, Script } from "./script.ts";

export type Risk = (typeof migrationRisks)[number];

/** What a script does beyond adding, by line. */
export interface Trait {
  line: number;
  effect: "changes" | "loses";
  why: string;
}

/** The statements of a script that do more than add. */
export function traitsOf({ statements }: Script): Trait[] {
  const added = addedColumns(statements);
  return statements.flatMap((statement) => {
    if (placeOf(statement) === "control") return [];
    const { effect, why } = effectOf(statement, added);
    if (effect === "adds") return [];
    // Keywords alone: texts and names may be nobody's business.
    const words = statement.tokens.filter(({ kind }) => kind === "word").slice(0, 2);
    return { line: statement.line, effect, why: why ?? words.map(({ text }) => text).join(" ") };
  });
}

/**
 * How bad a migration can be: `trivial` says so of itself and only adds; `reversible` has an undo script that brings
 * everything back; `irreversible` destroys or overwrites rows, or has no way back.
 */
export function riskOf(migration: Migration): Risk {
  const traits = traitsOf(migration.up);
  if (!migration.undo || traits.some(({ effect }) => effect === "loses")) return "irreversible";
  return migration.up.markers.trivial && traits.length === 0 ? "trivial" : "reversible";
}

/** The worst of several; `none` where there are none. */
export function worstOf(risks: readonly Risk[]): Risk {
  return risks.reduce<Risk>(
    (worst, risk) => (migrationRisks.indexOf(risk) > migrationRisks.indexOf(worst) ? risk : worst),
    "none",
  );
}
