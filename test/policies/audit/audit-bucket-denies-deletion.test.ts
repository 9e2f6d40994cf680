import { describe, expect, it } from "vitest";
import { auditBucketDeniesDeletion as policy } from "../../../policies/audit/audit-bucket-denies-deletion.ts";
import { notKnown, type Properties, type Value } from "../../../policies/form/value.ts";
import { judgeStack, resource, undecided, violations } from "../resources.ts";

const bucket = resource("aws:s3/bucket:Bucket", "audit-bucket", { bucket: "records" });
const policyOf = (document: Value, properties: Properties = { bucket: "records" }) =>
  resource("aws:s3/bucketPolicy:BucketPolicy", "policy", { ...properties, policy: document });
const denial: Properties = {
  Effect: "Deny",
  Principal: "*",
  Action: [
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:PutObjectRetention",
    "s3:BypassGovernanceRetention",
  ],
  Resource: "arn:aws:s3:::records/*",
};
const statements = (...all: Properties[]) => JSON.stringify({ Statement: all });
const judged = (...all: Properties[]) =>
  violations(judgeStack(policy, [bucket, policyOf(statements(...all))]));

describe("the policy of the audit bucket", () => {
  it("passes when it denies everybody the four actions", () => {
    expect(judged(denial)).toEqual([]);
    expect(judged({ ...denial, Resource: ["arn:aws:s3:::records", "arn:aws:s3:::records/*"] })).toEqual([]);
    expect(judged({ ...denial, Principal: { AWS: "*" }, Action: "s3:*", Resource: "*" })).toEqual([]);
  });

  it("S002-AUD-07: is demanded", () => {
    expect(violations(judgeStack(policy, [bucket]))).toEqual([
      'Audit bucket "audit-bucket" must have a BucketPolicy; given: none.',
    ]);
    const other = policyOf(statements(denial), { bucket: "other" });
    expect(violations(judgeStack(policy, [bucket, other]))).toHaveLength(1);
  });

  it.each([
    "s3:DeleteObject",
    "s3:DeleteObjectVersion",
    "s3:PutObjectRetention",
    "s3:BypassGovernanceRetention",
  ])("is refused without a denial of %s", (action) => {
    const others = [
      "s3:DeleteObject",
      "s3:DeleteObjectVersion",
      "s3:PutObjectRetention",
      "s3:BypassGovernanceRetention",
    ].filter((one) => one !== action);
    const [message] = judged({ ...denial, Action: others });
    expect(message).toContain(`must have policy that denies everybody ${action} on all objects`);
  });

  it.each<[string, Properties]>([
    ["under a condition", { Condition: { Bool: { "aws:SecureTransport": "false" } } }],
    ["to one principal", { Principal: { AWS: "arn:aws:iam::111122223333:root" } }],
    ["for some objects", { Resource: "arn:aws:s3:::records/logs/*" }],
    ["for the bucket, not its objects", { Resource: "arn:aws:s3:::records" }],
    [
      "with the effect turned round",
      { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" } },
    ],
  ])("is refused when it denies %s", (_what, change) => {
    expect(judged({ ...denial, ...change })).toHaveLength(4);
  });

  it("is refused when it allows something to everybody", () => {
    const open = {
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: "arn:aws:s3:::records/*",
    };
    expect(judged(denial, open)).toHaveLength(1);
  });

  it("is not asked of a bucket that holds no evidence", () => {
    expect(judgeStack(policy, [resource("aws:s3/bucket:Bucket", "site", { bucket: "site" })])).toEqual([]);
  });
});

describe("a value that only the update knows", () => {
  it("leaves the document open, and whose policy it is", () => {
    for (const one of [policyOf(notKnown), policyOf(statements(denial), { bucket: notKnown })]) {
      const findings = judgeStack(policy, [bucket, one]);
      expect(violations(findings)).toEqual([]);
      expect(undecided(findings)).not.toEqual([]);
    }
  });
});
