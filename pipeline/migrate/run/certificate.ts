import { z } from "zod";
import { moment, sha256, text, whole } from "../../contract/words.ts";
import type { Schema } from "../database/schema-diff.ts";
import type { Migration } from "../files/script.ts";
import { readRecord } from "../records.ts";

const diff = z.object({ added: z.array(z.string()), removed: z.array(z.string()) });

/** What `migrate certify` found out, bound to the checksums of what it tried. */
export const certificate = z.object({
  kind: z.literal("migration-certificate"),
  at: moment,
  /** The major version of the Postgres that it was tried on. */
  postgres: whole(9, 99, "a major version of Postgres"),
  migrations: z.array(
    z.object({
      version: text("the version"),
      name: text("the migration"),
      checksum: sha256,
      undoChecksum: sha256,
      /** What it changes in the schema. */
      diff,
      /** Hashes of the schema: before it, after it, after its undo, and after it again. */
      before: sha256,
      after: sha256,
      undone: sha256,
      again: sha256,
    }),
  ),
});

export type Certificate = z.infer<typeof certificate>;
export type Certified = Certificate["migrations"][number];

/** What a certificate says of migrations; each that it does not prove is named with the reason. */
export function certifiedOf(
  migrations: readonly Migration[],
  given: Certificate | undefined,
  serverVersion: number,
): { proven: ReadonlyMap<string, Certified>; missing: string[] } {
  const major = Math.floor(serverVersion / 10_000);
  if (given && given.postgres !== major) {
    return {
      proven: new Map(),
      missing: [`It was certified on Postgres ${given.postgres}, and this database is Postgres ${major}.`],
    };
  }
  const proven = new Map<string, Certified>();
  const missing: string[] = [];
  for (const { name, version, up, undo } of migrations) {
    const found = given?.migrations.find((one) => one.version === version);
    if (!found) missing.push(`${name} was never up, down and up again on a throw-away database.`);
    else if (found.checksum !== up.checksum || found.undoChecksum !== undo?.checksum) {
      missing.push(`${name} was edited after it was certified.`);
    } else if (found.before !== found.undone || found.after !== found.again) {
      missing.push(`${name} did not come out the same when it was certified.`);
    } else proven.set(version, found);
  }
  return { proven, missing };
}

/** @throws WrongUse for a file that is no certificate. */
export function readCertificate(file: string | undefined): Certificate | undefined {
  return file === undefined ? undefined : readRecord(file, certificate, "migrate certify");
}

/** A part of a certificate. */
export function certifiedStep(
  { version, name, up, undo }: Migration & { undo: { checksum: string } },
  found: { before: Schema; after: Schema; undone: Schema; again: Schema; diff: Certified["diff"] },
): Certified {
  return {
    version,
    name,
    checksum: up.checksum,
    undoChecksum: undo.checksum,
    diff: found.diff,
    before: found.before.hash,
    after: found.after.hash,
    undone: found.undone.hash,
    again: found.again.hash,
  };
}
