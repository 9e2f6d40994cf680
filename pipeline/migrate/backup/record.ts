import { z } from "zod";
import { moment, sha256, text, whole } from "../../contract/words.ts";
import { readRecord } from "../records.ts";

/** What `migrate snapshot` made, bound to the database and the moment. */
export const backupRecord = z.object({
  kind: z.literal("backup"),
  environment: text("the environment"),
  database: text("the database's name"),
  /** The newest version that the database had; null for none. */
  version: z.string().nullable(),
  /** Of the schema that was copied. */
  schema: sha256,
  startedAt: moment,
  endedAt: moment,
  durationSeconds: z.number(),
  user: text("who"),
  file: text("the file"),
  bytes: whole(1, Number.MAX_SAFE_INTEGER, "bytes"),
  sha256,
  /** Where it is kept; null where it was not uploaded. */
  location: z.string().nullable(),
  /** How it was proven that it restores. */
  proof: z.enum(["restore", "read"]),
  /** Rows of each table, as they were copied and restored; empty where only reading was proven. */
  rows: z.record(z.string(), z.number()),
});

export type BackupRecord = z.infer<typeof backupRecord>;

/** @throws WrongUse for a file that is no such record. */
export function readBackup(file: string | undefined): BackupRecord | undefined {
  return file === undefined ? undefined : readRecord(file, backupRecord, "migrate snapshot");
}

/** What a backup must be of, to migrate on. */
export interface Wanted {
  environment: string;
  database: string;
  version: string | undefined;
  maxAgeMinutes: number;
  now: number;
  /** Whether it must lie in the locked bucket. */
  stored: boolean;
}

/** Why a backup does not do; undefined when it does (S000-MIG-04, S002-MIG-08). */
export function unfit(record: BackupRecord | undefined, wanted: Wanted): string | undefined {
  if (!record)
    return "There is no backup: make one with `migrate snapshot` and name its record with --backup.";
  const { environment, database } = wanted;
  if (record.environment !== environment || record.database !== database) {
    return `The backup is of ${record.environment} (${record.database}), and this is ${environment} (${database}).`;
  }
  if (record.version !== (wanted.version ?? null)) {
    return `The backup is of version ${record.version ?? "none"}, and the database is at ${wanted.version ?? "none"}: somebody migrated in between. Make a new one.`;
  }
  const minutes = (wanted.now - Date.parse(record.startedAt)) / 60_000;
  if (minutes < 0 || minutes > wanted.maxAgeMinutes) {
    return `The backup is ${Math.round(minutes)} minutes old; ${wanted.maxAgeMinutes} are allowed. Make a new one.`;
  }
  if (wanted.stored && record.location === null) {
    return "The backup was not uploaded to the locked bucket: make it with --upload.";
  }
  return undefined;
}
