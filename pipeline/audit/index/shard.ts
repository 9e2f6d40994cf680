import { gunzipSync, gzipSync } from "node:zlib";
import { type Place, placeName } from "../chain/place.ts";
import { type Row, readRow } from "./row.ts";

/** Rows of one object: large enough that a query needs few requests, small enough to be written anew for one row. */
export const shardSize = 10_000;

export function shardPrefix(place: Place): string {
  return `${placeName(place)}/`;
}

/** @param number from 0 on: the shard of the records 1 to 10,000. */
export function shardKey(place: Place, number: number): string {
  return `${shardPrefix(place)}${String(number).padStart(6, "0")}.jsonl.gz`;
}

export function shardOf(sequence: number): number {
  return Math.floor((sequence - 1) / shardSize);
}

export function encodeShard(rows: readonly Row[]): Buffer {
  return gzipSync(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
}

/** The rows of a shard, not yet parsed. */
export interface Shard {
  text: string;
  rows: number;
}

/**
 * @returns undefined when it does not hold exactly the records from the shard's first one on: such a shard is of no use,
 * and the records are read instead.
 */
export function decodeShard(bytes: Buffer, number: number): Shard | undefined {
  let text: string;
  try {
    text = gunzipSync(bytes).toString("utf8");
  } catch {
    return undefined;
  }
  if (!text.endsWith("\n")) return undefined;
  let rows = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) rows += 1;
  const first = readRow(text.slice(0, text.indexOf("\n")));
  const last = readRow(text.slice(text.lastIndexOf("\n", text.length - 2) + 1, -1));
  const begin = number * shardSize + 1;
  const isWhole = first?.sequence === begin && last?.sequence === begin + rows - 1 && rows <= shardSize;
  return isWhole ? { text, rows } : undefined;
}

/** All rows of a shard; undefined when one is none or out of order. */
export function rowsOf({ text, rows }: Shard, number: number): Row[] | undefined {
  const found = text.split("\n").slice(0, rows).map(readRow);
  const begin = number * shardSize + 1;
  const isRows = (given: (Row | undefined)[]): given is Row[] =>
    given.every((row, index) => row?.sequence === begin + index);
  return isRows(found) ? found : undefined;
}
