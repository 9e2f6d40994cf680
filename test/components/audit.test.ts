import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Audit, type AuditArgs } from "../../components/audit/index.ts";
import { every, only, record, types } from "./recording.ts";

const args: AuditArgs = {
  application: "app",
  bucket: "app-audit",
  region: "eu-central-1",
  retention: { mode: "COMPLIANCE", days: 2557 },
  repository: "acme/app",
  writers: ["production", "production-rollback"],
  readers: ["arn:aws:iam::111122223333:role/auditor"],
  oidcProvider: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
};

const statements = z.object({
  Statement: z.array(
    z.object({
      Effect: z.string(),
      Action: z.union([z.string().transform((one) => [one]), z.array(z.string())]),
      Principal: z.unknown().optional(),
      Condition: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
    }),
  ),
});

function policyIn(value: unknown) {
  return statements.parse(JSON.parse(z.string().parse(value))).Statement;
}

describe("audit", () => {
  it("locks every object for seven years in COMPLIANCE mode, versioned from the start", async () => {
    const registrations = await record(() => new Audit("audit", args));
    expect(only(registrations, types.bucket).inputs).toEqual({
      region: "eu-central-1",
      bucket: "app-audit",
      objectLockEnabled: true,
      forceDestroy: false,
    });
    expect(
      only(registrations, "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration").inputs[
        "rule"
      ],
    ).toEqual({ defaultRetention: { mode: "COMPLIANCE", days: 2557 } });
    expect(
      only(registrations, "aws:s3/bucketVersioning:BucketVersioning").inputs["versioningConfiguration"],
    ).toEqual({ status: "Enabled" });
  });

  it("encrypts with a key of its own that rotates, and blocks everything public", async () => {
    const registrations = await record(() => new Audit("audit", args));
    expect(only(registrations, "aws:kms/key:Key").inputs["enableKeyRotation"]).toBe(true);
    expect(
      only(registrations, "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock").inputs,
    ).toMatchObject({
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
  });

  it("denies plain HTTP, deletes, changes of a lock and overwrites to everybody", async () => {
    const registrations = await record(() => new Audit("audit", args));
    const denied = policyIn(only(registrations, "aws:s3/bucketPolicy:BucketPolicy").inputs["policy"]).filter(
      (statement) => statement.Effect === "Deny" && statement.Principal === "*",
    );
    const unconditionally = denied.filter((one) => !one.Condition).flatMap((one) => one.Action);
    expect(unconditionally).toEqual(
      expect.arrayContaining(["s3:DeleteObject", "s3:DeleteObjectVersion", "s3:PutObjectRetention"]),
    );
    expect(denied.map((one) => one.Condition)).toEqual(
      expect.arrayContaining([
        { Bool: { "aws:SecureTransport": "false" } },
        expect.objectContaining({ Null: { "s3:if-none-match": "true" } }),
      ]),
    );
  });

  it("lets the writer add and never take away", async () => {
    const registrations = await record(() => new Audit("audit", args));
    const policy = only(registrations, "aws:iam/rolePolicy:RolePolicy", "audit-writer-policy").inputs[
      "policy"
    ];
    const allowed = policyIn(policy).flatMap((one) => one.Action);
    expect(allowed).toContain("s3:PutObject");
    expect(allowed.filter((action) => /Delete|Retention|LegalHold|Bypass|\*/.test(action))).toEqual([]);
  });

  it("lets the auditor read and write nothing", async () => {
    const registrations = await record(() => new Audit("audit", args));
    const policy = only(registrations, "aws:iam/rolePolicy:RolePolicy", "audit-auditor-policy").inputs[
      "policy"
    ];
    const allowed = policyIn(policy).flatMap((one) => one.Action);
    expect(allowed.filter((action) => !/^(s3:(Get|List)|kms:Decrypt$)/.test(action))).toEqual([]);
  });

  it("trusts jobs of the named environments of the one repository, by exact subject", async () => {
    const registrations = await record(() => new Audit("audit", args));
    const [trust] = policyIn(only(registrations, types.role, "audit-writer").inputs["assumeRolePolicy"]);
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

  it("has no auditor's role where no auditor is named", async () => {
    const registrations = await record(() => new Audit("audit", { ...args, readers: [] }));
    expect(every(registrations, types.role).map((role) => role.name)).toEqual(["audit-writer"]);
  });
});
