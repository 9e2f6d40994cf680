import { describe, expect, it } from "vitest";
import { auditor, openers } from "../accounts.ts";
import { deploymentOf, temporaryFolder } from "../cloud.ts";

const key = "aws:kms/key:Key";
const account = () => deploymentOf(openers.aws(temporaryFolder()));
const root = "arn:aws:iam::111122223333:root";

function policy(...statements: object[]) {
  const all = statements.map((one) => ({
    Effect: "Allow",
    Principal: { AWS: root },
    Action: "kms:*",
    Resource: "*",
    ...one,
  }));
  return { policy: JSON.stringify({ Version: "2012-10-17", Statement: all }) };
}

describe("a key's policy", () => {
  it("is the account's own where none is given", () => {
    expect(account().create(key, {}).state["policy"]).toContain(root);
  });

  it("names principals that exist", () => {
    const aws = account();
    const reads = (arn: string) => policy({}, { Principal: { AWS: arn }, Action: "kms:Decrypt" });
    expect(aws.create(key, reads(auditor)).id).toBeTruthy();
    expect(() => aws.create(key, reads("arn:aws:iam::111122223333:role/ghost"))).toThrow(
      /MalformedPolicyDocumentException: Policy contains a statement with one or more invalid principals/,
    );
  });

  it.each([
    ["administers too little", { Action: ["kms:DescribeKey"] }],
    ["is somebody else's", { Principal: { AWS: auditor } }],
    ["holds under a condition only", { Condition: { Bool: { "aws:SecureTransport": "true" } } }],
    ["denies", { Effect: "Deny" }],
  ])("is refused when whoever asks could not change it again: it %s", (_, change) => {
    const locks = /The new key policy will not allow you to update the key policy in the future/;
    expect(() => account().create(key, policy(change))).toThrow(locks);
    const aws = account();
    const made = aws.create(key, policy({ Action: ["kms:PutKeyPolicy"] }));
    expect(() => aws.update(key, made, policy(change))).toThrow(locks);
    expect(aws.create(key, { ...policy(change), bypassPolicyLockoutSafetyCheck: true }).id).toBeTruthy();
  });

  it("has principals and resources", () => {
    expect(() => account().create(key, policy({ Principal: undefined }))).toThrow(/not syntactically/);
    expect(() => account().create(key, policy({ Resource: undefined }))).toThrow(/not syntactically/);
  });
});
