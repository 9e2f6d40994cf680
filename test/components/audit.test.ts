import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Audit, type AuditArgs } from "../../components/audit/index.ts";
import { accountOf } from "../../components/audit/key-policy.ts";
import { LedgerIndex } from "../../components/audit/ledger-index.ts";
import { locations, recordTypes } from "../../components/audit/records.ts";
import { declareInSandbox } from "./in-sandbox.ts";
import { every, only, type Registration, record, types } from "./recording.ts";

const tags = { application: "app", "cost-centre": "A-1" };
const gates = { branch: "main", workflow: { file: "deploy-production.yml", branch: "main" } };

const args: AuditArgs = {
  application: "app",
  bucket: "app-audit",
  region: "eu-central-1",
  retention: { mode: "COMPLIANCE", days: 2557 },
  source: { repository: "acme/app", form: { template: "default" } },
  writers: {
    staging: [{ environment: "staging" }],
    production: [{ environment: "production" }, { environment: "production-rollback" }],
  },
  earlyWriters: [gates],
  readers: ["arn:aws:iam::111122223333:role/auditor"],
  oidcProvider: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
  indexBucketArn: "arn:aws:s3:::app-ledger-index",
  tags,
};

const kinds = {
  lock: "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
  lifecycle: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  encryption: "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  versioning: "aws:s3/bucketVersioning:BucketVersioning",
  bucketPolicy: "aws:s3/bucketPolicy:BucketPolicy",
  block: "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
  key: "aws:kms/key:Key",
};

const several = z.union([z.string().transform((one) => [one]), z.array(z.string())]);
const statements = z.object({
  Statement: z.array(
    z.object({
      Sid: z.string().optional(),
      Effect: z.string(),
      Action: several,
      Resource: several.optional(),
      Principal: z.unknown().optional(),
      Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
    }),
  ),
});

function policyIn(value: unknown) {
  return statements.parse(JSON.parse(z.string().parse(value))).Statement;
}

/** What a role may do, as pairs of an action and a resource. */
function grantsOf(registrations: readonly Registration[], name: string): string[] {
  return policyIn(only(registrations, kinds.rolePolicy, name).inputs["policy"])
    .flatMap((one) => one.Action.flatMap((action) => (one.Resource ?? []).map((arn) => `${action} ${arn}`)))
    .sort();
}

