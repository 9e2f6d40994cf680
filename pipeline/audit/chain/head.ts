import type { ObjectReader } from "../../../platforms/s3/objects.ts";
import { LedgerError } from "../failure.ts";
import { chainPrefix, type Layout, type Place, placeName, recordKey, sequenceIn } from "./place.ts";
import { decode, isSealed, placeOf, type Sealed } from "./record.ts";

/** As many keys as S3 lists at once. */
const pageSize = 1000;

/**
 * The sequence of a chain's last record; 0 when there is none. Asks whether there is a key behind 1000, 2000, 4000...
 * and then halves: 22 small requests for a million records, and one for the first thousand.
 */
export async function lastSequence(reader: ObjectReader, layout: Layout, place: Place): Promise<number> {
  const prefix = chainPrefix(layout, place);
  const behind = async (sequence: number, limit: number): Promise<number[]> => {
    const sequences: number[] = [];
    for await (const { key } of reader.list(prefix, { after: recordKey(layout, place, sequence), limit })) {
      const found = sequenceIn(layout, place, key);
      // Passed over, it could hide the end of the chain, and what stands there.
      if (found === undefined) throw new LedgerError("broken", strayText(place, key));
      sequences.push(found);
    }
    return sequences;
  };
  let low = 0;
  let found = await behind(low, pageSize);
  if (found.length === pageSize) {
    let high = pageSize;
    while ((await behind(high, 1)).length > 0) {
      low = high;
      high *= 2;
    }
    while (high - low > pageSize / 2) {
      const middle = Math.floor((low + high) / 2);
      if ((await behind(middle, 1)).length > 0) low = middle;
      else high = middle;
    }
    found = await behind(low, pageSize);
  }
  return found.at(-1) ?? low;
}

/** @throws LedgerError when there is no such record, or it is none. */
export async function readRecord(
  reader: ObjectReader,
  layout: Layout,
  place: Place,
  sequence: number,
): Promise<Sealed> {
  const key = recordKey(layout, place, sequence);
  const stored = await reader.get(key);
  if (!stored) throw new LedgerError("broken", brokenText(place, sequence, "it is missing"));
  const found = decode(stored.body);
  if (!isSealed(found)) throw new LedgerError("broken", brokenText(place, sequence, found.problem));
  const { record } = found;
  if (
    record.sequence !== sequence ||
    record.book !== place.book ||
    record.environment !== place.environment
  ) {
    const own = `${placeName(record)} ${record.sequence}`;
    throw new LedgerError("broken", brokenText(place, sequence, `it calls itself ${own}`));
  }
  return found;
}

/** The end of a chain; undefined when it is empty. That it follows from the record before it is checked. */
export async function readHead(
  reader: ObjectReader,
  layout: Layout,
  place: Place,
): Promise<Sealed | undefined> {
  const last = await lastSequence(reader, layout, place);
  if (last === 0) return undefined;
  const head = await readRecord(reader, layout, place, last);
  demandLink(place, head, last > 1 ? (await readRecord(reader, layout, place, last - 1)).hash : null);
  return head;
}

/** The record that another writer put where `lost` should have gone. */
export async function readFollower(
  reader: ObjectReader,
  layout: Layout,
  place: Place,
  lost: { sequence: number; previous: string | null },
): Promise<Sealed> {
  const found = await readRecord(reader, layout, place, lost.sequence);
  demandLink(place, found, lost.previous);
  return found;
}

function demandLink(place: Place, { record }: Sealed, before: string | null): void {
  if (record.previous === before) return;
  const problem = `it does not follow record ${record.sequence - 1}`;
  throw new LedgerError("broken", brokenText(place, record.sequence, problem));
}

/** A chain's records from `head` back to the first one made before `since` (UTC, ISO), which is not given. */
export async function* walkBack(
  reader: ObjectReader,
  layout: Layout,
  head: Sealed,
  since: string,
): AsyncGenerator<Sealed> {
  const place = placeOf(head.record);
  for (let found = head; found.record.recordedAt >= since; ) {
    yield found;
    if (found.record.sequence === 1) return;
    const before = await readRecord(reader, layout, place, found.record.sequence - 1);
    demandLink(place, found, before.hash);
    found = before;
  }
}

function strayText(place: Place, key: string): string {
  return (
    `Among the records of ${placeName(place)} lies ${key}, which is none. Nothing but the ledger writes there: run ` +
    "`audit verify`, find out who stored it, and have an administrator put it right."
  );
}

function brokenText(place: Place, sequence: number, problem: string): string {
  return (
    `Record ${sequence} of ${placeName(place)} cannot be built on: ${problem}. ` +
    "Run `audit verify` to find out what happened; no record is added behind it until then."
  );
}
