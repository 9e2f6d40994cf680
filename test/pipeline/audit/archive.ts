import type { Command } from "../../../pipeline/cli/command.ts";
import { type Archive, credentials, startArchive } from "../../platforms/s3/buckets.ts";
import { contract as usual } from "../world.ts";
import { file, type Ran, runtime } from "./runtime.ts";

/** The test's contract, on the buckets that `startArchive` makes. */
export const archiveContract = {
  ...usual,
  audit: { ...usual.audit, bucket: "app-audit", indexBucket: "app-index" },
};

export function variablesOf({ proxy }: Pick<Archive, "proxy">): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_ENDPOINT_URL_S3: proxy.url,
    GITHUB_API_URL: proxy.url,
  };
}

export interface Ledger {
  archive: Archive;
  /** Runs an audit command; `variables` add to the job's. */
  audit(
    words: string,
    args?: readonly string[],
    variables?: Record<string, string | undefined>,
  ): Promise<Ran>;
  record(entry: unknown, args?: readonly string[]): Promise<Ran>;
}

/** An archive in moto's S3, with the commands that work on it. */
export async function openLedgerOf(commands: readonly Command[]): Promise<Ledger> {
  const archive = await startArchive();
  const audit: Ledger["audit"] = (words, args = [], variables = {}) =>
    runtime(commands, ["audit", ...words.split(" "), ...args], {
      contract: archiveContract,
      variables: { ...variablesOf(archive), ...variables },
    });
  return {
    archive,
    audit,
    record: (entry, args = []) => audit("record", ["--entry", file("entry.json", entry), ...args]),
  };
}
