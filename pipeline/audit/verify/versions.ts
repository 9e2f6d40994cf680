import type { ObjectStore } from "../../../platforms/s3/objects.ts";
import { chainPrefix, type Layout, type Place, placeName, sequenceIn } from "../chain/place.ts";
import { segmentPrefix } from "../chain/segment.ts";
import type { Finding } from "./finding.ts";

/**
 * What happened to the objects of a chain after they were stored: an archive that lets nobody overwrite or delete holds
 * one version of each key, and no mark of a deletion.
 */
export async function walkVersions(store: ObjectStore, layout: Layout, place: Place): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const prefix of [chainPrefix(layout, place), segmentPrefix(layout, place)]) {
    const seen = new Set<string>();
    for await (const { key, version, isDeleteMarker, storedAt } of store.versions(prefix)) {
      const sequence = sequenceIn(layout, place, key);
      const at = { place: placeName(place), key, ...(sequence !== undefined && { sequence }) };
      const when = storedAt.toISOString();
      if (isDeleteMarker) {
        const text = `${key} was deleted at ${when}; the version below that mark is still there`;
        findings.push({ ...at, kind: "deleted", text });
      } else if (seen.has(key)) {
        // Versions come newest first: this one is older than one that was seen.
        const text = `${key} was overwritten: its version ${version} of ${when} lies below a newer one`;
        findings.push({ ...at, kind: "overwritten", text });
      }
      if (!isDeleteMarker) seen.add(key);
    }
  }
  return findings;
}
