import { ancestorOf, type Resource } from "../form/resource.ts";
import { ofType } from "../form/type.ts";
import { at, isText, type Value } from "../form/value.ts";

/** The component that declares the archive of evidence. */
export const auditComponent = "gatehouse:components:Audit";

/** What else is kept as firmly as evidence: backups of databases. */
export const lockedComponents = [auditComponent, "gatehouse:components:Backups"];

/** The component that a part of a locked archive belongs to. */
export function archiveOf(resource: Resource): Resource | undefined {
  for (const component of lockedComponents) {
    const found = ancestorOf(resource, component);
    if (found) return found;
  }
  return undefined;
}

/** The index by which records are found: rebuilt from them, never trusted, and so neither locked nor protected. */
const indexComponent = "gatehouse:components:LedgerIndex";

export const isBucket = ofType("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2");

/** How the settings of a bucket name it. */
export const namesBucket = { property: "bucket", ownerProperty: "bucket" };

/**
 * A bucket below the Audit or the Backups component is an audit bucket, whatever its name; elsewhere, but for the index, a
 * name with the word audit in it is enough. Leaving out a part of its protection therefore leaves nothing out of a policy.
 */
export function isAuditBucket(resource: Resource): boolean {
  if (!isBucket(resource)) return false;
  if (archiveOf(resource)) return true;
  if (ancestorOf(resource, indexComponent)) return false;
  const names: readonly (Value | undefined)[] = [
    resource.name,
    at(resource.properties, "bucket"),
    at(resource.properties, "bucketPrefix"),
  ];
  return names.some((text) => isText(text) && /(^|[^a-z])audit([^a-z]|$)/i.test(text));
}
