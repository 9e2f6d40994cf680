import { type Command, WrongUse } from "../../cli/command.ts";
import type { Row } from "../../cli/report.ts";
import { commandOptions } from "../../contract/commands.ts";
import { migrationRisks } from "../../contract/environment.ts";
import { readBackup, unfit } from "../backup/record.ts";
import { type History, prepareHistory, readHistory, rememberSchema, writeRun } from "../database/history.ts";
import { asOnlyRunner } from "../database/runner-lock.ts";
import { type Finding, MigrationFailure } from "../failure.ts";
import { checkFolder } from "../files/check.ts";
import { riskOf } from "../files/risk.ts";
import type { Migration } from "../files/script.ts";
import { type Certified, certifiedOf, readCertificate } from "../run/certificate.ts";
import { pendingOf } from "../run/pending.ts";
import { applyAll } from "../run/sequence.ts";
import type { Session } from "../run/session.ts";
import { type Opened, open, today, withSession } from "./open.ts";
import { findingRows, isRefused, outcomeOf, risksOf } from "./outcome.ts";
import { recordOf } from "./record.ts";

export const migrateUp: Command = {
  name: "migrate up",
  purpose: "applies what is pending, in order, each in one transaction",
  help: `Takes the database's lock, checks everything that \`migrate plan\` checks, demands certificate and backup where the
environment does (production always), and applies. A migration that is worse than what the environment lets run unasked
needs --confirm with its name (several between commas). The schema is compared before each commit. When one fails, those
of this run before it are undone. With nothing pending the answer is yes, and nothing is demanded.`,
  options: commandOptions["migrate up"],
  examples: [
    "migrate up --environment staging --record migrations.json",
    "migrate up --environment production --backup backup.json --certificate certificate.json",
    "migrate up --environment development --file 015_new_feature.sql --confirm 015_new_feature.sql",
  ],
  async run(given, frame) {
    const opened = open(given, frame);
    const { folder, rules, environment } = opened;
    return withSession(opened, frame, (session) =>
      asOnlyRunner(session.database, rules.runnerWaitSeconds, async () => {
        const history = await readHistory(session.database, rules);
        const compared = pendingOf(folder, history, today(frame));
        const file = given.text("file");
        const pending =
          file === undefined
            ? compared.pending
            : await onlyNext(file, opened, history, compared.pending, session);
        for (const one of pending) if (history.ranOnce.has(one.version)) await noteRefusal(one, session);
        const findings = [...checkFolder(folder, rules), ...compared.findings];
        const { proven, missing } = certifiedOf(
          pending,
          readCertificate(given.text("certificate")),
          session.database.serverVersion,
        );
        const refusals =
          pending.length === 0
            ? []
            : demandsOf(opened, pending, compared.head, missing, {
                backup: given.text("backup"),
                confirmed: given.text("confirm"),
                database: session.database.address.database,
                now: frame.now(),
              });
        const heading = {
          kind: "migration-run",
          environment,
          database: session.database.address.database,
          ...risksOf(pending),
        };
        if (isRefused(findings) || refusals.length > 0) {
          return outcomeOf(
            "no",
            `${environment} does not take the migrations. Nothing was changed.`,
            [...findingRows(findings), ...refusals],
            { ...heading, findings, refusals },
          );
        }
        return applied(pending, proven, session, {
          opened,
          head: compared.head,
          heading,
          given: given.text("record"),
          findings,
          reason: given.text("reason"),
        });
      }),
    );
  },
};

interface Context {
  opened: Opened;
  head: string | undefined;
  heading: Readonly<Record<string, unknown>>;
  given: string | undefined;
  findings: readonly Finding[];
  reason: string | undefined;
}

