import type { Listed, Version } from "./objects.ts";

/**
 * Reads the answers of ListObjectsV2 and ListObjectVersions. Keys come percent-encoded (`encoding-type=url`), and no
 * other field of them holds free text, so no general XML parser is needed.
 */

/** @returns undefined when the answer is not whole. */
export function readListing(xml: string): { objects: Listed[]; isTruncated: boolean } | undefined {
  if (!isWhole(xml, "ListBucketResult")) return undefined;
  const objects = Array.from(xml.matchAll(/<Contents>(.*?)<\/Contents>/gs), ([, part = ""]) => listed(part));
  return { objects, isTruncated: field(xml, "IsTruncated") === "true" };
}

/** Where a listing of versions goes on. */
export interface VersionMarker {
  key: string;
  version: string;
}

/** @returns undefined when the answer is not whole. */
export function readVersions(xml: string): { versions: Version[]; next?: VersionMarker } | undefined {
  if (!isWhole(xml, "ListVersionsResult")) return undefined;
  const parts = xml.matchAll(/<(Version|DeleteMarker)>(.*?)<\/\1>/gs);
  const versions = Array.from(parts, ([, kind, part = ""]) => ({
    ...listed(part),
    version: field(part, "VersionId"),
    isLatest: field(part, "IsLatest") === "true",
    isDeleteMarker: kind === "DeleteMarker",
  }));
  if (field(xml, "IsTruncated") !== "true") return { versions };
  const next = { key: decode(field(xml, "NextKeyMarker")), version: field(xml, "NextVersionIdMarker") };
  return { versions, next };
}

/** S3's code and words for an error; empty texts when the body holds none. */
export function readError(xml: string): { code: string; message: string } {
  return { code: field(xml, "Code"), message: field(xml, "Message") };
}

/** S3 begins to answer before it knows the end: a listing that was cut off looks like a short one. */
function isWhole(xml: string, root: string): boolean {
  return xml.trimEnd().endsWith(`</${root}>`);
}

function listed(xml: string): Listed {
  return {
    key: decode(field(xml, "Key")),
    storedAt: new Date(field(xml, "LastModified")),
    size: Number(field(xml, "Size")),
  };
}

function field(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? "";
}

function decode(key: string): string {
  return decodeURIComponent(key.replaceAll("+", "%20"));
}