describe("audit", () => {
  it("S002-AUD-06: keeps records locked for seven years, versioned, in Glacier and closed to the public", async () => {
    const registrations = await record(() => new Audit("audit", args));
    expect(only(registrations, types.bucket).inputs).toEqual({
      region: "eu-central-1",
      bucket: "app-audit",
      objectLockEnabled: true,
      forceDestroy: false,
      tags,
    });
    expect(only(registrations, kinds.lock).inputs["rule"]).toEqual({
      defaultRetention: { mode: "COMPLIANCE", days: 2557 },
    });
    expect(only(registrations, kinds.versioning).inputs["versioningConfiguration"]).toEqual({
      status: "Enabled",
    });
    expect(only(registrations, kinds.lifecycle).inputs["rules"]).toEqual([
      {
        id: "evidence-to-glacier",
        status: "Enabled",
        filter: { prefix: "" },
        transitions: [{ days: 1, storageClass: "GLACIER_IR" }],
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
      },
    ]);
    expect(only(registrations, kinds.block).inputs).toEqual({
      region: "eu-central-1",
      bucket: "app-audit",
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
  });

  it("keeps the names of its parts, which other releases know", async () => {
    const registrations = await record(() => new Audit("audit", args));
    expect(registrations.map(({ name }) => name).filter((name) => name.startsWith("audit"))).toEqual([
      "audit",
      "audit-auditor",
      "audit-auditor-policy",
      "audit-bucket",
      "audit-encryption",
      "audit-key",
      "audit-key-alias",
      "audit-lifecycle",
      "audit-lock",
      "audit-ownership",
      "audit-policy",
      "audit-pre-writer",
      "audit-pre-writer-policy",
      "audit-public-access",
      "audit-versioning",
      "audit-writer-production",
      "audit-writer-production-policy",
      "audit-writer-staging",
      "audit-writer-staging-policy",
    ]);
  });

  it("S004-GOV-02: gives each of the five kinds of record a place that the lock keeps", async () => {
    const registrations = await record(() => new Audit("audit", args));
    const records = z
      .array(z.object({ type: z.string(), prefix: z.string(), retentionDays: z.number() }))
      .parse(only(registrations, "gatehouse:components:Audit").inputs["records"]);
    expect(records.map(({ type }) => type)).toEqual([
      "deployment",
      "secret-access",
      "change-approval",
      "security-scan",
      "performance-metric",
    ]);
    // The lock is the bucket's, so its days are those of every place in it.
    const lock = only(registrations, kinds.lock).inputs["rule"];
    for (const { prefix, retentionDays } of records) {
      expect(lock).toEqual({ defaultRetention: { mode: "COMPLIANCE", days: retentionDays } });
      expect(grantsOf(registrations, "audit-writer-production-policy")).toContain(
        `s3:PutObject arn:aws:sandbox:us-east-1:111122223333:audit-bucket/${prefix}production/*`,
      );
    }
    const places = Object.values(locations);
    expect(recordTypes.every(({ prefix }) => places.includes(prefix))).toBe(true);
    expect(
      places.filter((one, index) => places.some((two, at) => at !== index && one.startsWith(two))),
    ).toEqual([]);
  });

  it("encrypts with a key of its own that rotates", async () => {
    const registrations = await record(() => new Audit("audit", args));
    const { policy: _, ...key } = only(registrations, kinds.key).inputs;
    expect(key).toEqual({
      region: "eu-central-1",
      description: "Evidence of app",
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      tags,
    });
    expect(only(registrations, kinds.encryption).inputs["rules"]).toEqual([
      {
        applyServerSideEncryptionByDefault: {
          sseAlgorithm: "aws:kms",
          kmsMasterKeyId: "arn:aws:sandbox:us-east-1:111122223333:audit-key",
        },
        bucketKeyEnabled: true,
      },
    ]);
  });

  it("lets the account keep the key in order, and only its own roles use it, through S3", async () => {
    const registrations = await record(() => new Audit("audit", args));
    const [account, adds, reads, ...more] = policyIn(only(registrations, kinds.key).inputs["policy"]);
    expect(more).toEqual([]);
    const root = { AWS: "arn:aws:iam::111122223333:root" };
    expect([account?.Principal, adds?.Principal, reads?.Principal]).toEqual([root, root, root]);
    expect(account?.Action).toContain("kms:PutKeyPolicy");
    expect(account?.Condition).toBeUndefined();
    const given = [account, adds, reads].flatMap((one) => one?.Action ?? []);
    expect(given.filter((action) => action.includes("*"))).toEqual([]);
    // What reads, turns off or deletes: the account's administrators have none of it.
    expect(account?.Action.filter((action) => /crypt|DataKey|Disable|Deletion|Grant/.test(action))).toEqual(
      [],
    );
    const through = { StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" } };
    expect(adds).toMatchObject({
      Action: ["kms:GenerateDataKey"],
      Condition: {
        ArnEquals: {
          "aws:PrincipalArn": [
            "arn:aws:sandbox:us-east-1:111122223333:audit-writer-staging",
            "arn:aws:sandbox:us-east-1:111122223333:audit-writer-production",
            "arn:aws:sandbox:us-east-1:111122223333:audit-pre-writer",
          ],
        },
        ...through,
      },
    });
    expect(reads).toMatchObject({
      Action: ["kms:Decrypt"],
      Condition: {
        ArnEquals: {
          "aws:PrincipalArn": [
            "arn:aws:sandbox:us-east-1:111122223333:audit-writer-staging",
            "arn:aws:sandbox:us-east-1:111122223333:audit-writer-production",
            "arn:aws:sandbox:us-east-1:111122223333:audit-auditor",
          ],
        },
        ...through,
      },
    });
  });

  it("lets the key be deleted only where the evidence may end early", async () => {
    const rehearsal = { reason: "a rehearsal", until: "2027-01-31" };
    const retention = { mode: "GOVERNANCE", days: 1, rehearsal } as const;
    const registrations = await record(() => new Audit("audit", { ...args, retention }));
    const [account] = policyIn(only(registrations, kinds.key).inputs["policy"]);
    expect(account?.Action).toContain("kms:ScheduleKeyDeletion");
    expect(only(registrations, "gatehouse:components:Audit").inputs["retention"]).toEqual(retention);
  });

  it("denies plain HTTP, deletes, changes of a lock and overwrites to everybody", async () => {
    const registrations = await record(() => new Audit("audit", args));
    const all = policyIn(only(registrations, kinds.bucketPolicy).inputs["policy"]);
    expect(all.every((statement) => statement.Effect === "Deny" && statement.Principal === "*")).toBe(true);
    const unconditionally = all.filter((one) => !one.Condition).flatMap((one) => one.Action);
    expect(unconditionally.sort()).toEqual([
      "s3:BypassGovernanceRetention",
      "s3:DeleteObject",
      "s3:DeleteObjectVersion",
      "s3:PutObjectLegalHold",
      "s3:PutObjectRetention",
    ]);
    expect(all.flatMap((one) => one.Condition ?? [])).toEqual([
      { Bool: { "aws:SecureTransport": "false" } },
      { NumericLessThan: { "s3:TlsVersion": "1.2" } },
      { Bool: { "s3:ObjectCreationOperation": "true" }, Null: { "s3:if-none-match": "true" } },
    ]);
  });

  it("lets a stage's writer add to its own chains and never take away, and not to another stage's", async () => {
    const registrations = await record(() => new Audit("audit", args));
    const arn = "arn:aws:sandbox:us-east-1:111122223333";
    const books = ["ledger", "metrics", "secret-access", "security-scans"];
    for (const stage of ["staging", "production"]) {
      expect(grantsOf(registrations, `audit-writer-${stage}-policy`)).toEqual(
        [
          `kms:Decrypt ${arn}:audit-key`,
          `kms:GenerateDataKey ${arn}:audit-key`,
          `s3:GetObject ${arn}:audit-bucket/*`,
          "s3:GetObject arn:aws:s3:::app-ledger-index/*",
          `s3:ListBucket ${arn}:audit-bucket`,
          "s3:ListBucket arn:aws:s3:::app-ledger-index",
          ...books.map((book) => `s3:PutObject ${arn}:audit-bucket/${book}/${stage}/*`),
          ...books.map((book) => `s3:PutObject ${arn}:audit-bucket/segments/${book}/${stage}/*`),
          "s3:PutObject arn:aws:s3:::app-ledger-index/*",
        ].sort(),
      );
    }
  });

  it("lets a job that runs before an environment opens add below pre/ and do nothing else", async () => {
    const registrations = await record(() => new Audit("audit", args));
    expect(grantsOf(registrations, "audit-pre-writer-policy")).toEqual([
      "kms:GenerateDataKey arn:aws:sandbox:us-east-1:111122223333:audit-key",
      "s3:PutObject arn:aws:sandbox:us-east-1:111122223333:audit-bucket/pre/*",
    ]);
    const [trust, ...others] = policyIn(
      only(registrations, types.role, "audit-pre-writer").inputs["assumeRolePolicy"],
    );
    expect(others).toEqual([]);
    expect(trust?.Condition).toEqual({
      StringEquals: {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub": ["repo:acme/app:ref:refs/heads/main"],
        "token.actions.githubusercontent.com:job_workflow_ref":
          "acme/app/.github/workflows/deploy-production.yml@refs/heads/main",
      },
    });
  });

  it("S002-AUD-09 (its resource): lets the auditor read evidence, locks and index, and write nothing", async () => {
    const registrations = await record(() => new Audit("audit", args));
    const allowed = grantsOf(registrations, "audit-auditor-policy");
    expect(allowed).toContain("s3:GetObject arn:aws:sandbox:us-east-1:111122223333:audit-bucket/*");
    expect(allowed).toContain("s3:GetObject arn:aws:s3:::app-ledger-index/*");
    expect(allowed.filter((grant) => !/^(s3:(Get|List)\w+|kms:Decrypt) /.test(grant))).toEqual([]);
    const [trust] = policyIn(only(registrations, types.role, "audit-auditor").inputs["assumeRolePolicy"]);
    expect(trust).toMatchObject({ Action: ["sts:AssumeRole"], Principal: { AWS: args.readers } });
  });

  it("trusts jobs of the named environments of the one repository, by exact subject", async () => {
    const registrations = await record(() => new Audit("audit", args));
    const [trust] = policyIn(
      only(registrations, types.role, "audit-writer-production").inputs["assumeRolePolicy"],
    );
    expect(trust?.Condition).toEqual({
      StringEquals: {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub": [
          "repo:acme/app:environment:production",
          "repo:acme/app:environment:production-rollback",
        ],
      },
    });
  });

  it("has no role that nobody takes", async () => {
    const registrations = await record(() => new Audit("audit", { ...args, readers: [], earlyWriters: [] }));
    expect(every(registrations, types.role).map((role) => role.name)).toEqual([
      "audit-writer-production",
      "audit-writer-staging",
    ]);
    const [, adds, reads] = policyIn(only(registrations, kinds.key).inputs["policy"]);
    for (const use of [adds, reads]) {
      expect(use?.Condition?.["ArnEquals"]).toEqual({
        "aws:PrincipalArn": [
          "arn:aws:sandbox:us-east-1:111122223333:audit-writer-staging",
          "arn:aws:sandbox:us-east-1:111122223333:audit-writer-production",
        ],
      });
    }
  });

  it("tags everything that takes tags", async () => {
    const registrations = await record(() => new Audit("audit", args));
    for (const type of [types.bucket, types.role, kinds.key]) {
      for (const { inputs } of every(registrations, type)) expect(inputs["tags"]).toEqual(tags);
    }
  });

  it("refuses a role's name that IAM does not take, and an ARN without an account", async () => {
    const application = "a".repeat(60);
    await expect(record(async () => new Audit("audit", { ...args, application }))).rejects.toThrow(
      /The AWS role's name .* has 74 characters/,
    );
    expect(accountOf(args.readers[0] ?? "")).toBe("111122223333");
    expect(() => accountOf("arn:aws:s3:::app-audit")).toThrow(
      /is not an ARN with an account's twelve digits/,
    );
  });
});

describe("the index of the ledger", () => {
  const bucket = "app-ledger-index";

  it("is versioned, encrypted, over TLS only and closed to the public, and has no lock", async () => {
    const registrations = await record(
      () => new LedgerIndex("ledger-index", { bucket, region: "eu-central-1", tags }),
    );
    expect(only(registrations, types.bucket).inputs).toEqual({
      region: "eu-central-1",
      bucket,
      forceDestroy: false,
      tags,
    });
    expect(every(registrations, kinds.lock)).toEqual([]);
    expect(every(registrations, kinds.key)).toEqual([]);
    expect(only(registrations, kinds.versioning).inputs["versioningConfiguration"]).toEqual({
      status: "Enabled",
    });
    expect(only(registrations, kinds.encryption).inputs["rules"]).toEqual([
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
    ]);
    expect(only(registrations, kinds.block).inputs["restrictPublicBuckets"]).toBe(true);
    expect(
      policyIn(only(registrations, kinds.bucketPolicy).inputs["policy"]).map(({ Sid, Effect }) => [
        Sid,
        Effect,
      ]),
    ).toEqual([
      ["DenyInsecureTransport", "Deny"],
      ["DenyOldTls", "Deny"],
    ]);
    expect(only(registrations, kinds.lifecycle).inputs["rules"]).toEqual([
      {
        id: "old-index-goes",
        status: "Enabled",
        filter: { prefix: "" },
        noncurrentVersionExpiration: { noncurrentDays: 30 },
        abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
      },
    ]);
  });

  it("goes up in the sandbox with the archive, which is protected and it is not, and down again", async () => {
    const { resources, takeDown } = await declareInSandbox(() => {
      const index = new LedgerIndex("ledger-index", { bucket, region: args.region, tags });
      return new Audit("audit", { ...args, indexBucketArn: index.bucketArn });
    });
    const kept = resources.filter((one) => one.protected).map(({ name }) => name);
    expect(kept.sort()).toEqual([
      "audit-bucket",
      "audit-encryption",
      "audit-key",
      "audit-key-alias",
      "audit-lifecycle",
      "audit-lock",
      "audit-ownership",
      "audit-policy",
      "audit-public-access",
      "audit-versioning",
    ]);
    expect(resources.length).toBe(25);
    takeDown();
  });
});
