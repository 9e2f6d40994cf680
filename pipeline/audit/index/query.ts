import type { ObjectReader } from "../../../platforms/s3/objects.ts";
import { lastSequence, readRecord } from "../chain/head.ts";
import { type Layout, type Place, placeName } from "../chain/place.ts";
import type { Sealed } from "../chain/record.ts";
import { inOrder } from "../in-order.ts";
import { type Filter, linesWith, matches, needleOf } from "./filter.ts";
import { readRow, rowOf } from "./row.ts";
import { decodeShard, shardKey, shardOf, shardSize } from "./shard.ts";

export interface QueryOptions {
  layout: Layout;
  places: readonly Place[];
  filter: Filter;
  /** Undefined: every record is read, and the answer leans on nothing else. */
  index: ObjectReader | undefined;
}

export interface Found {
  records: Sealed[];
  /** Records that were asked about without the index: those behind it, and those of shards that are of no use. */
  readDirectly: number;
  /** What was wrong with the index; the answer is right all the same. */
  notes: string[];
}

/**
 * Finds records. The index only says where to look: each result is read from the ledger, its hash is found again, and
 * the question is asked of the record itself.
 *
 * @throws S3Failure, or LedgerError when a record cannot be read.
 */
export async function query(
  ledger: ObjectReader,
  { layout, places, filter, index }: QueryOptions,
): Promise<Found> {
  const found: Found = { records: [], readDirectly: 0, notes: [] };
  for (const place of places) {
    const last = await lastSequence(ledger, layout, place);
    const where = index ? await lookUp(index, place, last, filter) : everything(last);
    found.readDirectly += where.direct.length;
    found.notes.push(...where.notes);
    const expected = new Map(where.rows.map(({ sequence, hash }) => [sequence, hash]));
    const sequences = [...expected.keys(), ...where.direct].sort((one, other) => one - other);
    let wrong = 0;
    for await (const one of inOrder(sequences, (sequence) => readRecord(ledger, layout, place, sequence))) {
      const hash = expected.get(one.record.sequence);
      const holds = matches(rowOf(one), filter);
      if (hash !== undefined && (hash !== one.hash || !holds)) wrong += 1;
      if (holds) found.records.push(one);
    }
    if (wrong > 0) {
      found.notes.push(`${wrong} rows of the index of ${placeName(place)} are wrong: ${remedy}`);
    }
  }
  found.records.sort((one, other) => (one.record.recordedAt < other.record.recordedAt ? -1 : 1));
  return found;
}

const remedy = "run `audit index --rebuild`, and this query with --from-records.";

interface Where {
  rows: { sequence: number; hash: string }[];
  /** Sequences of records that must be read, since no row can be had. */
  direct: number[];
  notes: string[];
}

function everything(last: number): Where {
  return { rows: [], direct: range(1, last), notes: [] };
}

async function lookUp(index: ObjectReader, place: Place, last: number, filter: Filter): Promise<Where> {
  const where: Where = { rows: [], direct: [], notes: [] };
  if (last === 0) return where;
  const needle = needleOf(filter);
  const numbers = range(0, shardOf(last));
  const read = async (number: number) => ({ number, stored: await index.get(shardKey(place, number)) });
  for await (const { number, stored } of inOrder(numbers, read)) {
    const first = number * shardSize + 1;
    const end = Math.min(first + shardSize - 1, last);
    const shard = stored && decodeShard(stored.body, number);
    if (stored && !shard) {
      where.notes.push(`Shard ${number} of the index of ${placeName(place)} is damaged: ${remedy}`);
    }
    where.direct.push(...range(first + (shard?.rows ?? 0), end));
    for (const line of shard ? linesWith(shard.text, needle) : []) {
      const row = readRow(line);
      if (row && row.sequence <= last && matches(row, filter)) where.rows.push(row);
    }
  }
  return where;
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(last - first + 1, 0) }, (_, at) => first + at);
}
