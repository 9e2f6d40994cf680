import { rmSync } from "node:fs";
import { openBucket } from "../../../platforms/s3/client.ts";
import { s3AccessFrom } from "../../../platforms/s3/credentials.ts";
import { type Command, type Environment, type Frame, WrongUse } from "../../cli/command.ts";
import { commandOptions } from "../../contract/commands.ts";
import { findPrograms } from "../backup/programs.ts";
import type { BackupRecord } from "../backup/record.ts";
import { dump, prove, upload } from "../backup/snapshot.ts";
import { addressFrom } from "../database/address.ts";
import { openDatabase } from "../database/connection.ts";
import { readHistory } from "../database/history.ts";
import { MigrationFailure } from "../failure.ts";
import { open, withSession } from "./open.ts";
import { outcomeOf } from "./outcome.ts";

/** Milliseconds for one upload: a gigabyte in ten minutes. */
const patience = { answerWithin: 600_000 };

export const migrateSnapshot: Command = {
  name: "migrate snapshot",
  purpose: "makes a backup with pg_dump, and proves that it restores",
  help: `Copies the database of DATABASE_URL at one moment. The copy is then restored into a throw-away database on the same
server, or on that of GATEHOUSE_SCRATCH_URL, and compared by schema and rows; with proof \`read\` it is read whole. With
--upload it is stored in the bucket BACKUP_BUCKET, which keeps it locked, below the environment's name. A copy that does
not restore is removed, and the answer is no.`,
  options: commandOptions["migrate snapshot"],
  examples: ["migrate snapshot --environment production --output backup.dump --upload --record backup.json"],
  async run(given, frame) {
    const opened = open(given, frame);
    const { rules, environment, demands } = opened;
    const file = given.need("output");
    const bucket = given.flag("upload") ? bucketOf(frame.environment) : undefined;
    return withSession(opened, frame, async (session) => {
      const { database } = session;
      const programs = await findPrograms(frame.environment, database.serverVersion);
      const proof = demands.backup?.proof ?? "restore";
      const startedAt = new Date(frame.now()).toISOString();
      const version = (await readHistory(database, rules)).applied.at(-1)?.version ?? null;
      const copy = await dump(database, rules, programs, file, proof === "restore");
      let location: string | null = null;
      try {
        await onScratchServer(frame, session.database, (near) =>
          prove(file, copy, proof, near, { rules, programs, now: frame.now() }),
        );
        if (bucket) {
          const name = `${startedAt.replace(/[:.]/g, "")}-${version ?? "none"}-${copy.sha256.slice(0, 12)}.dump`;
          location = await upload(file, `${encodeURIComponent(environment)}/${name}`, copy, bucket);
        }
      } catch (error) {
        if (error instanceof MigrationFailure) rmSync(file, { force: true });
        throw error;
      }
      const endedAt = new Date(frame.now()).toISOString();
      const durationSeconds = (Date.parse(endedAt) - Date.parse(startedAt)) / 1000;
      const record: BackupRecord = {
        ...{ kind: "backup", environment, database: database.address.database, version },
        ...{ schema: copy.schema.hash, startedAt, endedAt, durationSeconds, user: session.who.actor },
        ...{ file, bytes: copy.bytes, sha256: copy.sha256, location, proof, rows: { ...copy.rows } },
      };
      return outcomeOf(
        "yes",
        `${environment} is copied: ${copy.bytes} bytes at version ${version ?? "none"}, proven to ${proof === "restore" ? "restore" : "be readable"}.`,
        [],
        {
          ...record,
          // A body of the ledger's type `backup`.
          entry: {
            what: `database ${database.address.database}`,
            outcome: "success",
            copy: { location: location ?? file, sha256: copy.sha256 },
            ...{ startedAt, endedAt, durationSeconds },
          },
        },
        [location === null ? `Kept in ${file} alone.` : `Kept at ${location}.`],
      );
    });
  },
};

function bucketOf(environment: Environment) {
  const name = environment["BACKUP_BUCKET"];
  if (!name) {
    throw new WrongUse(
      "BACKUP_BUCKET is not set: --upload needs the bucket for backups that the shared stack declares.",
    );
  }
  return openBucket(name, s3AccessFrom(environment), patience);
}

/** Where the proof may take place: not on the server of the data, where another is named. */
async function onScratchServer<Result>(
  { environment }: Frame,
  own: Parameters<typeof prove>[3],
  work: (near: Parameters<typeof prove>[3]) => Promise<Result>,
): Promise<Result> {
  if (!environment["GATEHOUSE_SCRATCH_URL"]) return work(own);
  const near = await openDatabase(addressFrom(environment, "GATEHOUSE_SCRATCH_URL"));
  try {
    return await work(near);
  } finally {
    await near.close();
  }
}
