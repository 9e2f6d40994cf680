import { Alias } from "@pulumi/aws/kms/alias.js";
import { Key } from "@pulumi/aws/kms/key.js";
import { Bucket } from "@pulumi/aws/s3/bucket.js";
import { BucketLifecycleConfiguration } from "@pulumi/aws/s3/bucketLifecycleConfiguration.js";
import { BucketObjectLockConfiguration } from "@pulumi/aws/s3/bucketObjectLockConfiguration.js";
import { BucketServerSideEncryptionConfiguration } from "@pulumi/aws/s3/bucketServerSideEncryptionConfiguration.js";
import * as pulumi from "@pulumi/pulumi";
import type { Tags } from "../tags.ts";
import { closed, type Owner, versioned } from "./bucket-parts.ts";
import { accountOf, type KeyUser, keyPolicy } from "./key-policy.ts";
import { bucketPolicy } from "./policy.ts";

/** How long and how firmly each object stays. */
export interface Retention {
  mode: "COMPLIANCE" | "GOVERNANCE";
  /** Days that each object stays locked. */
  days: number;
  /** The exception under which less than seven years in COMPLIANCE is allowed. */
  rehearsal?: { reason: string; until: string } | undefined;
}

export interface LockedBucketArgs {
  /** The bucket's name, unique in all of AWS; its key's alias has the same. */
  bucket: string;
  region: string;
  retention: Retention;
  /** Of the key, for people: what it encrypts. */
  holds: string;
  /** Id of the lifecycle rule, and the days after which an object moves to Glacier. */
  cold: { id: string; afterDays: number };
  /** The roles that use the bucket's key; all others are shut out. */
  users: readonly { roleArn: pulumi.Input<string>; may: KeyUser["may"] }[];
  /** An ARN of the account, for the key's policy. */
  accountArn: pulumi.Input<string>;
  tags: Tags;
}

/**
 * A bucket that keeps each object for its time: versioned, locked, encrypted with a key of its own so that the roles
 * of one store cannot read another, closed to the public, in Glacier after some days. Its parts are children of the
 * component that owns it, and none of them goes with the stack: losing the lock or the key loses what it holds.
 */
export function lockedBucket(
  owner: { child(suffix: string): string; parent: pulumi.Resource },
  args: LockedBucketArgs,
): { bucket: Bucket; key: Key } {
  const { region, retention, tags } = args;
  const kept: Owner = { child: owner.child, options: { parent: owner.parent, protect: true } };
  const key = createKey(kept, args);
  const bucket = new Bucket(
    kept.child("bucket"),
    { region, bucket: args.bucket, objectLockEnabled: true, forceDestroy: false, tags },
    kept.options,
  );
  const versioning = versioned(kept, region, bucket);
  new BucketObjectLockConfiguration(
    kept.child("lock"),
    {
      region,
      bucket: bucket.bucket,
      objectLockEnabled: "Enabled",
      rule: { defaultRetention: { mode: retention.mode, days: retention.days } },
    },
    { ...kept.options, dependsOn: [versioning] },
  );
  new BucketServerSideEncryptionConfiguration(
    kept.child("encryption"),
    {
      region,
      bucket: bucket.bucket,
      rules: [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
          bucketKeyEnabled: true,
        },
      ],
    },
    kept.options,
  );
  closed(kept, region, bucket, bucketPolicy);
  new BucketLifecycleConfiguration(
    kept.child("lifecycle"),
    {
      region,
      bucket: versioning.bucket,
      rules: [
        {
          id: args.cold.id,
          status: "Enabled",
          filter: { prefix: "" },
          // Instant Retrieval: a query or a restore does not wait for hours as with the other Glacier classes.
          transitions: [{ days: args.cold.afterDays, storageClass: "GLACIER_IR" }],
          abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
        },
      ],
    },
    kept.options,
  );
  return { bucket, key };
}

function createKey({ child, options }: Owner, args: LockedBucketArgs): Key {
  const users = pulumi.all(args.users.map(({ roleArn, may }) => ({ roleArn, may })));
  const key = new Key(
    child("key"),
    {
      region: args.region,
      description: args.holds,
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: pulumi.all([args.accountArn, users]).apply(([accountArn, known]) =>
        keyPolicy({
          account: accountOf(accountArn),
          region: args.region,
          users: known,
          deletable: args.retention.rehearsal !== undefined,
        }),
      ),
      tags: args.tags,
    },
    options,
  );
  new Alias(
    child("key-alias"),
    { region: args.region, name: `alias/${args.bucket}`, targetKeyId: key.keyId },
    options,
  );
  return key;
}
