import { canonicalJson } from "../json.ts";

/**
 * The audit bucket's own rules, which bind every principal of the account: TLS only, nothing is deleted, no lock is
 * shortened or lifted, and an object is written once (AWS, "Enforce conditional writes": `s3:if-none-match`).
 */
export function bucketPolicy(bucketArn: string): string {
  const everything = [bucketArn, `${bucketArn}/*`];
  const objects = `${bucketArn}/*`;
  return canonicalJson({
    Version: "2012-10-17",
    Statement: [
      deny("DenyInsecureTransport", "s3:*", everything, { Bool: { "aws:SecureTransport": "false" } }),
      deny("DenyOldTls", "s3:*", everything, { NumericLessThan: { "s3:TlsVersion": "1.2" } }),
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

/** What a writer of evidence may do: add, and read what is there to continue the chain. Nothing that takes away. */
export function writerPolicy(bucketArn: string, keyArn: string): string {
  return canonicalJson({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: `${bucketArn}/*` },
      { Effect: "Allow", Action: "s3:ListBucket", Resource: bucketArn },
      { Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: keyArn },
    ],
  });
}

/** What an auditor may do: read evidence, its versions and its locks. */
export function readerPolicy(bucketArn: string, keyArn: string): string {
  return canonicalJson({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:GetObjectLegalHold", "s3:GetObjectRetention", "s3:GetObjectVersion"],
        Resource: `${bucketArn}/*`,
      },
      {
        Effect: "Allow",
        Action: ["s3:GetBucketObjectLockConfiguration", "s3:ListBucket", "s3:ListBucketVersions"],
        Resource: bucketArn,
      },
      { Effect: "Allow", Action: "kms:Decrypt", Resource: keyArn },
    ],
  });
}

/** Who may take the auditor's role: people of the account that the settings name. */
export function readerTrust(principals: readonly string[]): string {
  return canonicalJson({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: [...principals] } }],
  });
}
