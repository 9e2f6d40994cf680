import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import type { Address } from "../database/address.ts";
import { readHistory, writeRun } from "../database/history.ts";
import { lockWords } from "../database/limits.ts";
import { readSchema } from "../database/schema.ts";
import { changed, diffOf, type Schema } from "../database/schema-diff.ts";
import { MigrationFailure } from "../failure.ts";
import { apply, type Planned, type Step } from "./apply.ts";
import type { Session } from "./session.ts";
import { isSlow, watched } from "./slow.ts";

const run = promisify(execFile);
const failed = z.object({ stdout: z.string(), stderr: z.string() });

/**
 * Lets the Supabase CLI apply one migration (S002-MIG-13), within this runtime's lock and between its comparisons. The
 * CLI sees a folder of its own that holds nothing beyond this migration, so that it can apply no other; it runs each
 * file as one transaction with its row of versions. Limits come with the address: the CLI resets the session to them.
 *
 * What it committed and the comparison refuses is undone at once by the undo script, never by the CLI's own `migration
 * down`, which drops the schemas of users.
 */
export async function applyBySupabase(
  planned: Planned,
  session: Session,
): Promise<{ step: Step; after: Schema }> {
  const { migration, before, change } = planned;
  const { database, rules, now, alert, who } = session;
  if (migration.up.markers.noTransaction) {
    throw new MigrationFailure(
      `${migration.name} cannot run in a transaction, and the Supabase CLI runs every migration in one: its layout has no such migrations.`,
    );
  }
  const startedAt = new Date(now());
  const common = {
    ...who,
    version: migration.version,
    name: migration.name,
    direction: "up" as const,
    checksum: migration.up.checksum,
    runOnce: migration.up.markers.runOnce,
    startedAt,
  };
  const limit = rules.alertAfterSeconds;
  const told = () => alert(`${migration.name} has been running for more than ${limit} s, and still runs.`);
  try {
    await watched(limit, told, () => startCli(planned, session));
  } catch (error) {
    const said = failed.safeParse(error).data;
    const words = said
      ? `${said.stdout}\n${said.stderr}`
      : error instanceof Error
        ? error.message
        : String(error);
    const reason = words.includes("55P03") ? lockWords(rules) : tidy(words, database.address);
    const detail = `${migration.up.file}: the Supabase CLI did not apply it: ${reason}`;
    await writeRun(database, { ...common, outcome: "failure", endedAt: new Date(now()), detail });
    throw new MigrationFailure(detail, { cause: error });
  }
  const after = await readSchema(database, rules);
  const endedAt = new Date(now());
  const took = endedAt.getTime() - startedAt.getTime();
  const diff = diffOf(before, after);
  const row = { ...common, endedAt, before: before.hash, after: after.hash, diff };
  await writeRun(database, { ...row, outcome: "success" }, rules);
  if (change && changed(before, change).hash !== after.hash) {
    await apply({ migration, direction: "down", before: after, change: undefined }, session);
    throw new MigrationFailure(
      `${migration.name} left another schema than it did when it was certified; its undo script took it back.`,
    );
  }
  const step: Step = {
    version: migration.version,
    name: migration.name,
    direction: "up",
    checksum: migration.up.checksum,
    startedAt: startedAt.toISOString(),
    endedAt: endedAt.toISOString(),
    durationSeconds: took / 1000,
    user: who.actor,
    before: before.hash,
    after: after.hash,
    diff,
    slow: isSlow(took, limit),
  };
  return { step, after };
}

async function startCli({ migration }: Planned, { database, rules }: Session): Promise<void> {
  const [program, ...words] = rules.supabaseCommand ?? ["supabase"];
  if (program === undefined) throw new MigrationFailure("supabaseCommand names no program.");
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-supabase-"));
  try {
    const migrations = join(folder, "supabase", "migrations");
    mkdirSync(migrations, { recursive: true });
    const { applied } = await readHistory(database, rules);
    // The CLI asks that what the database has is in the folder; it never reads those again.
    for (const { version } of applied)
      writeFileSync(join(migrations, `${version}_applied.sql`), "SELECT 1;\n");
    writeFileSync(join(migrations, `${migration.name}.sql`), migration.up.sql);
    const { PGPASSWORD = "" } = database.address.libpq;
    await run(
      program,
      [
        ...words,
        ...["migration", "up", "--workdir", folder, "--include-all", "--yes", "--agent", "no"],
        `--remote=${limitedAddress(database.address, rules)}`,
      ],
      { env: { ...process.env, PGPASSWORD, SUPABASE_TELEMETRY_DISABLED: "1" }, maxBuffer: 16 * 1024 * 1024 },
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Without the password, which arguments would show to every process; with the limits of the session. */
function limitedAddress(
  { url }: Address,
  { lockTimeoutSeconds, statementTimeoutSeconds }: Session["rules"],
): string {
  const limited = new URL(url);
  limited.password = "";
  limited.searchParams.set("lock_timeout", String(lockTimeoutSeconds * 1000));
  limited.searchParams.set("statement_timeout", String(statementTimeoutSeconds * 1000));
  return limited.href;
}

/** The lines with a reason; the CLI adds advice of its own. */
function tidy(said: string, { mask }: Address): string {
  const lines = said.split("\n").filter((line) => /error|SQLSTATE|fail|refus|timeout/i.test(line));
  return mask((lines.length > 0 ? lines : said.split("\n")).join(" ").trim().slice(0, 1000));
}
