import { describe, expect, it } from "vitest";
import { openers } from "../accounts.ts";
import { deploymentOf, editByHand, temporaryFolder } from "../cloud.ts";

const bucket = "aws:s3/bucket:Bucket";
const versioning = "aws:s3/bucketVersioning:BucketVersioning";
const lock = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration";
const policy = "aws:s3/bucketPolicy:BucketPolicy";
const block = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";
const lifecycle = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const compliance = { defaultRetention: { mode: "COMPLIANCE", days: 2557 } };

function account() {
  const folder = temporaryFolder();
  return { folder, aws: deploymentOf(openers.aws(folder)) };
}

describe("a bucket", () => {
  it("answers its ARN and the region of the account", () => {
    const { state, id } = account().aws.create(bucket, { bucket: "acme-audit" });
    expect(id).toBe("acme-audit");
    expect(state).toMatchObject({ arn: "arn:aws:s3:::acme-audit", region: "us-east-1", forceDestroy: false });
  });

  it.each(["Upper", "ab", "a..b", "1.2.3.4", "xn--a", "acme-s3alias"])("cannot be called %s", (name) => {
    expect(() => account().aws.create(bucket, { bucket: name })).toThrow(
      /StatusCode: 400, InvalidBucketName/,
    );
  });

  it("cannot take the name of one's own or of another account's", () => {
    const { aws } = account();
    aws.create(bucket, { bucket: "acme-audit" });
    expect(() => aws.create(bucket, { bucket: "acme-audit" })).toThrow(/BucketAlreadyOwnedByYou/);
    expect(() => aws.create(bucket, { bucket: "theirs" })).toThrow(/BucketAlreadyExists/);
  });

  it("is still taken after the sandbox was opened again", () => {
    const { folder, aws } = account();
    aws.create(bucket, { bucket: "acme-audit" });
    expect(() => deploymentOf(openers.aws(folder)).create(bucket, { bucket: "acme-audit" })).toThrow(
      /OwnedByYou/,
    );
  });

  it("is found when a killed create left it", () => {
    const { aws } = account();
    expect(aws.find(bucket, { bucket: "acme-audit" })).toBeUndefined();
    aws.create(bucket, { bucket: "acme-audit" });
    expect(aws.find(bucket, { bucket: "acme-audit" })).toBe("acme-audit");
  });

  it("is not deleted while it holds objects, unless forceDestroy empties it", () => {
    const { folder, aws } = account();
    const kept = aws.create(bucket, { bucket: "kept" });
    const forced = aws.create(bucket, { bucket: "forced", forceDestroy: true });
    editByHand(folder, "aws", (document) => {
      document.objects = { kept: ["1.json"], forced: ["1.json"] };
    });
    expect(() => aws.delete(bucket, kept)).toThrow(/StatusCode: 409, BucketNotEmpty/);
    aws.delete(bucket, forced);
    expect(aws.read(bucket, "forced")).toBeUndefined();
  });

  it("is not emptied by force under a COMPLIANCE lock", () => {
    const { folder, aws } = account();
    const forced = aws.create(bucket, { bucket: "forced", forceDestroy: true, objectLockEnabled: true });
    aws.create(lock, { bucket: "forced", rule: compliance });
    editByHand(folder, "aws", (document) => {
      document.objects = { forced: ["1.json"] };
    });
    expect(() => aws.delete(bucket, forced)).toThrow(/AccessDenied: .* object lock/);
    expect(aws.read(bucket, "forced")).toBeDefined();
  });
});

describe("Object Lock", () => {
  it("needs a bucket, and versioning where the bucket was not made with it", () => {
    const { aws } = account();
    expect(() => aws.create(lock, { bucket: "none", rule: compliance })).toThrow(/NoSuchBucket/);
    aws.create(bucket, { bucket: "plain" });
    expect(() => aws.create(lock, { bucket: "plain", rule: compliance })).toThrow(
      /InvalidBucketState: Versioning must be 'Enabled'/,
    );
    aws.create(versioning, { bucket: "plain", versioningConfiguration: { status: "Enabled" } });
    expect(aws.create(lock, { bucket: "plain", rule: compliance }).id).toBe("plain");
  });

  it("keeps versioning from being suspended, for good", () => {
    const { aws } = account();
    aws.create(bucket, { bucket: "plain" });
    const versioned = aws.create(versioning, {
      bucket: "plain",
      versioningConfiguration: { status: "Enabled" },
    });
    const locked = aws.create(lock, { bucket: "plain", rule: compliance });
    aws.delete(lock, locked);
    expect(() =>
      aws.update(versioning, versioned, {
        bucket: "plain",
        versioningConfiguration: { status: "Suspended" },
      }),
    ).toThrow(/InvalidBucketState: An Object Lock configuration is present/);
  });

  it("takes days or years, in one of two modes", () => {
    const { aws } = account();
    const objections = (defaultRetention: Record<string, string | number>) =>
      aws.objections(lock, { bucket: "b", rule: { defaultRetention } });
    expect(objections({ mode: "COMPLIANCE", years: 7 })).toEqual([]);
    expect(objections({ mode: "COMPLIANCE", years: 7, days: 1 })[0]).toMatch(/only one of/);
    expect(objections({ mode: "COMPLIANCE" })[0]).toMatch(/only one of/);
    expect(objections({ mode: "FOREVER", days: 1 })[0]).toMatch(
      /to be one of \["COMPLIANCE" "GOVERNANCE"\], got FOREVER/,
    );
    expect(objections({ mode: "GOVERNANCE", days: 0 })[0]).toMatch(/range \(1 - 36500\), got 0/);
  });
});

describe("a bucket policy", () => {
  const statement = (effect: string) => ({
    Version: "2012-10-17",
    Statement: [{ Effect: effect, Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::acme/*" }],
  });

  it("must follow the grammar and name a principal", () => {
    const { aws } = account();
    aws.create(bucket, { bucket: "acme" });
    const put = (document: unknown) =>
      aws.create(policy, { bucket: "acme", policy: JSON.stringify(document) });
    expect(put(statement("Deny")).id).toBe("acme");
    expect(() => put(statement("Perhaps"))).toThrow(/MalformedPolicy/);
    const [{ Principal: _, ...nobody } = {}] = statement("Deny").Statement;
    expect(() => put({ Statement: nobody })).toThrow(/Missing required field Principal/);
    expect(aws.objections(policy, { bucket: "acme", policy: "{" })[0]).toMatch(/invalid JSON policy/);
  });

  it("cannot open a bucket whose public policies are blocked", () => {
    const { aws } = account();
    aws.create(bucket, { bucket: "acme" });
    aws.create(block, { bucket: "acme", blockPublicPolicy: true });
    expect(() => aws.create(policy, { bucket: "acme", policy: JSON.stringify(statement("Allow")) })).toThrow(
      /AccessDenied: .*BlockPublicPolicy/,
    );
    expect(aws.create(policy, { bucket: "acme", policy: JSON.stringify(statement("Deny")) }).id).toBe("acme");
  });
});

it("a transition to Infrequent Access comes after 30 days at the earliest, one to Glacier at once", () => {
  const { aws } = account();
  const objections = (storageClass: string, days: number) =>
    aws.objections(lifecycle, {
      bucket: "acme",
      rules: [{ id: "r", status: "Enabled", transitions: [{ storageClass, days }] }],
    });
  expect(objections("GLACIER_IR", 0)).toEqual([]);
  expect(objections("STANDARD_IA", 29)[0]).toMatch(/30/);
  expect(objections("ATTIC", 40)[0]).toMatch(/to be one of/);
});
