import type { ObjectReader, ObjectStore, StoredObject } from "../../../platforms/s3/objects.ts";
import { type Layout, type Place, placeName, recordKey } from "../chain/place.ts";
import type { Sealed } from "../chain/record.ts";
import { walkChain } from "./chain.ts";
import type { ChainReport, Finding, Verification, Witness } from "./finding.ts";
import { walkSegments } from "./segments.ts";
import { walkVersions } from "./versions.ts";

export interface VerifyOptions {
  layout: Layout;
  places: readonly Place[];
  witnesses: readonly Witness[];
  /** Days for which a record of a type must be locked from when it was stored; left out: locks are not looked at. */
  lockedDays?: (type: string) => number;
}

/** A lock is set by the second and a day is counted from its start: so much may be short of the promised days. */
const lockMargin = 86_400_000;

/** S3's own time and the record's differ by the way to S3, retries included, and by what clocks may be apart. */
const storedMargin = 10 * 60_000;

/**
 * Verifies whole chains: nothing in them was altered, dropped, added, doubled, swapped, cut off, forked or replaced, as
 * far as the records, their copies and the witnesses can tell.
 *
 * @throws S3Failure, or an Error of the file system, when something could not be read: that is no verdict.
 */
export async function verify(
  reader: ObjectReader | ObjectStore,
  options: VerifyOptions,
): Promise<Verification> {
  const chains: ChainReport[] = [];
  const findings: Finding[] = [];
  for (const place of options.places) {
    const one = await verifyChain(reader, place, options);
    if (one.report.records > 0 || one.findings.length > 0) chains.push(one.report);
    findings.push(...one.findings);
  }
  return { chains, findings };
}

/** Where something was found. */
type At = Pick<Finding, "place" | "sequence" | "key">;

async function verifyChain(
  reader: ObjectReader | ObjectStore,
  place: Place,
  { layout, witnesses, lockedDays }: VerifyOptions,
): Promise<{ report: ChainReport; findings: Finding[] }> {
  const name = placeName(place);
  const segments = await walkSegments(reader, layout, place);
  const own = witnesses.filter((one) => one.place === name);
  const known = Map.groupBy(own, ({ sequence }) => sequence);
  let last = 0;
  const walked = await walkChain(reader, layout, place, (found, stored, { key, sequence }) => {
    last = sequence;
    const at: At = { place: name, sequence, key };
    return [
      ...againstCopy(found, segments.hashes.get(sequence), at),
      ...againstWitnesses(found, known.get(sequence) ?? [], at),
      ...("versions" in reader ? againstStore(found, stored, lockedDays, at) : []),
    ];
  });
  const end = walked.findings.reduce((most, { kind, sequence = 0 }) => {
    return kind === "unreadable" ? Math.max(most, sequence) : most;
  }, last);
  const findings = [
    ...walked.findings,
    ...truncated(layout, place, end, segments.sealedUntil, own),
    ...segments.findings,
    ...("versions" in reader ? await walkVersions(reader, layout, place) : []),
  ];
  const { head } = walked;
  const witnessed = own.filter(({ sequence }) => sequence <= end).map(({ sequence }) => sequence);
  const report: ChainReport = {
    place: name,
    records: walked.records,
    sealedUntil: segments.sealedUntil,
    witnessedUntil: witnessed.reduce((most, one) => Math.max(most, one), 0),
    ...(head && {
      head: { sequence: head.record.sequence, hash: head.hash, recordedAt: head.record.recordedAt },
    }),
  };
  return { report, findings };
}

function againstCopy({ hash }: Sealed, copy: { hash: string; key: string } | undefined, at: At): Finding[] {
  if (!copy || copy.hash === hash) return [];
  const text = `Record ${at.sequence} has the hash ${hash}, and its copy in ${copy.key} has ${copy.hash}`;
  return [{ ...at, kind: "differs", text }];
}

function againstWitnesses({ hash }: Sealed, witnesses: readonly Witness[], at: At): Finding[] {
  return witnesses
    .filter((one) => one.hash !== hash)
    .map((one) => {
      const text = `Record ${at.sequence} has the hash ${hash}, and ${one.source} bears witness to ${one.hash}`;
      return { ...at, kind: "differs", text };
    });
}

/** What S3 itself says of a record: when it was stored, and until when nobody can delete it. */
function againstStore(
  { record }: Sealed,
  { storedAt, lockedUntil }: StoredObject,
  lockedDays: VerifyOptions["lockedDays"],
  at: At,
): Finding[] {
  const findings: Finding[] = [];
  const { recordedAt } = record;
  if (Math.abs(storedAt.getTime() - Date.parse(recordedAt)) > storedMargin) {
    const text = `Record ${at.sequence} is dated ${recordedAt}, and S3 stored it at ${storedAt.toISOString()}`;
    findings.push({ ...at, kind: "backdated", text });
  }
  if (lockedDays === undefined) return findings;
  const days = lockedDays(record.entry.type);
  const least = storedAt.getTime() + days * 86_400_000 - lockMargin;
  if (!lockedUntil || lockedUntil.getTime() < least) {
    const until = lockedUntil ? `until ${lockedUntil.toISOString()} only` : "not at all";
    const text = `Record ${at.sequence} is locked ${until}; it must be for ${days} days from ${storedAt.toISOString()}`;
    findings.push({ ...at, kind: "unlocked", text });
  }
  return findings;
}

/** What segments or witnesses know of behind the last record that is there. */
function truncated(
  layout: Layout,
  place: Place,
  end: number,
  sealedUntil: number,
  witnesses: readonly Witness[],
): Finding[] {
  const sources = [
    ...(sealedUntil > end ? [{ sequence: sealedUntil, source: "its last segment" }] : []),
    ...witnesses.filter(({ sequence }) => sequence > end),
  ];
  const furthest = sources.reduce<(typeof sources)[number] | undefined>(
    (most, one) => (most && most.sequence >= one.sequence ? most : one),
    undefined,
  );
  if (!furthest) return [];
  const which =
    furthest.sequence === end + 1 ? `record ${end + 1}` : `records ${end + 1} to ${furthest.sequence}`;
  return [
    {
      kind: "truncated",
      place: placeName(place),
      sequence: end + 1,
      key: recordKey(layout, place, end + 1),
      text: `The chain ends with record ${end}, and ${furthest.source} knows ${which}: the end was cut off`,
    },
  ];
}
