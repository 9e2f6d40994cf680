import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { canonicalJson, sha256Hex } from "../../canonical.ts";
import { type Place, placeName, placeNamed } from "../chain/place.ts";
import { type ClockEvidence, type Entry, isEntry, isObject } from "../chain/record.ts";
import { LedgerError } from "../failure.ts";

/** An entry that waits in a file, because S3 was away when it should have been recorded. */
export interface SpooledEntry {
  place: Place;
  entry: Entry;
  /** Why it waits. */
  reason: string;
  clocks: readonly ClockEvidence[];
}

/** One file of the spool; the name sorts by the time of the event. */
export interface SpoolFile extends SpooledEntry {
  file: string;
}

const format = "gatehouse-spool/1";
const suffix = ".ledger.json";

/**
 * Writes an entry to a folder that the workflow keeps as a run artifact. The same entry has the same file name, and a
 * file is either whole or not there.
 *
 * @returns the file's path.
 * @throws Error of the file system, for example when the disk is full.
 */
export async function writeSpool(folder: string, spooled: SpooledEntry): Promise<string> {
  await mkdir(folder, { recursive: true });
  const { place, entry, reason, clocks } = spooled;
  const content = { format, place: placeName(place), entry, reason, clocks };
  const text = canonicalJson({ sha256: sha256Hex(canonicalJson(content)), content });
  const name = `${entry.at.replace(/[:.]/g, "-")}-${entry.id}${suffix}`;
  const path = join(folder, name);
  const draft = `${path}.${process.pid}.part`;
  try {
    await writeFile(draft, text, { flush: true });
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
  return path;
}

/**
 * Reads a folder of the spool, and all folders in it: each artifact may be in one of its own. Oldest event first; the
 * same entry in two artifacts comes once.
 *
 * @throws LedgerError when a file is not as it was written.
 */
export async function readSpool(folder: string): Promise<SpoolFile[]> {
  // Where no run left an artifact, there is no folder to download.
  if (!existsSync(folder)) return [];
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(suffix));
  const files = await Promise.all(names.map((name) => readFileOf(folder, name)));
  const byId = new Map(files.map((file) => [file.entry.id, file]));
  return [...byId.values()].sort((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
}

function orderOf({ entry }: SpoolFile): string {
  return `${entry.at} ${entry.id}`;
}

async function readFileOf(folder: string, file: string): Promise<SpoolFile> {
  const spooled = parse(await readFile(join(folder, file), "utf8"));
  if (spooled) return { ...spooled, file: file.replaceAll("\\", "/") };
  throw new LedgerError(
    "broken",
    `${join(folder, file)} is not as the run wrote it that left it: its hash differs. ` +
      "Get the artifact again from that run; if it is the same, keep it and find out who changed it.",
  );
}

function parse(text: string): SpooledEntry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value) || !isObject(value["content"])) return undefined;
  const { content, sha256 } = value;
  if (sha256Hex(canonicalJson(content)) !== sha256) return undefined;
  const { format: said, place: name, entry, reason, clocks } = content;
  const place = typeof name === "string" ? placeNamed(name) : undefined;
  if (said !== format || !place || !isEntry(entry) || typeof reason !== "string") return undefined;
  return { place, entry, reason, clocks: Array.isArray(clocks) ? clocks.filter(isEvidence) : [] };
}

function isEvidence(value: unknown): value is ClockEvidence {
  return isObject(value) && (value["source"] === "s3" || value["source"] === "github");
}
