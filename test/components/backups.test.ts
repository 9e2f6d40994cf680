import { describe, expect, it } from "vitest";
import { z } from "zod";
import { Backups, type BackupsArgs, backupPrefix } from "../../components/audit/backups.ts";
import { declareInSandbox } from "./in-sandbox.ts";
import { every, only, type Registration, record, types } from "./recording.ts";

const tags = { application: "app" };
const args: BackupsArgs = {
  application: "app",
  bucket: "app-backups",
  region: "eu-central-1",
  retention: { mode: "COMPLIANCE", days: 2557 },
  source: { repository: "acme/app", form: { template: "default" } },
  writers: [{ environment: "production" }, { environment: "staging" }],
  restorers: ["arn:aws:iam::111122223333:role/auditor"],
  oidcProvider: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
  tags,
};

const rolePolicy = "aws:iam/rolePolicy:RolePolicy";
const lock = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration";
const document = z.object({ Statement: z.array(z.record(z.string(), z.unknown())) });

function statementsOf(registrations: readonly Registration[], type: string, name: string, property: string) {
  return document.parse(JSON.parse(z.string().parse(only(registrations, type, name).inputs[property])))
    .Statement;
}

describe("backups", () => {
  it("S002-PROD-09 (its bucket): are kept for seven years under a lock of their own", async () => {
    const registrations = await record(() => new Backups("backups", args));
    expect(only(registrations, types.bucket).inputs).toEqual({
      region: "eu-central-1",
      bucket: "app-backups",
      objectLockEnabled: true,
      forceDestroy: false,
      tags,
    });
    expect(only(registrations, lock).inputs["rule"]).toEqual({
      defaultRetention: { mode: "COMPLIANCE", days: 2557 },
    });
    expect(
      only(registrations, "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration").inputs["rules"],
    ).toMatchObject([{ id: "backups-to-glacier", transitions: [{ days: 30, storageClass: "GLACIER_IR" }] }]);
    expect(only(registrations, "aws:kms/key:Key").inputs["description"]).toBe("Backups of app");
    expect(only(registrations, "gatehouse:components:Backups").inputs).toEqual({
      bucket: "app-backups",
      retention: { mode: "COMPLIANCE", days: 2557 },
    });
  });

  it("are added by each environment below its own prefix, and read by none of them", async () => {
    const registrations = await record(() => new Backups("backups", args));
    expect(statementsOf(registrations, rolePolicy, "backups-production-writer-policy", "policy")).toEqual([
      {
        Effect: "Allow",
        Action: ["s3:AbortMultipartUpload", "s3:PutObject"],
        Resource: "arn:aws:sandbox:us-east-1:111122223333:backups-bucket/production/*",
      },
      {
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:GenerateDataKey"],
        Resource: "arn:aws:sandbox:us-east-1:111122223333:backups-key",
      },
    ]);
    expect(every(registrations, types.role).map(({ inputs }) => inputs["name"])).toEqual([
      "app-production-backup",
      "app-backup-restorer",
      "app-staging-backup",
    ]);
    const [trust, ...others] = statementsOf(
      registrations,
      types.role,
      "backups-staging-writer",
      "assumeRolePolicy",
    );
    expect(others).toEqual([]);
    expect(trust?.["Condition"]).toEqual({
      StringEquals: {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub": ["repo:acme/app:environment:staging"],
      },
    });
  });

  it("keep an environment's place to itself, whatever it is called", () => {
    const names = ["a", "a/b", "a%2Fb", "ab", "a b"];
    const prefixes = names.map(backupPrefix);
    for (const [index, prefix] of prefixes.entries()) {
      const others = prefixes.filter((_, other) => other !== index);
      expect(others.filter((other) => other.startsWith(prefix))).toEqual([]);
    }
  });

  it("are read by who restores, who adds nothing", async () => {
    const registrations = await record(() => new Backups("backups", args));
    const actions = statementsOf(registrations, rolePolicy, "backups-restorer-policy", "policy").flatMap(
      (one) => one["Action"],
    );
    expect(actions).toEqual([
      "s3:GetObject",
      "s3:GetObjectVersion",
      "s3:ListBucket",
      "s3:ListBucketVersions",
      "kms:Decrypt",
    ]);
    const none = await record(() => new Backups("backups", { ...args, restorers: [] }));
    expect(every(none, types.role).map(({ name }) => name)).toEqual([
      "backups-production-writer",
      "backups-staging-writer",
    ]);
  });

  it("have one role for each environment, also where several workflows make them", async () => {
    const workflow = (file: string) => ({ environment: "production", workflow: { file, branch: "main" } });
    const registrations = await record(
      () => new Backups("backups", { ...args, writers: [workflow("deploy.yml"), workflow("backup.yml")] }),
    );
    const trust = statementsOf(registrations, types.role, "backups-production-writer", "assumeRolePolicy");
    expect(trust.length).toBe(2);
  });

  it("go up in the sandbox, and down again", async () => {
    const { resources, takeDown } = await declareInSandbox(() => new Backups("backups", args));
    expect(resources.length).toBe(16);
    expect(resources.filter((one) => one.protected).length).toBe(10);
    takeDown();
  });
});
