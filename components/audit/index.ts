import { Role } from "@pulumi/aws/iam/role.js";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy.js";
import { Alias } from "@pulumi/aws/kms/alias.js";
import { Key } from "@pulumi/aws/kms/key.js";
import { Bucket } from "@pulumi/aws/s3/bucket.js";
import { BucketLifecycleConfiguration } from "@pulumi/aws/s3/bucketLifecycleConfiguration.js";
import { BucketObjectLockConfiguration } from "@pulumi/aws/s3/bucketObjectLockConfiguration.js";
import { BucketOwnershipControls } from "@pulumi/aws/s3/bucketOwnershipControls.js";
import { BucketPolicy } from "@pulumi/aws/s3/bucketPolicy.js";
import { BucketPublicAccessBlock } from "@pulumi/aws/s3/bucketPublicAccessBlock.js";
import { BucketServerSideEncryptionConfiguration } from "@pulumi/aws/s3/bucketServerSideEncryptionConfiguration.js";
import { BucketVersioning } from "@pulumi/aws/s3/bucketVersioning.js";
import * as pulumi from "@pulumi/pulumi";
import { trustOfEnvironments } from "../access/oidc.ts";
import { Component } from "../component.ts";
import { canonicalJson } from "../json.ts";
import { bucketPolicy, readerPolicy, readerTrust, writerPolicy } from "./policy.ts";

export interface AuditArgs {
  application: string;
  /** The bucket's name, unique in all of AWS. */
  bucket: string;
  region: string;
  retention: {
    mode: "COMPLIANCE" | "GOVERNANCE";
    /** Days that each object stays locked. */
    days: number;
    /** The exception under which less than seven years in COMPLIANCE is allowed. */
    rehearsal?: { reason: string; until: string } | undefined;
  };
  /** The repository whose jobs write, as `owner/name`. */
  repository: string;
  /** The GitHub environments whose jobs may write. */
  writers: readonly string[];
  /** ARNs of the principals who may take the auditor's role. */
  readers: readonly string[];
  /** ARN of the account's OIDC provider for GitHub. */
  oidcProvider: pulumi.Input<string>;
}

/** The archive of evidence: nobody, the account's root included, can change or remove a record before its time. */
export class Audit extends Component {
  readonly writerRoleArn: pulumi.Output<string>;
  private readonly kept: pulumi.CustomResourceOptions;

  constructor(name: string, args: AuditArgs, options?: pulumi.ComponentResourceOptions) {
    const { rehearsal, ...retention } = args.retention;
    super(
      "Audit",
      name,
      { bucket: args.bucket, retention: { ...retention, ...(rehearsal ? { rehearsal } : {}) } },
      options,
    );
    // Losing the bucket, a part of its lock or its key loses evidence: none of them goes with the stack.
    this.kept = { parent: this, protect: true };
    const key = this.createKey(args);
    const bucket = this.createBucket(args);
    const versioned = this.createVersioning(args, bucket);
    this.createRetention(args, bucket, versioned);
    this.createEncryption(args, bucket, key);
    this.closeBucket(args, bucket);
    this.createLifecycle(args, versioned);
    this.writerRoleArn = this.createWriter(args, bucket, key);
    this.createReader(args, bucket, key);
    this.registerOutputs({ bucket: bucket.bucket });
  }

  private createKey(args: AuditArgs): Key {
    const key = new Key(
      this.child("key"),
      {
        region: args.region,
        description: `Evidence of ${args.application}`,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
      },
      this.kept,
    );
    new Alias(
      this.child("key-alias"),
      { region: args.region, name: `alias/${args.bucket}`, targetKeyId: key.keyId },
      this.kept,
    );
    return key;
  }

  private createBucket(args: AuditArgs): Bucket {
    return new Bucket(
      this.child("bucket"),
      { region: args.region, bucket: args.bucket, objectLockEnabled: true, forceDestroy: false },
      this.kept,
    );
  }

  private createVersioning(args: AuditArgs, bucket: Bucket): BucketVersioning {
    return new BucketVersioning(
      this.child("versioning"),
      { region: args.region, bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } },
      this.kept,
    );
  }

  private createRetention(args: AuditArgs, bucket: Bucket, versioned: BucketVersioning): void {
    new BucketObjectLockConfiguration(
      this.child("lock"),
      {
        region: args.region,
        bucket: bucket.bucket,
        objectLockEnabled: "Enabled",
        rule: { defaultRetention: { mode: args.retention.mode, days: args.retention.days } },
      },
      { ...this.kept, dependsOn: [versioned] },
    );
  }

  private createEncryption(args: AuditArgs, bucket: Bucket, key: Key): void {
    new BucketServerSideEncryptionConfiguration(
      this.child("encryption"),
      {
        region: args.region,
        bucket: bucket.bucket,
        rules: [
          {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn },
            bucketKeyEnabled: true,
          },
        ],
      },
      this.kept,
    );
  }

  private closeBucket(args: AuditArgs, bucket: Bucket): void {
    new BucketOwnershipControls(
      this.child("ownership"),
      { region: args.region, bucket: bucket.bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
      this.kept,
    );
    const block = new BucketPublicAccessBlock(
      this.child("public-access"),
      {
        region: args.region,
        bucket: bucket.bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      this.kept,
    );
    new BucketPolicy(
      this.child("policy"),
      { region: args.region, bucket: bucket.bucket, policy: bucket.arn.apply(bucketPolicy) },
      { ...this.kept, dependsOn: [block] },
    );
  }

  private createLifecycle(args: AuditArgs, versioned: BucketVersioning): void {
    new BucketLifecycleConfiguration(
      this.child("lifecycle"),
      {
        region: args.region,
        bucket: versioned.bucket,
        rules: [
          {
            id: "evidence-to-glacier",
            status: "Enabled",
            filter: { prefix: "" },
            // Instant Retrieval: an auditor's query does not wait for hours as with the other Glacier classes.
            transitions: [{ days: 1, storageClass: "GLACIER_IR" }],
            abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
          },
        ],
      },
      this.kept,
    );
  }

  private createWriter(args: AuditArgs, bucket: Bucket, key: Key): pulumi.Output<string> {
    const role = new Role(
      this.child("writer"),
      {
        name: `${args.application}-audit-writer`,
        description: "Adds evidence; taken by jobs of the named GitHub environments only",
        assumeRolePolicy: pulumi
          .output(args.oidcProvider)
          .apply((arn) => canonicalJson(trustOfEnvironments(arn, args.repository, args.writers))),
        maxSessionDuration: 3600,
      },
      { parent: this },
    );
    new RolePolicy(
      this.child("writer-policy"),
      {
        role: role.name,
        name: "add-evidence",
        policy: pulumi
          .all([bucket.arn, key.arn])
          .apply(([bucketArn, keyArn]) => writerPolicy(bucketArn, keyArn)),
      },
      { parent: this },
    );
    return role.arn;
  }

  private createReader(args: AuditArgs, bucket: Bucket, key: Key): void {
    if (args.readers.length === 0) return;
    const role = new Role(
      this.child("auditor"),
      {
        name: `${args.application}-auditor`,
        description: "Reads evidence and nothing else",
        assumeRolePolicy: readerTrust(args.readers),
        maxSessionDuration: 3600,
      },
      { parent: this },
    );
    new RolePolicy(
      this.child("auditor-policy"),
      {
        role: role.name,
        name: "read-evidence",
        policy: pulumi
          .all([bucket.arn, key.arn])
          .apply(([bucketArn, keyArn]) => readerPolicy(bucketArn, keyArn)),
      },
      { parent: this },
    );
  }
}
