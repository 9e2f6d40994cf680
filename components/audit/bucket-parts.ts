import type { Bucket } from "@pulumi/aws/s3/bucket.js";
import { BucketOwnershipControls } from "@pulumi/aws/s3/bucketOwnershipControls.js";
import { BucketPolicy } from "@pulumi/aws/s3/bucketPolicy.js";
import { BucketPublicAccessBlock } from "@pulumi/aws/s3/bucketPublicAccessBlock.js";
import { BucketVersioning } from "@pulumi/aws/s3/bucketVersioning.js";
import type * as pulumi from "@pulumi/pulumi";

/** The component that a bucket belongs to: it names the parts and is their parent. */
export interface Owner {
  child(suffix: string): string;
  options: pulumi.CustomResourceOptions;
}

export function versioned({ child, options }: Owner, region: string, bucket: Bucket): BucketVersioning {
  return new BucketVersioning(
    child("versioning"),
    { region, bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } },
    options,
  );
}

/** Nothing of the bucket is public, no object has rights of its own, and its policy holds. */
export function closed(
  { child, options }: Owner,
  region: string,
  bucket: Bucket,
  policyOf: (bucketArn: string) => string,
): void {
  new BucketOwnershipControls(
    child("ownership"),
    { region, bucket: bucket.bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
    options,
  );
  const block = new BucketPublicAccessBlock(
    child("public-access"),
    {
      region,
      bucket: bucket.bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    },
    options,
  );
  new BucketPolicy(
    child("policy"),
    { region, bucket: bucket.bucket, policy: bucket.arn.apply(policyOf) },
    { ...options, dependsOn: [block] },
  );
}
