import { Bucket } from "@pulumi/aws/s3/bucket.js";
import { BucketLifecycleConfiguration } from "@pulumi/aws/s3/bucketLifecycleConfiguration.js";
import { BucketServerSideEncryptionConfiguration } from "@pulumi/aws/s3/bucketServerSideEncryptionConfiguration.js";
import type * as pulumi from "@pulumi/pulumi";
import { Component } from "../component.ts";
import type { Tags } from "../tags.ts";
import { closed, type Owner, versioned } from "./bucket-parts.ts";
import { transportPolicy } from "./policy.ts";

export interface LedgerIndexArgs {
  /** The bucket's name, unique in all of AWS. */
  bucket: string;
  region: string;
  tags: Tags;
}

/**
 * The index by which records are found, in a bucket of its own because a lock is a bucket's (AWS, "S3 Object Lock"),
 * and an index changes. It is rebuilt from the records and never trusted, so it is neither locked nor protected, and
 * S3's own keys are enough.
 */
export class LedgerIndex extends Component {
  readonly bucketArn: pulumi.Output<string>;

  constructor(name: string, args: LedgerIndexArgs, options?: pulumi.ComponentResourceOptions) {
    super("LedgerIndex", name, { bucket: args.bucket }, options);
    const { region } = args;
    const owner: Owner = { child: (suffix) => this.child(suffix), options: { parent: this } };
    const bucket = new Bucket(
      this.child("bucket"),
      { region, bucket: args.bucket, forceDestroy: false, tags: args.tags },
      owner.options,
    );
    const versioning = versioned(owner, region, bucket);
    new BucketServerSideEncryptionConfiguration(
      this.child("encryption"),
      {
        region,
        bucket: bucket.bucket,
        rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
      },
      owner.options,
    );
    closed(owner, region, bucket, transportPolicy);
    new BucketLifecycleConfiguration(
      this.child("lifecycle"),
      {
        region,
        bucket: versioning.bucket,
        rules: [
          {
            id: "old-index-goes",
            status: "Enabled",
            filter: { prefix: "" },
            noncurrentVersionExpiration: { noncurrentDays: 30 },
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          },
        ],
      },
      owner.options,
    );
    this.bucketArn = bucket.arn;
    this.registerOutputs({ bucket: bucket.bucket });
  }
}
