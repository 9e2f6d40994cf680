import type { MigrationRules } from "../../contract/migrations.ts";
import type { Database } from "../database/connection.ts";
import { readHistory, versionTable } from "../database/history.ts";
import { readSchema } from "../database/schema.ts";
import { MigrationFailure } from "../failure.ts";
import type { Programs } from "./programs.ts";
import { countRows } from "./snapshot.ts";

/** What a restore brought back. */
export interface Restored {
  version: string | null;
  before: string;
  after: string;
  rows: Readonly<Record<string, number>>;
  /** Tables that the backup does not know and that stay. */
  kept: string[];
}

/**
 * Puts a backup in the place of what is there, in one transaction (S001-RB-05): whatever goes wrong, nothing is changed.
 *
 * @throws MigrationFailure when the backup cannot be read, or the schema went on since: its migrations are undone first.
 */
export async function restore(
  file: string,
  database: Database,
  rules: MigrationRules,
  programs: Programs,
): Promise<Restored> {
  const versions = await versionsIn(file, rules, programs);
  const { applied } = await readHistory(database, rules);
  const newer = applied.map(({ version }) => version).filter((version) => !versions.includes(version));
  const last = versions.at(-1) ?? "000";
  if (newer.length > 0) {
    throw new MigrationFailure(
      `The database has migrations that the backup does not know (${newer.join(", ")}): their tables would stay and contradict it. ` +
        `Undo them first with \`migrate down --to ${last}\`, then restore.`,
    );
  }
  const before = await readSchema(database, rules);
  const tables = Object.keys(await countRows(database, rules));
  const contents = await programs.start("pg_restore", ["--list", file]);
  await programs.start(
    "pg_restore",
    [
      ...[
        "--clean",
        "--if-exists",
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
      ],
      ...["--dbname", database.address.database, file],
    ],
    database.address,
  );
  const after = await readSchema(database, rules);
  return {
    version: versions.at(-1) ?? null,
    before: before.hash,
    after: after.hash,
    rows: await countRows(database, rules),
    kept: tables.filter(
      (name) => !contents.includes(` TABLE ${name.replace(".", " ").replaceAll('"', "")} `),
    ),
  };
}

/** The versions that a backup holds, from its own rows. @throws MigrationFailure for what is no whole backup. */
async function versionsIn(file: string, rules: MigrationRules, programs: Programs): Promise<string[]> {
  const { schema, name } = versionTable(rules);
  try {
    // All of it is read, so that half a file is found before anything is dropped.
    await programs.start("pg_restore", ["--file=/dev/null", file]);
    const sql = await programs.start("pg_restore", [
      ...["--data-only", `--schema=${schema}`, `--table=${name}`, "--file=-", file],
    ]);
    const [, columns = "", rows = ""] =
      /COPY [^(]*\(([^)]*)\) FROM stdin;\n([\s\S]*?)^\\\.$/m.exec(sql) ?? [];
    const at = columns.split(", ").indexOf("version");
    return rows
      .split("\n")
      .flatMap((row) => row.split("\t")[at] || [])
      .sort();
  } catch (error) {
    if (!(error instanceof MigrationFailure)) throw error;
    throw new MigrationFailure(
      `${file} does not restore: ${error.message} Nothing was changed. Take another backup.`,
      { cause: error },
    );
  }
}
