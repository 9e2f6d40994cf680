import { copyFile, mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { ObjectReader } from "../../platforms/s3/objects.ts";
import { chainPrefix, type Layout, type Place, placeName, sequenceIn, usualLayout } from "./chain/place.ts";
import { decode, isSealed } from "./chain/record.ts";
import { segmentPrefix } from "./chain/segment.ts";
import { LedgerError } from "./failure.ts";
import { isMissing } from "./folder.ts";
import { inOrder } from "./in-order.ts";
import { type ExportManifest, exportFile, exportFormat, witnessFile } from "./verify/export-folder.ts";
import type { Witness } from "./verify/finding.ts";
import { writeWitnesses } from "./verify/witness-lines.ts";

export interface ExportOptions {
  layout: Layout;
  places: readonly Place[];
  witnesses: readonly Witness[];
  application: string;
  bucket: string;
  /** The delivered verifier, one file; it is laid beside the records. */
  verifier?: string;
  /** Milliseconds since 1970. */
  now: number;
}

const readme = `A ledger of evidence, as it lay in its archive: every file below ledger/, secret-access/, security-scans/, metrics/ and
segments/ has the very bytes that were stored.

Verify it with Node 22 or later, without network:   node verify.mjs

Each record is {"hash": H, "record": R}. H is the SHA-256 of R as canonical JSON (RFC 8785), and R.previous is the H of
the record before it. So every record stands for all before it.
`;

/**
 * Writes whole chains, with their segments, to an empty folder that `verify` reads.
 *
 * @throws S3Failure, LedgerError when the folder holds something, or an Error of the file system.
 */
export async function exportLedger(
  reader: ObjectReader,
  folder: string,
  options: ExportOptions,
): Promise<ExportManifest> {
  await demandEmpty(folder);
  const chains: ExportManifest["chains"] = [];
  for (const place of options.places) {
    const chain = await exportChain(reader, folder, options.layout, place);
    const segments = await copyAll(reader, folder, segmentPrefix(options.layout, place), (key) =>
      key.replace(options.layout.segments, usualLayout.segments),
    );
    if (chain.records + segments.count > 0) chains.push(chain);
  }
  const manifest: ExportManifest = {
    format: exportFormat,
    application: options.application,
    bucket: options.bucket,
    exportedAt: new Date(options.now).toISOString(),
    chains,
  };
  if (options.witnesses.length > 0) {
    await writeFile(join(folder, witnessFile), writeWitnesses(options.witnesses));
  }
  if (options.verifier) await copyFile(options.verifier, join(folder, "verify.mjs"));
  await writeFile(join(folder, "README.txt"), readme);
  // Last: a folder without it was not finished, and is no export.
  await writeFile(join(folder, exportFile), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

async function exportChain(
  reader: ObjectReader,
  folder: string,
  layout: Layout,
  place: Place,
): Promise<ExportManifest["chains"][number]> {
  const { count, last } = await copyAll(reader, folder, chainPrefix(layout, place), (key) =>
    key.replace(layout.books[place.book], usualLayout.books[place.book]),
  );
  const found = last && decode(last.body);
  return {
    place: placeName(place),
    records: count,
    sequence: (last && sequenceIn(layout, place, last.key)) ?? 0,
    hash: found && isSealed(found) ? found.hash : "",
  };
}

interface Copied {
  count: number;
  last?: { key: string; body: Buffer };
}

async function copyAll(
  reader: ObjectReader,
  folder: string,
  prefix: string,
  rename: (key: string) => string,
): Promise<Copied> {
  const copied: Copied = { count: 0 };
  const read = async ({ key }: { key: string }) => ({ key, body: (await reader.get(key))?.body });
  for await (const { key, body } of inOrder(reader.list(prefix), read)) {
    if (!body) throw new LedgerError("broken", `${key} went while it was exported. Run \`audit verify\`.`);
    const path = join(folder, ...pathOf(rename(key)));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, body, { flag: "wx" });
    copied.count += 1;
    copied.last = { key, body };
  }
  return copied;
}

/** @throws LedgerError for a key that would leave the folder. */
function pathOf(key: string): string[] {
  const parts = key.split("/");
  if (parts.every((part) => part !== "" && part !== "." && part !== ".." && !part.includes("\\")))
    return parts;
  throw new LedgerError(
    "broken",
    `${JSON.stringify(key)} lies among the records and is no path. Run \`audit verify\`.`,
  );
}

async function demandEmpty(folder: string): Promise<void> {
  try {
    if ((await readdir(folder)).length === 0) return;
  } catch (error) {
    if (!isMissing(error)) throw error;
    await mkdir(folder, { recursive: true });
    return;
  }
  throw new LedgerError(
    "usage",
    `${folder} is not empty. Name a new folder: an export never mixes with what was there.`,
  );
}
