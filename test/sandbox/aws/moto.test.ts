import { createHash } from "node:crypto";
import { expect, it, onTestFinished } from "vitest";
import { openAws } from "../../../sandbox/aws/index.ts";
import { credential, type S3Server, startS3 } from "../../../sandbox/aws/moto.ts";
import { deploymentOf, temporaryFolder } from "../cloud.ts";

const statement = { Effect: "Deny", Principal: "*", Resource: "arn:aws:s3:::closed/*" };
const policy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { ...statement, Sid: "DenyDelete", Action: ["s3:DeleteObject", "s3:DeleteObjectVersion"] },
    {
      ...statement,
      Sid: "DenyHttp",
      Action: "s3:*",
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  ],
});

function declared() {
  const { provider, buckets } = openAws({
    folder: temporaryFolder(),
    account: {
      accountId: "111122223333",
      region: "us-east-1",
      hostedZones: [],
      oidcProviders: {},
      principals: [],
      takenBuckets: [],
    },
  });
  const aws = deploymentOf(provider);
  for (const bucket of ["locked", "closed"]) {
    aws.create("aws:s3/bucket:Bucket", { bucket, objectLockEnabled: true });
    aws.create("aws:s3/bucketVersioning:BucketVersioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    aws.create("aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration", {
      bucket,
      rule: { defaultRetention: { mode: "COMPLIANCE", days: 2557 } },
    });
    aws.create("aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration", {
      bucket,
      rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "key" } }],
    });
  }
  aws.create("aws:s3/bucket:Bucket", { bucket: "plain" });
  aws.create("aws:s3/bucketPolicy:BucketPolicy", { bucket: "closed", policy });
  return buckets();
}

const body = "{}";
const checksum = { "content-md5": createHash("md5").update(body).digest("base64") };

function client({ url }: S3Server) {
  return (method: string, path: string, headers: Record<string, string> = {}) =>
    fetch(`${url}/${path}`, {
      method,
      headers: { authorization: credential, ...headers },
      ...(method === "PUT" && { body }),
    });
}

it("a bucket that a program declared as locked really locks", { timeout: 180_000 }, async () => {
  const server = await startS3(declared());
  onTestFinished(() => server.close());
  const s3 = client(server);

  expect((await s3("PUT", "locked/evidence/1.json")).status, "a put under a lock needs a checksum").toBe(400);
  const stored = await s3("PUT", "locked/evidence/1.json", checksum);
  expect(stored.status).toBe(200);
  expect(stored.headers.get("x-amz-server-side-encryption")).toBe("aws:kms");
  const version = stored.headers.get("x-amz-version-id");
  const refused = await s3("DELETE", `locked/evidence/1.json?versionId=${version}`);
  expect(refused.status).toBe(403);
  expect(await refused.text()).toContain("<Code>AccessDenied</Code>");
  const forced = await s3("DELETE", `locked/evidence/1.json?versionId=${version}`, {
    "x-amz-bypass-governance-retention": "true",
  });
  expect(forced.status).toBe(403);
  expect((await s3("GET", `locked/evidence/1.json?versionId=${version}`)).status).toBe(200);

  expect((await s3("PUT", "plain/1.json")).status).toBe(200);
  expect((await s3("DELETE", "plain/1.json")).status).toBe(204);

  expect((await s3("PUT", "closed/1.json", checksum)).status).toBe(200);
  expect((await s3("DELETE", "closed/1.json")).status).toBe(403);
  expect((await s3("GET", "closed/1.json")).status).toBe(200);
});
