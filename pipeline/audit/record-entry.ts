import type { ObjectStore } from "../../platforms/s3/objects.ts";
import { append } from "./chain/append.ts";
import type { Layout, Place } from "./chain/place.ts";
import { type Entry, isObject, type Sealed } from "./chain/record.ts";
import { askGithubClock, type Clocks, clockEvidence, judgeClocks, usualSkewLimit } from "./clock.ts";
import { readEntry } from "./entries/entry.ts";
import { type Environments, ofRollback } from "./entries/types.ts";
import { isOutage, LedgerError } from "./failure.ts";
import { storeEarly } from "./intake/early.ts";
import { readSpool, type SpoolFile, writeSpool } from "./intake/spool.ts";
import { summaryOf, takeInEarly, takeInSpool } from "./intake/take-in.ts";

export interface RecordOptions {
  /** Opens the archive; may throw, for example without credentials. */
  open: () => ObjectStore;
  layout: Layout;
  environments: Environments;
  /** Folder in which the entry waits when the archive cannot be reached; the workflow keeps it as a run artifact. */
  spool?: string | undefined;
  /** Folder with the artifacts of earlier runs. */
  takeIn?: string | undefined;
  /** This job's role may add early entries and read nothing. */
  early?: boolean;
  /** GitHub's API, for its clock. */
  githubUrl: string;
}

export interface Recorded {
  /** Where the entry is now. */
  state: "recorded" | "there" | "early" | "spooled";
  place: Place;
  entry: Entry;
  /** The record; undefined for one that waits. */
  record?: Sealed;
  /** The early object's key or the spool's file. */
  waitsAt?: string;
  /** Why it waits. */
  reason?: string;
  /** What was taken in before it, for people. */
  takenIn: string[];
  /** What needs a person's look. */
  warnings: string[];
  /** Whether the run may go on: forward steps stop when evidence waits, a rollback never does. */
  mayGoOn: boolean;
}

/**
 * Records an event. What earlier runs could not record comes first.
 *
 * @param input the entry, unchecked and with its secrets already masked.
 * @throws LedgerError for a wrong entry; S3Failure or LedgerError for an outage when there is no spool.
 */
export async function recordEntry(input: unknown, options: RecordOptions): Promise<Recorded> {
  const { place, entry } = readEntry(input, options.environments);
  const ofBack = isOfRollback(entry);
  const clocks: Clocks = { s3: undefined, github: undefined };
  try {
    if (options.early) return await early(place, entry, clocks, options);
    return await direct(place, entry, clocks, options);
  } catch (error) {
    if (!isOutage(error) || options.spool === undefined) throw error;
    const reason = error.message;
    const waiting = { place, entry, reason, clocks: clockEvidence(clocks) };
    const waitsAt = await writeSpool(options.spool, waiting);
    return { state: "spooled", place, entry, waitsAt, reason, takenIn: [], warnings: [], mayGoOn: ofBack };
  }
}

async function direct(
  place: Place,
  entry: Entry,
  clocks: Clocks,
  { open, layout, takeIn, githubUrl }: RecordOptions,
): Promise<Recorded> {
  const store = open();
  const asked = askGithubClock(githubUrl);
  // Any answer of S3 tells its time; this one is small, and its failure is what counts.
  await store.list(layout.books[place.book], { limit: 1 })[Symbol.asyncIterator]().next();
  clocks.s3 = store.clock();
  clocks.github = await asked;
  const evidence = judgeClocks(clocks);
  demandPast(entry);
  const { files, problem } = await filesOf(takeIn);
  const common = { layout, clocks: evidence };
  const spooled = await takeInSpool(store, files, common);
  const waited = await takeInEarly(store, place, common);
  const added = await append(store, { entry, origin: { kind: "direct" } }, { ...common, place });
  const ignored = waited.unreadable.map((key) => `${key} holds no entry; find out who stored it.`);
  return {
    state: added.was === "added" ? "recorded" : "there",
    place,
    entry,
    record: { hash: added.hash, record: added.record },
    takenIn: summaryOf([...spooled, ...waited.records]),
    warnings: [...(problem ? [problem] : []), ...ignored],
    mayGoOn: problem === undefined || isOfRollback(entry),
  };
}

async function early(
  place: Place,
  entry: Entry,
  clocks: Clocks,
  { open, layout, githubUrl }: RecordOptions,
): Promise<Recorded> {
  const store = open();
  // This role may not read, so S3's time is known only after the put; GitHub's must do.
  clocks.github = await askGithubClock(githubUrl);
  judgeClocks(clocks);
  demandPast(entry);
  const waitsAt = await storeEarly(store, layout, place, entry);
  return { state: "early", place, entry, waitsAt, takenIn: [], warnings: [], mayGoOn: true };
}

/** A spool file that was changed is no reason to lose the entry at hand: it is recorded, and the file named. */
async function filesOf(folder: string | undefined): Promise<{ files: SpoolFile[]; problem?: string }> {
  if (folder === undefined) return { files: [] };
  try {
    return { files: await readSpool(folder) };
  } catch (error) {
    if (error instanceof LedgerError) return { files: [], problem: error.message };
    throw error;
  }
}

function demandPast({ at }: Entry): void {
  const ahead = Math.round((Date.parse(at) - Date.now()) / 1000);
  if (ahead <= usualSkewLimit) return;
  throw new LedgerError(
    "entry",
    `The entry's time, ${at}, is ${ahead} s in the future: record it when it has happened.`,
  );
}

function isOfRollback({ type, body }: Entry): boolean {
  const { execution } = body;
  return ofRollback.includes(type) || (isObject(execution) && execution["outcome"] === "rollback");
}
