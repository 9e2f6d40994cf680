import { canonicalJson } from "../json.ts";
import { locations, writerPrefixes } from "./records.ts";

/**
 * A locked bucket's own rules, which bind every principal of the account: TLS only, nothing is deleted, no lock is
 * shortened or lifted, and an object is written once (AWS, "Enforce conditional writes": `s3:if-none-match`).
 */
export function bucketPolicy(bucketArn: string): string {
  const objects = `${bucketArn}/*`;
  return canonicalJson({
    Version: "2012-10-17",
    Statement: [
      ...transportRules(bucketArn),
      deny("DenyDelete", ["s3:DeleteObject", "s3:DeleteObjectVersion"], objects),
      deny(
        "DenyRetentionChange",
        ["s3:BypassGovernanceRetention", "s3:PutObjectLegalHold", "s3:PutObjectRetention"],
        objects,
      ),
      deny("DenyOverwrite", "s3:PutObject", objects, {
        Null: { "s3:if-none-match": "true" },
        Bool: { "s3:ObjectCreationOperation": "true" },
      }),
    ],
  });
}

/** The rules of a bucket whose objects may change: TLS 1.2 or later, and nothing else. */
export function transportPolicy(bucketArn: string): string {
  return canonicalJson({ Version: "2012-10-17", Statement: transportRules(bucketArn) });
}

function transportRules(bucketArn: string): object[] {
  const everything = [bucketArn, `${bucketArn}/*`];
  return [
    deny("DenyInsecureTransport", "s3:*", everything, { Bool: { "aws:SecureTransport": "false" } }),
    deny("DenyOldTls", "s3:*", everything, { NumericLessThan: { "s3:TlsVersion": "1.2" } }),
  ];
}

function deny(
  sid: string,
  action: string | string[],
  resource: string | string[],
  condition?: object,
): object {
  return {
    Sid: sid,
    Effect: "Deny",
    Principal: "*",
    Action: action,
    Resource: resource,
    ...(condition ? { Condition: condition } : {}),
  };
}

function allow(action: string | string[], resource: string | string[]): object {
  return { Effect: "Allow", Action: action, Resource: resource };
}

function document(...statements: object[]): string {
  return canonicalJson({ Version: "2012-10-17", Statement: statements });
}

/** The ARNs that the archive's roles are given. */
export interface ArchiveArns {
  bucket: string;
  key: string;
  /** The index for queries, a bucket of its own. */
  index: string;
}

/**
 * What a writer of evidence may do: add to its stage's chains, and read what is there, to continue them and to see what
 * a release passed before; keep the index, which is derived from the records. Nothing that takes away.
 */
export function writerPolicy(stage: string, { bucket, key, index }: ArchiveArns): string {
  return document(
    allow(
      "s3:PutObject",
      writerPrefixes(stage).map((prefix) => `${bucket}/${prefix}*`),
    ),
    allow("s3:GetObject", `${bucket}/*`),
    allow(["s3:GetObject", "s3:PutObject"], `${index}/*`),
    allow("s3:ListBucket", [bucket, index]),
    allow(["kms:Decrypt", "kms:GenerateDataKey"], key),
  );
}

/** What a job may do before an environment opens: add below one prefix. It reads nothing, so it can tell nothing. */
export function earlyWriterPolicy({ bucket, key }: ArchiveArns): string {
  return document(allow("s3:PutObject", `${bucket}/${locations.early}*`), allow("kms:GenerateDataKey", key));
}

/** What an auditor may do: read evidence, its versions and its locks, and the index. */
export function readerPolicy({ bucket, key, index }: ArchiveArns): string {
  return document(
    allow(
      ["s3:GetObject", "s3:GetObjectLegalHold", "s3:GetObjectRetention", "s3:GetObjectVersion"],
      `${bucket}/*`,
    ),
    allow(
      ["s3:GetBucketObjectLockConfiguration", "s3:GetLifecycleConfiguration", "s3:ListBucketVersions"],
      bucket,
    ),
    allow("s3:GetObject", `${index}/*`),
    allow("s3:ListBucket", [bucket, index]),
    allow("kms:Decrypt", key),
  );
}

/**
 * What a job that makes a backup may do: add below its environment's prefix. A large backup comes in parts, for which
 * KMS also asks for Decrypt (AWS, "Uploading an object using multipart upload", permissions).
 */
export function backupWriterPolicy(bucketArn: string, keyArn: string, prefix: string): string {
  return document(
    allow(["s3:AbortMultipartUpload", "s3:PutObject"], `${bucketArn}/${prefix}*`),
    allow(["kms:Decrypt", "kms:GenerateDataKey"], keyArn),
  );
}

/** What somebody may do who restores a backup: find it and read it. */
export function backupReaderPolicy(bucketArn: string, keyArn: string): string {
  return document(
    allow(["s3:GetObject", "s3:GetObjectVersion"], `${bucketArn}/*`),
    allow(["s3:ListBucket", "s3:ListBucketVersions"], bucketArn),
    allow("kms:Decrypt", keyArn),
  );
}

/** Who may take a role for people: principals of the account that the settings name. */
export function readerTrust(principals: readonly string[]): string {
  return document({ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: [...principals] } });
}
