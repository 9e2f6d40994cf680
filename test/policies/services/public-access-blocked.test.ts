import { describe, expect, it } from "vitest";
import { notKnown, type Properties } from "../../../policies/form/value.ts";
import { publicAccessBlocked as policy } from "../../../policies/services/public-access-blocked.ts";
import { changed, judgeStack, resource, undecided, violations } from "../resources.ts";

const bucket = resource("aws:s3/bucket:Bucket", "site", { bucket: "site" });
const all: Properties = {
  bucket: "site",
  blockPublicAcls: true,
  blockPublicPolicy: true,
  ignorePublicAcls: true,
  restrictPublicBuckets: true,
};
const block = (properties: Properties) =>
  resource("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "block", properties);

describe("a bucket", () => {
  it("passes with all four settings", () => {
    expect(judgeStack(policy, [bucket, block(all)])).toEqual([]);
  });

  it("S002-AUD-06: is refused without a block", () => {
    expect(violations(judgeStack(policy, [bucket, block({ ...all, bucket: "other" })]))).toEqual([
      'Bucket "site" must have a BucketPublicAccessBlock; given: none.',
    ]);
  });

  it.each(["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"])(
    "is refused with %s off, or by silence",
    (property) => {
      for (const value of [false, undefined]) {
        expect(violations(judgeStack(policy, [bucket, block(changed(all, property, value))]))).toHaveLength(
          1,
        );
      }
    },
  );
});

describe("other stores", () => {
  it.each<[string, Properties, Properties]>([
    [
      "azure-native:storage:StorageAccount",
      { allowBlobPublicAccess: false },
      { allowBlobPublicAccess: true },
    ],
    ["azure-native:storage:StorageAccount", { allowBlobPublicAccess: false }, {}],
    ["azure-native:storage:BlobContainer", {}, { publicAccess: "Blob" }],
    ["aws:s3/bucketAcl:BucketAcl", { acl: "private" }, { acl: "public-read" }],
    ["aws:rds/instance:Instance", {}, { publiclyAccessible: true }],
  ])("%s passes with %j and is refused with %j", (type, closed, open) => {
    expect(judgeStack(policy, [resource(type, "store", closed)])).toEqual([]);
    expect(violations(judgeStack(policy, [resource(type, "store", open)]))).toHaveLength(1);
  });
});

it("leaves open what only the update knows", () => {
  for (const one of [block({ ...all, blockPublicAcls: notKnown }), block({ ...all, bucket: notKnown })]) {
    const findings = judgeStack(policy, [bucket, one]);
    expect(violations(findings)).toEqual([]);
    expect(undecided(findings)).toHaveLength(1);
  }
});
