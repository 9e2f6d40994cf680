import { setTimeout as sleep } from "node:timers/promises";
import type { ObjectReader, ObjectStore } from "../../../platforms/s3/objects.ts";
import { LedgerError } from "../failure.ts";
import { readFollower, readHead, walkBack } from "./head.ts";
import { type Layout, type Place, placeName, recordKey } from "./place.ts";
import {
  type ClockEvidence,
  type Entry,
  encode,
  type LedgerRecord,
  type Origin,
  recordFormat,
  type Sealed,
} from "./record.ts";

export interface Addition {
  entry: Entry;
  origin: Origin;
  /** See `LedgerRecord`; default is that of the record before. */
  earlyUntil?: string;
}

export interface AppendOptions {
  layout: Layout;
  place: Place;
  clocks: readonly ClockEvidence[];
  /** Milliseconds since 1970; default is the machine's clock. */
  now?: () => number;
  /** Milliseconds after which a writer that others outran every time gives up; default a minute. */
  within?: number;
}

/** A record, and whether it was there before. */
export interface Appended extends Sealed {
  was: "added" | "there";
}

/**
 * How much earlier than its event a record can be dated, in milliseconds. An entry that waited carries the time of a
 * machine whose clock was perhaps the reason to wait; one that did not wait, that of a clock which was just compared.
 */
const backwardsMargin = { direct: 10 * 60_000, early: 24 * 3_600_000, spool: 24 * 3_600_000 } as const;

/**
 * Adds a record behind the end of its chain, unless the chain holds its entry already. The conditional put is the only
 * lock: of several writers one gets the next sequence, and the others go on behind it. A writer that dies leaves either
 * the whole record or none.
 *
 * @throws S3Failure, or LedgerError when the end of the chain is broken or others were faster for too long.
 */
export async function append(
  store: ObjectStore,
  { entry, origin, earlyUntil }: Addition,
  { layout, place, clocks, now = Date.now, within = 60_000 }: AppendOptions,
): Promise<Appended> {
  const giveUp = performance.now() + within;
  let head = await readHead(store, layout, place);
  const there = head && (await findEntry(store, layout, head, entry, backwardsMargin[origin.kind]));
  if (there) return { ...there, was: "there" };
  for (let lost = 1; ; lost++) {
    const record = follow(head, { entry, origin, earlyUntil, place, clocks, now: now() });
    const { bytes, hash } = encode(record);
    if ((await store.create(recordKey(layout, place, record.sequence), bytes)) === "created") {
      return { record, hash, was: "added" };
    }
    // Either another writer's record, or ours: S3 had stored it when its answer got lost.
    const winner = await readFollower(store, layout, place, record);
    if (winner.hash === hash) return { ...winner, was: "added" };
    if (winner.record.entry.id === entry.id) return { ...winner, was: "there" };
    if (performance.now() > giveUp) throw new LedgerError("busy", busyText(place, lost));
    head = winner;
    await sleep(Math.random() * Math.min(20 * lost, 500));
  }
}

/** Looks from the end of the chain back to where the entry cannot stand any more. */
async function findEntry(
  reader: ObjectReader,
  layout: Layout,
  head: Sealed,
  { id, at }: Entry,
  margin: number,
): Promise<Sealed | undefined> {
  const since = new Date(Date.parse(at) - margin).toISOString();
  for await (const found of walkBack(reader, layout, head, since)) {
    if (found.record.entry.id === id) return found;
  }
  return undefined;
}

interface Next extends Omit<Addition, "earlyUntil"> {
  earlyUntil: string | undefined;
  place: Place;
  clocks: readonly ClockEvidence[];
  now: number;
}

/** The record behind another, or the first. Time does not go back within a chain, whatever small error a clock has. */
export function follow(head: Sealed | undefined, next: Next): LedgerRecord {
  const { entry, origin, place, clocks } = next;
  const now = new Date(next.now).toISOString();
  const before = head?.record;
  return {
    format: recordFormat,
    ...place,
    sequence: (before?.sequence ?? 0) + 1,
    previous: head?.hash ?? null,
    recordedAt: before && before.recordedAt > now ? before.recordedAt : now,
    clocks,
    origin,
    earlyUntil: next.earlyUntil ?? before?.earlyUntil ?? null,
    entry,
  };
}

function busyText(place: Place, times: number): string {
  return `Other writers of ${placeName(place)} were faster ${times} times in a row. Run again when fewer runs write.`;
}
