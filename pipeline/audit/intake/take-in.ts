import type { ObjectStore } from "../../../platforms/s3/objects.ts";
import { type Appended, append } from "../chain/append.ts";
import { readHead } from "../chain/head.ts";
import { type Layout, type Place, placeName } from "../chain/place.ts";
import type { ClockEvidence } from "../chain/record.ts";
import { earlyEntries } from "./early.ts";
import type { SpoolFile } from "./spool.ts";

export interface TakeInOptions {
  layout: Layout;
  clocks: readonly ClockEvidence[];
  now?: () => number;
}

export interface TakenIn {
  records: Appended[];
  /** Early objects that hold no entry: somebody stored them who may add there, and not by this runtime. */
  unreadable: string[];
}

/** Adds what waited in files, in the order in which it happened. What a chain holds already is not added again. */
export async function takeInSpool(
  store: ObjectStore,
  files: readonly SpoolFile[],
  options: TakeInOptions,
): Promise<Appended[]> {
  const records: Appended[] = [];
  for (const { file, place, entry, reason } of files) {
    const origin = { kind: "spool", file, reason } as const;
    records.push(await append(store, { entry, origin }, { ...options, place }));
  }
  return records;
}

/** Adds what jobs stored before the environment opened, in the order in which S3 stored it. */
export async function takeInEarly(
  store: ObjectStore,
  place: Place,
  options: TakeInOptions,
): Promise<TakenIn> {
  const head = await readHead(store, options.layout, place);
  let until = head?.record.earlyUntil ?? null;
  const { entries, unreadable } = await earlyEntries(store, options.layout, place, until);
  const records: Appended[] = [];
  for (const { key, entry, storedAt } of entries) {
    until = until !== null && until > storedAt ? until : storedAt;
    const origin = { kind: "early", key, storedAt } as const;
    records.push(await append(store, { entry, origin, earlyUntil: until }, { ...options, place }));
  }
  return { records, unreadable };
}

/** For messages: what was added, by chain. */
export function summaryOf(records: readonly Appended[]): string[] {
  return records
    .filter(({ was }) => was === "added")
    .map(({ record }) => `${placeName(record)} ${record.sequence}: ${record.entry.type}`);
}
