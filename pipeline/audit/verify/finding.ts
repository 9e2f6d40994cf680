/**
 * What does not fit. Records: `missing`, `unreadable` (a bit differs), `misplaced` (it belongs under another key: swapped
 * or doubled), `unlinked` (it does not follow the record before it: altered as a whole, or a fork), `backdated`, `stray`
 * (no record at all). Ends: `truncated`, `differs` (from what a witness or a segment holds). Stored objects: `overwritten`,
 * `deleted`, `unlocked`. Segments: `segment`.
 */
export type FindingKind =
  | "missing"
  | "unreadable"
  | "misplaced"
  | "unlinked"
  | "backdated"
  | "stray"
  | "truncated"
  | "differs"
  | "overwritten"
  | "deleted"
  | "unlocked"
  | "segment";

/** One thing that does not fit, and where it is. */
export interface Finding {
  kind: FindingKind;
  /** The chain, as `ledger/production`. */
  place: string;
  /** The record; undefined where it is about no single one. */
  sequence?: number;
  /** The key of the object that it was seen at. */
  key: string;
  /** What was seen, and what it means. */
  text: string;
}

/** What a chain was found to be. */
export interface ChainReport {
  place: string;
  /** Records that are there. */
  records: number;
  /** The last record; undefined in an empty chain. */
  head?: { sequence: number; hash: string; recordedAt: string };
  /** The last record of the last segment; 0 without one. */
  sealedUntil: number;
  /** The latest record that somebody outside bears witness to; 0 without one. Behind it, a cut end would not show. */
  witnessedUntil: number;
}

export interface Verification {
  chains: ChainReport[];
  findings: Finding[];
}

/** What somebody outside of the archive saw: this chain had this record at this sequence. */
export interface Witness {
  place: string;
  sequence: number;
  hash: string;
  /** Who says so, for messages. */
  source: string;
}
