import { sha256Hex } from "../../canonical.ts";
import { decodeFrame, encodeFrame, type Unreadable } from "./frame.ts";
import { type Layout, type Place, placeName } from "./place.ts";
import { decode, isObject, isSealed, type Sealed } from "./record.ts";

/**
 * A segment: records of one day, one a line, as their bytes are. It is a copy, so that Glacier holds one
 * large object, and so that a record which is gone can be read all the same.
 */
export interface Manifest {
  format: typeof manifestFormat;
  place: string;
  /** The segment's number in its chain, from 1 on. */
  number: number;
  /** The day of its records, UTC. */
  day: string;
  /** Sequences of its first and last record, and their hashes. */
  first: number;
  last: number;
  firstHash: string;
  lastHash: string;
  /** Of the segment's bytes. */
  sha256: string;
  bytes: number;
  /** The hash of the manifest before it; null for the first. */
  previous: string | null;
}

export const manifestFormat = "gatehouse-segment/1";

/**
 * Objects below 128 KB stay out of Glacier by default, and are charged as if they had that size in Glacier Instant
 * Retrieval (AWS, "Lifecycle transitions: constraints"): a shorter segment is filled with empty lines.
 */
export const smallestSegment = 128 * 1024;

export function segmentPrefix(layout: Layout, place: Place): string {
  return `${layout.segments}${placeName(place)}/`;
}

/** The keys of a segment: they sort by its number. */
export function segmentKeys(
  layout: Layout,
  place: Place,
  number: number,
  day: string,
): { lines: string; manifest: string } {
  const name = `${segmentPrefix(layout, place)}${String(number).padStart(6, "0")}-${day}`;
  return { lines: `${name}.jsonl`, manifest: `${name}.manifest.json` };
}

export function encodeSegment(records: readonly Buffer[]): Buffer {
  const lines = Buffer.concat(records.flatMap((one) => [one, Buffer.from("\n")]));
  const rest = Math.max(smallestSegment + 1 - lines.length, 0);
  return Buffer.concat([lines, Buffer.alloc(rest, "\n")]);
}

/** The lines of a segment, filling left out. */
export function linesOf(segment: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let begin = 0; begin < segment.length; ) {
    const end = segment.indexOf(0x0a, begin);
    const stop = end < 0 ? segment.length : end;
    if (stop > begin) lines.push(segment.subarray(begin, stop));
    begin = stop + 1;
  }
  return lines;
}

/** The records of a segment; undefined when a line is none. */
export function recordsOf(segment: Buffer): Sealed[] | undefined {
  const found = linesOf(segment).map(decode);
  return found.every(isSealed) ? found : undefined;
}

/** @param before the manifest before it. */
export function manifestOf(
  place: Place,
  day: string,
  segment: Buffer,
  records: readonly Sealed[],
  before: SealedManifest | undefined,
): Manifest {
  const [first, last] = [records[0], records.at(-1)];
  if (!first || !last) throw new RangeError("A segment holds at least one record");
  return {
    format: manifestFormat,
    place: placeName(place),
    number: (before?.manifest.number ?? 0) + 1,
    day,
    first: first.record.sequence,
    last: last.record.sequence,
    firstHash: first.hash,
    lastHash: last.hash,
    sha256: sha256Hex(segment),
    bytes: segment.length,
    previous: before?.hash ?? null,
  };
}

export interface SealedManifest {
  hash: string;
  manifest: Manifest;
}

export function encodeManifest(manifest: Manifest): { bytes: Buffer; hash: string } {
  return encodeFrame("manifest", manifest);
}

export function decodeManifest(bytes: Buffer): SealedManifest | Unreadable {
  const frame = decodeFrame("manifest", bytes);
  if ("problem" in frame) return frame;
  const { hash, content } = frame;
  return isManifest(content)
    ? { hash, manifest: content }
    : { problem: `its content is no ${manifestFormat}` };
}

function isManifest(value: unknown): value is Manifest {
  if (!isObject(value) || value["format"] !== manifestFormat) return false;
  const { place, day, firstHash, lastHash, sha256, number, first, last, bytes, previous } = value;
  return (
    [place, day, firstHash, lastHash, sha256].every((one) => typeof one === "string") &&
    [number, first, last, bytes].every((one) => Number.isSafeInteger(one)) &&
    (previous === null || typeof previous === "string")
  );
}
