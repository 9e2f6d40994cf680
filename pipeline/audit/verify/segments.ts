import type { ObjectReader } from "../../../platforms/s3/objects.ts";
import { sha256Hex } from "../../canonical.ts";
import { type Layout, type Place, placeName } from "../chain/place.ts";
import {
  decodeManifest,
  type Manifest,
  recordsOf,
  type SealedManifest,
  segmentKeys,
  segmentPrefix,
} from "../chain/segment.ts";
import type { Finding } from "./finding.ts";

export interface WalkedSegments {
  sealedUntil: number;
  /** The hash of each record that a sound segment holds, by sequence. */
  hashes: Map<number, { hash: string; key: string }>;
  findings: Finding[];
}

/** Reads all segments of a chain and compares them with their manifests, and the manifests with each other. */
export async function walkSegments(
  reader: ObjectReader,
  layout: Layout,
  place: Place,
): Promise<WalkedSegments> {
  const found: WalkedSegments = { sealedUntil: 0, hashes: new Map(), findings: [] };
  const report = (key: string, text: string, sequence?: number) =>
    found.findings.push({
      kind: "segment",
      place: placeName(place),
      key,
      text,
      ...(sequence !== undefined && { sequence }),
    });
  const keys = new Set<string>();
  for await (const { key } of reader.list(segmentPrefix(layout, place))) keys.add(key);
  let before: SealedManifest | undefined;
  for (const key of [...keys].filter((one) => one.endsWith(".manifest.json"))) {
    const stored = await reader.get(key);
    const sealed = stored ? decodeManifest(stored.body) : { problem: "it went while it was read" };
    keys.delete(key);
    if ("problem" in sealed) {
      report(key, `${key}: ${sealed.problem}`);
      // What it was made for cannot be judged without it, and is not at fault.
      keys.delete(key.replace(/\.manifest\.json$/, ".jsonl"));
      continue;
    }
    const { manifest } = sealed;
    const named = segmentKeys(layout, place, manifest.number, manifest.day);
    keys.delete(named.lines);
    if (named.manifest !== key || manifest.place !== placeName(place)) {
      report(key, `${key} is in truth the manifest of ${named.manifest}`, manifest.first);
      continue;
    }
    const misfit = misfitOf(manifest, before);
    if (misfit) report(key, `${key}: ${misfit}`, manifest.first);
    before = sealed;
    found.sealedUntil = Math.max(found.sealedUntil, manifest.last);
    const problem = await readLines(reader, named.lines, manifest, found);
    if (problem) report(named.lines, `${named.lines}: ${problem}`, manifest.first);
  }
  // One without a manifest at the very end is what a sealer leaves that dies; the next one finishes it.
  const last = [...keys].at(-1);
  const next = (before?.manifest.number ?? 0) + 1;
  const unfinished = `${segmentPrefix(layout, place)}${String(next).padStart(6, "0")}-`;
  for (const key of keys) {
    if (key === last && key.startsWith(unfinished) && key.endsWith(".jsonl")) continue;
    report(key, `${key} belongs to no manifest`);
  }
  return found;
}

function misfitOf(manifest: Manifest, before: SealedManifest | undefined): string | undefined {
  const expected = { number: (before?.manifest.number ?? 0) + 1, first: (before?.manifest.last ?? 0) + 1 };
  if (manifest.number !== expected.number) {
    return `it is number ${manifest.number}, and number ${expected.number} should stand here: a segment is missing`;
  }
  if (manifest.previous !== (before?.hash ?? null)) return "it does not follow the manifest before it";
  if (manifest.first !== expected.first) {
    return `it begins with record ${manifest.first}, and the one before it ends with ${expected.first - 1}`;
  }
  return undefined;
}

async function readLines(
  reader: ObjectReader,
  key: string,
  manifest: Manifest,
  found: WalkedSegments,
): Promise<string | undefined> {
  const segment = (await reader.get(key))?.body;
  if (!segment) return "it is missing";
  if (sha256Hex(segment) !== manifest.sha256) return "its bytes are not those that its manifest was made for";
  const records = recordsOf(segment);
  if (!records) return "a line of it is no record";
  for (const { record, hash } of records) found.hashes.set(record.sequence, { hash, key });
  const [first, last] = [records[0], records.at(-1)];
  const fits =
    records.length === manifest.last - manifest.first + 1 &&
    records.every(({ record }, index) => record.sequence === manifest.first + index) &&
    first?.hash === manifest.firstHash &&
    last?.hash === manifest.lastHash;
  return fits ? undefined : "its records are not those that its manifest names";
}