async function applied(
  pending: readonly Migration[],
  proven: ReadonlyMap<string, Certified>,
  session: Session,
  { opened, head, heading, given, findings, reason }: Context,
) {
  const { environment, rules } = opened;
  if (pending.length === 0) {
    return outcomeOf(
      "yes",
      `${environment} has every migration (${head ?? "none"}): nothing to do.`,
      findingRows(findings),
      {
        ...heading,
        findings,
        steps: [],
      },
    );
  }
  await prepareHistory(session.database, rules);
  const sequence = await applyAll(pending, proven, session);
  await rememberSchema(session.database, sequence.after);
  const now = (await readHistory(session.database, rules)).applied.at(-1)?.version;
  const record = recordOf(sequence, { before: head, after: now }, given);
  const rows: Row[] = sequence.steps.map((step) => ({
    name: step.name,
    verdict: "yes",
    why: `${step.direction === "up" ? "Applied" : "Undone"} in ${step.durationSeconds} s${step.slow ? `: longer than ${rules.alertAfterSeconds} s` : ""}.`,
  }));
  const json = { ...heading, ...record, findings, reason, user: session.who.actor };
  if (sequence.failure === undefined) {
    return outcomeOf(
      "yes",
      `${environment} went from ${head ?? "nothing"} to ${now ?? "nothing"}.`,
      [...findingRows(findings), ...rows],
      json,
    );
  }
  const failed =
    pending.find(({ name }) => !sequence.steps.some((step) => step.name === name))?.name ?? "a migration";
  return outcomeOf(
    "no",
    `${environment} stays at ${now ?? "nothing"}: ${failed} failed.`,
    [...rows, { name: failed, verdict: "no", why: sequence.failure, todo: sequence.aftermath }],
    json,
  );
}

/** @throws WrongUse for a file that is not the next; MigrationFailure for what ran and must not run again. */
async function onlyNext(
  file: string,
  { folder }: Opened,
  history: History,
  pending: readonly Migration[],
  session: Session,
): Promise<Migration[]> {
  const wanted = folder.migrations.find(({ up }) => up.name === file || up.file === file);
  if (!wanted) throw new WrongUse(`${folder.path} has no migration ${JSON.stringify(file)}.`);
  const [next] = pending;
  if (next === wanted) {
    return [wanted];
  }
  if (history.applied.some(({ version }) => version === wanted.version)) {
    if (!wanted.up.markers.runOnce) return [];
    await noteRefusal(wanted, session);
    throw new MigrationFailure(
      `${wanted.name} is marked run-once and ran before: it never runs again. The attempt is on record.`,
    );
  }
  throw new WrongUse(
    `${wanted.name} is not the next: ${next?.name ?? "nothing"} is. Apply them in their order.`,
  );
}

/** S000-MIG-05: a second attempt is refused, and the refusal is logged. */
async function noteRefusal({ version, name, up }: Migration, { database, who, now }: Session): Promise<void> {
  const at = new Date(now());
  await writeRun(database, {
    ...who,
    ...{ version, name, direction: "up", outcome: "refused", checksum: up.checksum, runOnce: true },
    ...{ startedAt: at, endedAt: at, detail: "Marked run-once, and ran before." },
  });
}

/** What the environment demands before anything runs. */
function demandsOf(
  { demands, stage, environment }: Opened,
  pending: readonly Migration[],
  head: string | undefined,
  missing: readonly string[],
  given: { backup: string | undefined; confirmed: string | undefined; database: string; now: number },
): Row[] {
  const confirmed = (given.confirmed ?? "").split(",").map((name) => name.trim().replace(/\.sql$/, ""));
  const rows: Row[] = [];
  for (const migration of pending) {
    const risk = riskOf(migration);
    const allowed = stage.evidence.migrations;
    if (migrationRisks.indexOf(risk) <= migrationRisks.indexOf(allowed) || confirmed.includes(migration.name))
      continue;
    rows.push({
      name: migration.name,
      verdict: "no",
      why: `It is ${risk}; in ${environment} only ${allowed} runs without a person.`,
      todo: `A person applies it by hand: start the run with --confirm ${migration.name}.`,
    });
  }
  if (demands.certified) {
    for (const why of missing) {
      const todo = "Run `migrate certify` on this commit, and name its record with --certificate.";
      rows.push({ name: "certificate", verdict: "no", why, todo });
    }
  }
  const { backup } = demands;
  const lost = pending.find((one) => riskOf(one) === "irreversible");
  if (!backup && !lost) return rows;
  const why = unfit(readBackup(given.backup), {
    environment,
    database: given.database,
    version: head,
    maxAgeMinutes: backup?.maxAgeMinutes ?? 60,
    now: given.now,
    stored: demands.always,
  });
  if (why) {
    const what = backup ? "" : `${lost?.name} loses data, so a backup comes first. `;
    rows.push({ name: "backup", verdict: "no", why: `${what}${why}`, todo: "Run `migrate snapshot` first." });
  }
  return rows;
}
