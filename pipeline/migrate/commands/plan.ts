import type { Command } from "../../cli/command.ts";
import type { Row } from "../../cli/report.ts";
import { commandOptions } from "../../contract/commands.ts";
import { readHistory } from "../database/history.ts";
import { asOnlyRunner } from "../database/runner-lock.ts";
import { asWords } from "../database/schema-diff.ts";
import { checkFolder } from "../files/check.ts";
import { dryRun, type Tried } from "../run/dry-run.ts";
import { pendingOf } from "../run/pending.ts";
import { open, today, withSession } from "./open.ts";
import { findingRows, isRefused, outcomeOf, risksOf } from "./outcome.ts";

export const migratePlan: Command = {
  name: "migrate plan",
  purpose: "which migrations would run on this database, and how bad can they be?",
  help: `Compares the folder with the database of DATABASE_URL: what is pending, what was edited after it ran, what is missing,
what comes too late. The worst risk (none, trivial, reversible, irreversible) is what \`gate --migrations\` reads from
the record. --dry-run really executes what is pending, in one transaction that is then taken back; it takes the same
locks meanwhile. On an empty database everything is pending.`,
  options: commandOptions["migrate plan"],
  examples: [
    "migrate plan --environment production --record migrations.json",
    "migrate plan --environment staging --dry-run",
  ],
  async run(given, frame) {
    const opened = open(given, frame);
    const { folder, rules, environment } = opened;
    return withSession(opened, frame, async (session) => {
      const history = await readHistory(session.database, rules);
      const { pending, head, findings: compared } = pendingOf(folder, history, today(frame));
      const findings = [...checkFolder(folder, rules), ...compared];
      const tried =
        given.flag("dry-run") && !isRefused(findings)
          ? await asOnlyRunner(session.database, rules.runnerWaitSeconds, () => dryRun(pending, session))
          : [];
      const fails = tried.some(({ outcome }) => outcome === "would-fail");
      const refused = isRefused(findings) || fails;
      const { risk } = risksOf(pending);
      const expected = folder.migrations.at(-1)?.version ?? null;
      return outcomeOf(
        refused ? "no" : "yes",
        refused
          ? `${environment} cannot take the migrations of ${folder.path}.`
          : pending.length === 0
            ? `${environment} has every migration (${head ?? "none"}).`
            : `${environment} would go from ${head ?? "nothing"} to ${expected ?? "nothing"}; the worst migration is ${risk}.`,
        [
          ...findingRows(findings),
          ...risksOf(pending).migrations.map(
            (one): Row => ({
              name: one.name,
              verdict: "yes",
              why: `${one.risk}${one.why.map((why) => `; ${why}`).join("")}`,
            }),
          ),
          ...tried.map(rowOf),
        ],
        {
          kind: "migration-plan",
          environment,
          at: new Date(frame.now()).toISOString(),
          head: head ?? null,
          expected,
          ...risksOf(pending),
          findings,
          ...(given.flag("dry-run") && { dryRun: tried }),
        },
      );
    });
  },
};

function rowOf({ name, outcome, why, seconds, diff }: Tried): Row {
  if (outcome === "would-fail")
    return { name, verdict: "no", why: why ?? "It would fail.", todo: "Mend it." };
  if (outcome === "not-tried") return { name, verdict: "yes", why: `Not tried: ${why}` };
  return {
    name,
    verdict: "yes",
    why: `Tried and taken back, ${seconds} s: ${diff ? asWords(diff) || "no change of the schema" : ""}`,
  };
}
