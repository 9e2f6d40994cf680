import { z } from "zod";
import type { ObjectReader, ObjectStore } from "../../../platforms/s3/objects.ts";
import { canonicalJson } from "../../canonical.ts";
import { type Layout, type Place, placeName, placeNamed } from "../chain/place.ts";
import { type Entry, isEntry } from "../chain/record.ts";

/** An entry that was stored before its environment opened. */
export interface EarlyEntry {
  key: string;
  place: Place;
  entry: Entry;
  /** By S3's clock, ISO. */
  storedAt: string;
}

const waiting = z.strictObject({ place: z.string(), entry: z.custom<Entry>(isEntry) });

/**
 * Stores an entry for a job that may add below the early prefix and read nothing. The same entry has the same key, so a
 * second try adds nothing.
 */
export async function storeEarly(
  store: ObjectStore,
  layout: Layout,
  place: Place,
  entry: Entry,
): Promise<string> {
  const key = `${layout.early}${placeName(place)}/${entry.at}-${entry.id}.json`;
  await store.create(key, Buffer.from(canonicalJson({ place: placeName(place), entry })));
  return key;
}

/** A run may wait so long for its approvals (GitHub Docs, "Deployments and environments"), and a day more. */
const longestWait = 31 * 86_400_000;

/** S3 may list an object later than another that it dated after it; so early is none forgotten. */
const watermarkMargin = 3_600_000;

/**
 * Early entries which the chain may not hold yet, oldest first. Some of them it may: `append` leaves those out.
 *
 * @param until the chain's watermark, see `LedgerRecord.earlyUntil`.
 */
export async function earlyEntries(
  reader: ObjectReader,
  layout: Layout,
  place: Place,
  until: string | null,
): Promise<{ entries: EarlyEntry[]; unreadable: string[] }> {
  const prefix = `${layout.early}${placeName(place)}/`;
  const since = Date.parse(until ?? "1970-01-01T00:00:00.000Z");
  const after = `${prefix}${new Date(Math.max(since - longestWait, 0)).toISOString()}`;
  const entries: EarlyEntry[] = [];
  const unreadable: string[] = [];
  for await (const { key, storedAt } of reader.list(prefix, { after })) {
    if (storedAt.getTime() < since - watermarkMargin) continue;
    const entry = await readEarly(reader, place, key);
    if (entry) entries.push({ key, place, entry, storedAt: storedAt.toISOString() });
    else unreadable.push(key);
  }
  entries.sort((one, other) => (`${one.storedAt}${one.key}` < `${other.storedAt}${other.key}` ? -1 : 1));
  return { entries, unreadable };
}

async function readEarly(reader: ObjectReader, place: Place, key: string): Promise<Entry | undefined> {
  const stored = await reader.get(key);
  if (!stored) return undefined;
  try {
    const { place: named, entry } = waiting.parse(JSON.parse(stored.body.toString("utf8")));
    const there = placeNamed(named);
    return there && placeName(there) === placeName(place) && key.includes(entry.id) ? entry : undefined;
  } catch {
    // Whoever may add early entries may add nonsense; it is named, and stops nobody.
    return undefined;
  }
}
