import type { MigrationRules } from "../../contract/migrations.ts";
import type { Finding } from "../failure.ts";
import { lineAt, shapeOf } from "../sql/statements.ts";
import { endsInRollback, isRepeatable, placeOf } from "../sql/transaction.ts";
import type { Folder } from "./folder.ts";
import { lint } from "./lint.ts";
import { traitsOf } from "./risk.ts";
import type { Migration, Script } from "./script.ts";

/** All that can be said of migrations without a database. */
export function checkFolder(folder: Folder, rules: MigrationRules): Finding[] {
  return [
    ...folder.findings,
    ...folder.migrations.flatMap((migration) => [
      ...checkUndo(migration),
      ...checkScript(migration.up),
      ...(migration.undo ? checkScript(migration.undo) : []),
      ...checkMarkers(migration, rules),
      ...lint(migration.up, rules),
    ]),
  ];
}

function refusal(script: Script, line: number | undefined, what: string, todo: string): Finding {
  return { file: script.file, ...(line !== undefined && { line }), level: "refused", what, todo };
}

/** S000-MIG-02, S002-MIG-04. */
function checkUndo({ up, undo, version }: Migration): Finding[] {
  if (!undo) {
    return [
      refusal(
        up,
        undefined,
        "It cannot be undone: there is no undo script of its number.",
        `Write ${version}_... in the folder of undo scripts; every migration has one.`,
      ),
    ];
  }
  if (endsInRollback(undo.statements)) {
    return [
      refusal(
        undo,
        undo.statements.at(-1)?.line,
        "The undo script ends in ROLLBACK, which takes back all that it did: it undoes nothing.",
        "Remove BEGIN and ROLLBACK: the runtime brings the transaction, and commits it.",
      ),
    ];
  }
  if (undo.statements.some((one) => placeOf(one) !== "control")) return [];
  return [
    refusal(undo, undefined, "The undo script has no statement: it undoes nothing.", "Write the way back."),
  ];
}

function checkScript(script: Script): Finding[] {
  const findings: Finding[] = [];
  // What is left of control after a BEGIN and COMMIT around the whole were taken away.
  for (const statement of script.body) {
    const place = placeOf(statement);
    const name = shapeOf(statement).split(" ").slice(0, 3).join(" ");
    if (place === "control" && !endsInRollback(script.statements)) {
      findings.push(
        refusal(
          script,
          statement.line,
          `${name} steers the transaction, which is the runtime's.`,
          "Remove it: each migration is one transaction.",
        ),
      );
    }
    if (place === "elsewhere") {
      findings.push(
        refusal(
          script,
          statement.line,
          `${name} is no business of a migration: it cannot be undone, or it steers the session.`,
          "Do it where the server is set up, or by another statement.",
        ),
      );
    }
    if (place === "outside")
      findings.push(...checkOutside(script, statement.line, name, isRepeatable(statement)));
  }
  const { noTransaction } = script.markers;
  const others = script.statements.filter((one) => placeOf(one) === "inside");
  if (noTransaction && others.length > 0) {
    findings.push(
      refusal(
        script,
        others[0]?.line,
        "It is marked no-transaction, and this statement could run in one.",
        "Keep what runs outside of a transaction in a migration of its own.",
      ),
    );
  }
  findings.push(...unreadable(script));
  return findings;
}

function checkOutside(script: Script, line: number, name: string, repeatable: boolean): Finding[] {
  return [
    ...(script.markers.noTransaction
      ? []
      : [
          refusal(
            script,
            line,
            `${name} cannot run in a transaction: cut off half way, it leaves half behind.`,
            "Consent by `-- gatehouse: no-transaction until YYYY-MM-DD: REASON` in a migration of its own.",
          ),
        ]),
    ...(repeatable
      ? []
      : [
          refusal(
            script,
            line,
            `${name} fails when it runs again after it was cut off.`,
            "Write IF NOT EXISTS or IF EXISTS: the next run then goes on.",
          ),
        ]),
  ];
}

/** psql reads lines that begin with a backslash; Postgres does not. */
function unreadable(script: Script): Finding[] {
  const at = script.statements.find(({ tokens }) =>
    tokens.some(({ kind, text }) => kind === "sign" && text === "\\"),
  );
  if (!at) return [];
  const line = lineAt(script.sql, at.tokens.find(({ text }) => text === "\\")?.start ?? at.start);
  return [
    refusal(script, line, "A backslash begins a command of psql, which only psql knows.", "Write SQL."),
  ];
}

function checkMarkers({ up, undo }: Migration, rules: MigrationRules): Finding[] {
  const findings: Finding[] = [];
  const traits = traitsOf(up);
  const { trivial, losesData } = up.markers;
  if (trivial && rules.trivial === "never") {
    findings.push(refusal(up, undefined, "It is marked trivial, and here nothing is.", "Remove the marker."));
  } else if (trivial && (traits.length > 0 || up.markers.noTransaction)) {
    const [first] = traits;
    const what = first
      ? `It is marked trivial and does more than add: line ${first.line} ${first.why}.`
      : "It is marked trivial and runs outside of a transaction.";
    findings.push(refusal(up, first?.line, what, "Remove the marker: a person then confirms the migration."));
  }
  for (const { line, effect, why } of traits) {
    if (effect !== "loses" || losesData) continue;
    findings.push(
      refusal(
        up,
        line,
        `It loses data: it ${why}. No undo script brings that back.`,
        "Keep the data, for example by a rename; or consent by `-- gatehouse: loses-data until YYYY-MM-DD: REASON`.",
      ),
    );
  }
  if (undo && (undo.markers.trivial || undo.markers.runOnce || undo.markers.losesData)) {
    findings.push(
      refusal(
        undo,
        undefined,
        "An undo script has no such marker.",
        "Write it into the migration, if at all.",
      ),
    );
  }
  return findings;
}
