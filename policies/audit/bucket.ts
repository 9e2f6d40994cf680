import { ancestorOf, type Resource } from "../form/resource.ts";
import { ofType } from "../form/type.ts";
import { at, isText, type Value } from "../form/value.ts";

/** The component that declares the archive of evidence. */
export const auditComponent = "gatehouse:components:Audit";

export const isBucket = ofType("aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2");

/** How the settings of a bucket name it. */
export const namesBucket = { property: "bucket", ownerProperty: "bucket" };

/**
 * A bucket below the Audit component is an audit bucket, whatever its name; elsewhere a name with the word audit in it
 * is enough. Leaving out a part of its protection therefore leaves nothing out of a policy.
 */
export function isAuditBucket(resource: Resource): boolean {
  if (!isBucket(resource)) return false;
  if (ancestorOf(resource, auditComponent)) return true;
  const names: readonly (Value | undefined)[] = [
    resource.name,
    at(resource.properties, "bucket"),
    at(resource.properties, "bucketPrefix"),
  ];
  return names.some((text) => isText(text) && /(^|[^a-z])audit([^a-z]|$)/i.test(text));
}
