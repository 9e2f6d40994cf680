import type { ObjectStore } from "../../platforms/s3/objects.ts";
import { lastSequence, readRecord } from "./chain/head.ts";
import { type Layout, type Place, placeName } from "./chain/place.ts";
import { encode, type Sealed } from "./chain/record.ts";
import {
  decodeManifest,
  encodeManifest,
  encodeSegment,
  type Manifest,
  manifestOf,
  recordsOf,
  type SealedManifest,
  segmentKeys,
  segmentPrefix,
} from "./chain/segment.ts";
import { LedgerError } from "./failure.ts";
import { inOrder } from "./in-order.ts";

/** Milliseconds after midnight, UTC, before a day is sealed: a record of its last second may still be on its way. */
const settled = 3_600_000;

export interface SealedDay extends Manifest {
  was: "added" | "there";
}

/**
 * Copies all records of past days that no segment holds yet into one segment a day. What a sealer that died left is
 * finished, and two at once share the work.
 *
 * @param now milliseconds since 1970.
 * @param until the last day that is sealed, if it is past; default is yesterday.
 * @throws S3Failure, or LedgerError when records or segments do not fit together.
 */
export async function seal(
  store: ObjectStore,
  layout: Layout,
  place: Place,
  now: number,
  until?: string,
): Promise<SealedDay[]> {
  const today = dayOf(new Date(now - settled).toISOString());
  const open = until !== undefined && until < today ? dayAfter(until) : today;
  let before = await lastManifest(store, layout, place);
  let left = await recordsAfter(store, layout, place, before?.manifest, open);
  const sealed: SealedDay[] = [];
  for (let [first] = left; first; [first] = left) {
    const day = dayOf(first.record.recordedAt);
    const part = left.filter(({ record }) => dayOf(record.recordedAt) === day);
    const { manifest, was } = await sealDay(store, layout, place, day, part, before);
    sealed.push({ ...manifest, was });
    before = { manifest, hash: encodeManifest(manifest).hash };
    left = left.filter(({ record }) => record.sequence > manifest.last);
  }
  return sealed;
}

async function sealDay(
  store: ObjectStore,
  layout: Layout,
  place: Place,
  day: string,
  part: readonly Sealed[],
  before: SealedManifest | undefined,
): Promise<{ manifest: Manifest; was: "added" | "there" }> {
  const keys = segmentKeys(layout, place, (before?.manifest.number ?? 0) + 1, day);
  const lines = encodeSegment(part.map(({ record }) => encode(record).bytes));
  const isAdded = (await store.create(keys.lines, lines)) === "created";
  const { segment, records } = isAdded
    ? { segment: lines, records: part }
    : await adopt(store, place, keys.lines, part);
  const manifest = manifestOf(place, day, segment, records, before);
  const { bytes } = encodeManifest(manifest);
  if ((await store.create(keys.manifest, bytes)) === "created") return { manifest, was: "added" };
  const there = await store.get(keys.manifest);
  if (!there?.body.equals(bytes)) throw new LedgerError("broken", foreignText(keys.manifest, place));
  return { manifest, was: "there" };
}

/** The segment of another sealer, which may have come before the day's last record was there. */
async function adopt(
  store: ObjectStore,
  place: Place,
  key: string,
  part: readonly Sealed[],
): Promise<{ segment: Buffer; records: Sealed[] }> {
  const stored = await store.get(key);
  const records = stored && recordsOf(stored.body);
  const isOurs = records?.length && records.every(({ hash }, index) => part[index]?.hash === hash);
  if (!stored || !isOurs) throw new LedgerError("broken", foreignText(key, place));
  return { segment: stored.body, records };
}

async function lastManifest(
  store: ObjectStore,
  layout: Layout,
  place: Place,
): Promise<SealedManifest | undefined> {
  let last: string | undefined;
  for await (const { key } of store.list(segmentPrefix(layout, place))) {
    if (key.endsWith(".manifest.json")) last = key;
  }
  if (last === undefined) return undefined;
  const stored = await store.get(last);
  const found = stored && decodeManifest(stored.body);
  if (!found || "problem" in found) throw new LedgerError("broken", foreignText(last, place));
  return found;
}

/** The records behind the last segment that were made before the day `open`; each is linked to the one before it. */
async function recordsAfter(
  store: ObjectStore,
  layout: Layout,
  place: Place,
  sealed: Manifest | undefined,
  open: string,
): Promise<Sealed[]> {
  const last = await lastSequence(store, layout, place);
  const first = (sealed?.last ?? 0) + 1;
  const sequences = Array.from({ length: Math.max(last - first + 1, 0) }, (_, index) => first + index);
  const records: Sealed[] = [];
  let previous = sealed?.lastHash ?? null;
  for await (const found of inOrder(sequences, (one) => readRecord(store, layout, place, one))) {
    if (found.record.previous !== previous) {
      throw new LedgerError("broken", unlinkedText(place, found.record.sequence));
    }
    if (dayOf(found.record.recordedAt) >= open) break;
    records.push(found);
    previous = found.hash;
  }
  return records;
}

function dayAfter(day: string): string {
  return dayOf(new Date(Date.parse(day) + 86_400_000).toISOString());
}

function dayOf(moment: string): string {
  return moment.slice(0, 10);
}

function foreignText(key: string, place: Place): string {
  return (
    `${key} is there and does not fit the records of ${placeName(place)}. Nothing is sealed behind it: ` +
    "run `audit verify` to find out what happened."
  );
}

function unlinkedText(place: Place, sequence: number): string {
  return (
    `Record ${sequence} of ${placeName(place)} does not follow record ${sequence - 1}. Nothing is sealed: ` +
    "run `audit verify` to find out what happened."
  );
}
