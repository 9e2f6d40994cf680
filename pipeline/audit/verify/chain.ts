import type { ObjectReader, StoredObject } from "../../../platforms/s3/objects.ts";
import { chainPrefix, type Layout, type Place, placeName, recordKey, sequenceIn } from "../chain/place.ts";
import { decode, isSealed, type Sealed } from "../chain/record.ts";
import { inOrder } from "../in-order.ts";
import type { Finding } from "./finding.ts";

/** Looks at each readable record beside the walk; `at.sequence` is that of its key. */
export type Watcher = (
  found: Sealed,
  stored: StoredObject,
  at: { key: string; sequence: number },
) => Finding[];

export interface WalkedChain {
  records: number;
  head?: Sealed;
  findings: Finding[];
}

/**
 * Reads a whole chain and compares every record with its key, its hash, and the record before it.
 *
 * @throws S3Failure, or an Error of the file system.
 */
export async function walkChain(
  reader: ObjectReader,
  layout: Layout,
  place: Place,
  watch: Watcher,
): Promise<WalkedChain> {
  const name = placeName(place);
  const findings: Finding[] = [];
  let records = 0;
  let expected = 1;
  /** Undefined where the record before is missing or unreadable: nothing can be linked to it. */
  let before: Sealed | "none" | undefined = "none";
  const read = async ({ key }: { key: string }) => ({ key, stored: await reader.get(key) });
  for await (const { key, stored } of inOrder(reader.list(chainPrefix(layout, place)), read)) {
    const sequence = sequenceIn(layout, place, key);
    if (sequence === undefined) {
      findings.push({ kind: "stray", place: name, key, text: `${key} is no record, and lies among them` });
      continue;
    }
    if (sequence > expected) {
      findings.push(missing(layout, place, expected, sequence - 1));
      before = undefined;
    }
    expected = sequence + 1;
    records += 1;
    const found = stored ? decode(stored.body) : { problem: "it went while the chain was read" };
    if (!isSealed(found) || !stored) {
      const problem = "problem" in found ? found.problem : "";
      findings.push({
        kind: "unreadable",
        place: name,
        sequence,
        key,
        text: `Record ${sequence}: ${problem}`,
      });
      before = undefined;
      continue;
    }
    findings.push(
      ...compare(found, before, place, sequence, key),
      ...watch(found, stored, { key, sequence }),
    );
    before = found;
  }
  return { records, findings, ...(before && before !== "none" && { head: before }) };
}

function compare(
  { record }: Sealed,
  before: Sealed | "none" | undefined,
  place: Place,
  sequence: number,
  key: string,
): Finding[] {
  const at = { place: placeName(place), sequence, key };
  const own = `${placeName(record)} ${record.sequence}`;
  if (own !== `${at.place} ${sequence}`) {
    return [{ ...at, kind: "misplaced", text: `Record ${sequence} is in truth record ${own}` }];
  }
  if (before === undefined) return [];
  const findings: Finding[] = [];
  const previous = before === "none" ? null : before.hash;
  if (record.previous !== previous) {
    const text =
      `Record ${sequence} follows a record with the hash ${record.previous}, and record ${sequence - 1} has ${previous}: ` +
      "one of the two was replaced, or the chain was forked";
    findings.push({ ...at, kind: "unlinked", text });
  }
  if (before !== "none" && record.recordedAt < before.record.recordedAt) {
    const text = `Record ${sequence} is dated ${record.recordedAt}, before the one before it (${before.record.recordedAt})`;
    findings.push({ ...at, kind: "backdated", text });
  }
  return findings;
}

function missing(layout: Layout, place: Place, first: number, last: number): Finding {
  const which = first === last ? `Record ${first} is` : `Records ${first} to ${last} are`;
  return {
    kind: "missing",
    place: placeName(place),
    sequence: first,
    key: recordKey(layout, place, first),
    text: `${which} missing`,
  };
}
