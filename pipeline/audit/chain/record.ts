import { decodeFrame, encodeFrame, type Unreadable } from "./frame.ts";
import { type Book, books, type Place } from "./place.ts";

/** What happened, as a command hands it in. It says nothing of where it will stand. */
export interface Entry {
  /** SHA-256 of the chain's name and all else in the entry: the same event has the same id, and is never recorded twice. */
  id: string;
  type: string;
  /** When it happened, UTC with milliseconds. */
  at: string;
  /** GitHub name of the person or app that did it. */
  actor: string;
  /** The run of GitHub Actions that reports it. */
  run: { repository: string; id: string; attempt: number; job: string; commit: string };
  body: Readonly<Record<string, unknown>>;
}

/** A clock that was asked beside the runner's own. */
export interface ClockEvidence {
  source: "s3" | "github";
  /** Its time, UTC. Both give whole seconds. */
  time: string;
  /** Seconds by which the runner's clock was ahead. */
  runnerAhead: number;
}

/** How the entry came: by the command that writes the record, or earlier and taken in later. */
export type Origin =
  | { kind: "direct" }
  | { kind: "early"; key: string; storedAt: string }
  | { kind: "spool"; file: string; reason: string };

/** A record of the ledger. */
export interface LedgerRecord {
  format: typeof recordFormat;
  book: Book;
  environment: string;
  /** From 1 on, without a gap. */
  sequence: number;
  /** The hash of the record before it; null for the first. */
  previous: string | null;
  /** When the record was made, UTC with milliseconds; never before that of the record before it. */
  recordedAt: string;
  clocks: readonly ClockEvidence[];
  origin: Origin;
  /** Early entries that S3 stored until then are taken in, but for those that came late; null before the first. */
  earlyUntil: string | null;
  entry: Entry;
}

export const recordFormat = "gatehouse-record/1";

/** A record with the hash that stands for it. */
export interface Sealed {
  hash: string;
  record: LedgerRecord;
}

export function encode(record: LedgerRecord): { bytes: Buffer; hash: string } {
  return encodeFrame("record", record);
}

export function decode(bytes: Buffer): Sealed | Unreadable {
  const frame = decodeFrame("record", bytes);
  if ("problem" in frame) return frame;
  const { hash, content } = frame;
  return isRecord(content) ? { hash, record: content } : { problem: `its content is no ${recordFormat}` };
}

function isRecord(value: unknown): value is LedgerRecord {
  if (!isObject(value)) return false;
  const { format, book, environment, sequence, previous, recordedAt, clocks, origin, earlyUntil, entry } =
    value;
  return (
    format === recordFormat &&
    books.some((one) => one === book) &&
    typeof environment === "string" &&
    typeof sequence === "number" &&
    Number.isSafeInteger(sequence) &&
    sequence > 0 &&
    (previous === null || typeof previous === "string") &&
    isMoment(recordedAt) &&
    Array.isArray(clocks) &&
    clocks.every(isClock) &&
    isOrigin(origin) &&
    (earlyUntil === null || isMoment(earlyUntil)) &&
    isEntry(entry)
  );
}

function isClock(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { source, time, runnerAhead } = value;
  return (source === "s3" || source === "github") && isMoment(time) && Number.isInteger(runnerAhead);
}

function isOrigin(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { kind, key, storedAt, file, reason } = value;
  if (kind === "early") return typeof key === "string" && isMoment(storedAt);
  if (kind === "spool") return typeof file === "string" && typeof reason === "string";
  return kind === "direct";
}

export function isEntry(value: unknown): value is Entry {
  if (!isObject(value)) return false;
  const { id, type, at, actor, run, body } = value;
  const texts = [id, type, actor].every((one) => typeof one === "string");
  if (!texts || !isMoment(at) || !isObject(run) || !isObject(body)) return false;
  const names = [run["repository"], run["id"], run["job"], run["commit"]];
  return names.every((one) => typeof one === "string") && typeof run["attempt"] === "number";
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** UTC with milliseconds, as `Date.toISOString` writes it: such texts sort as the moments do. */
export function isMoment(value: unknown): value is string {
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);
}

export function isSealed(found: Sealed | Unreadable): found is Sealed {
  return "record" in found;
}

export function placeOf({ book, environment }: LedgerRecord): Place {
  return { book, environment };
}
