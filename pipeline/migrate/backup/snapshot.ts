import { createHash } from "node:crypto";
import { createReadStream, rmSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { ObjectStore } from "../../../platforms/s3/objects.ts";
import type { MigrationRules } from "../../contract/migrations.ts";
import type { Database } from "../database/connection.ts";
import { limits } from "../database/limits.ts";
import { readSchema } from "../database/schema.ts";
import { asWords, diffOf, type Schema } from "../database/schema-diff.ts";
import { withScratchDatabase } from "../database/scratch.ts";
import { MigrationFailure } from "../failure.ts";
import type { Programs } from "./programs.ts";

/** One put of S3 takes no more (AWS, "Uploading objects"); Node reads no more than 2 GiB at once. */
const mostBytes = 2 ** 31 - 1;

export interface Copy {
  bytes: number;
  sha256: string;
  schema: Schema;
  rows: Readonly<Record<string, number>>;
}

const exported = z.object({ id: z.string() });
const table = z.object({ named: z.string() });
const counted = z.object({ count: z.string() });

/**
 * Copies a database with pg_dump. Schema, rows and copy are of one moment: pg_dump reads the same snapshot as the counts.
 *
 * @param count whether rows are counted, to be compared after a restore.
 */
export async function dump(
  database: Database,
  rules: MigrationRules,
  programs: Programs,
  file: string,
  count: boolean,
): Promise<Copy> {
  // A copy takes as long as it takes.
  await database.run(`RESET ALL; ${limits(rules)}; SET statement_timeout = 0`);
  await database.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  try {
    const [moment] = await database.rows(exported, "SELECT pg_export_snapshot() AS id");
    const schema = await readSchema(database, rules);
    const rows = count ? await countRows(database, rules) : {};
    await programs.start(
      "pg_dump",
      [
        ...[
          "--format=custom",
          "--no-owner",
          "--no-privileges",
          `--snapshot=${moment?.id ?? ""}`,
          `--file=${file}`,
        ],
        // Of a hosted database only what the application owns can be restored by its own user.
        ...(rules.layout === "supabase"
          ? [...rules.schemas, "gatehouse", "supabase_migrations"].map((name) => `--schema=${name}`)
          : []),
      ],
      database.address,
    );
    const { size } = statSync(file);
    return { bytes: size, sha256: await hashOf(file), schema, rows };
  } catch (error) {
    rmSync(file, { force: true });
    throw error;
  } finally {
    await database.run("ROLLBACK");
  }
}

export async function countRows(
  database: Database,
  { schemas }: MigrationRules,
): Promise<Record<string, number>> {
  const tables = await database.rows(
    table,
    "SELECT format('%I.%I', schemaname, tablename) AS named FROM pg_tables WHERE schemaname = ANY ($1) ORDER BY 1",
    [schemas],
  );
  const rows: Record<string, number> = {};
  for (const { named } of tables) {
    const [answer] = await database.rows(counted, `SELECT count(*)::text AS count FROM ${named}`);
    rows[named] = Number(answer?.count);
  }
  return rows;
}

/**
 * Proves that a copy restores: every byte of it is read, and with `restore` it is put into a throw-away database whose
 * schema and numbers of rows must be those that were copied.
 *
 * @param near the server of the throw-away database. @throws MigrationFailure when it does not restore.
 */
export async function prove(
  file: string,
  copy: Copy,
  how: "restore" | "read",
  near: Database,
  context: { rules: MigrationRules; programs: Programs; now: number },
): Promise<void> {
  const { rules, programs, now } = context;
  try {
    await programs.start("pg_restore", ["--file=/dev/null", file]);
    if (how === "read") return;
    await withScratchDatabase(near, "restore", now, async (scratch) => {
      // template0 has the schema public, and a copy of chosen schemas brings it along.
      if (rules.layout === "supabase") await scratch.run("DROP SCHEMA IF EXISTS public");
      await programs.start(
        "pg_restore",
        ["--exit-on-error", "--no-owner", "--no-privileges", "--dbname", scratch.address.database, file],
        scratch.address,
      );
      const schema = await readSchema(scratch, rules);
      if (schema.hash !== copy.schema.hash) {
        throw new MigrationFailure(`the schema is another (${asWords(diffOf(copy.schema, schema))})`);
      }
      const rows = await countRows(scratch, rules);
      const [short] = Object.entries(copy.rows).filter(([name, count]) => rows[name] !== count);
      if (short) {
        throw new MigrationFailure(`${short[0]} has ${rows[short[0]] ?? "no"} rows in place of ${short[1]}`);
      }
    });
  } catch (error) {
    if (!(error instanceof MigrationFailure)) throw error;
    throw new MigrationFailure(
      `The backup ${file} does not restore: ${error.message}. No migration may run on it: make another, and look at the disk and the programs if that fails, too.`,
      { cause: error },
    );
  }
}

/** Stores a copy in the locked bucket, once. @returns its address. */
export async function upload(
  file: string,
  key: string,
  { bytes }: Copy,
  bucket: ObjectStore,
): Promise<string> {
  if (bytes > mostBytes) {
    throw new MigrationFailure(
      `The backup has ${bytes} bytes; one upload takes ${mostBytes}. Use the host's own backups, and record one with \`audit record\`.`,
    );
  }
  const stored = await bucket.create(key, await readFile(file));
  if (stored === "exists") {
    throw new MigrationFailure(
      `${bucket.bucket} has a backup ${key} already, and keeps what it has. Run again.`,
    );
  }
  return `s3://${bucket.bucket}/${key}`;
}

export async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of createReadStream(file)) hash.update(part);
  return hash.digest("hex");
}
