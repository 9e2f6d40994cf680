import type { ObjectReader, ObjectStore } from "../../../platforms/s3/objects.ts";
import { lastSequence, readRecord } from "../chain/head.ts";
import type { Layout, Place } from "../chain/place.ts";
import { inOrder } from "../in-order.ts";
import { type Row, rowOf } from "./row.ts";
import { decodeShard, encodeShard, rowsOf, shardKey, shardOf, shardPrefix, shardSize } from "./shard.ts";

/**
 * Brings the index of a chain up to its end. Only the last shard and what is behind it are read and written.
 *
 * @param rebuild makes the whole of it again from the records.
 * @returns how many rows were added.
 * @throws S3Failure, or LedgerError when a record cannot be read.
 */
export async function buildIndex(
  ledger: ObjectReader,
  index: ObjectStore,
  layout: Layout,
  place: Place,
  rebuild = false,
): Promise<number> {
  const last = await lastSequence(ledger, layout, place);
  const begin = rebuild ? { number: 0, rows: [] } : await lastShard(index, place);
  const first = begin.number * shardSize + begin.rows.length + 1;
  let { number } = begin;
  let rows: Row[] = begin.rows;
  const sequences = Array.from({ length: Math.max(last - first + 1, 0) }, (_, at) => first + at);
  for await (const found of inOrder(sequences, (one) => readRecord(ledger, layout, place, one))) {
    if (shardOf(found.record.sequence) !== number) {
      await index.replace(shardKey(place, number), encodeShard(rows));
      number = shardOf(found.record.sequence);
      rows = [];
    }
    rows.push(rowOf(found));
  }
  if (sequences.length > 0) await index.replace(shardKey(place, number), encodeShard(rows));
  return sequences.length;
}

async function lastShard(index: ObjectReader, place: Place): Promise<{ number: number; rows: Row[] }> {
  let last = 0;
  for await (const { key } of index.list(shardPrefix(place))) {
    const number = Number(/(\d{6})\.jsonl\.gz$/.exec(key)?.[1]);
    if (shardKey(place, number) === key) last = Math.max(last, number);
  }
  const stored = await index.get(shardKey(place, last));
  const shard = stored && decodeShard(stored.body, last);
  // One that cannot be read is made again from its first record.
  return { number: last, rows: (shard && rowsOf(shard, last)) ?? [] };
}
