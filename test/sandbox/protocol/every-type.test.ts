import { describe, expect, it } from "vitest";
import type { Properties } from "../../../sandbox/protocol/resource-type.ts";
import { openers } from "../accounts.ts";
import { deploymentOf, temporaryFolder } from "../cloud.ts";

const bucket = "acme";
const group = { resourceGroupName: "acme" };

/** The types that no other test creates, with the least that they need. */
const rest: Record<"aws" | "azure-native", [type: string, inputs: Properties][]> = {
  aws: [
    ["aws:s3/bucket:Bucket", { bucket }],
    [
      "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
      { bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
    ],
    [
      "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
      { bucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms" } }] },
    ],
    [
      "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
      { bucket, rules: [{ id: "r", status: "Enabled" }] },
    ],
    ["aws:cloudwatch/logGroup:LogGroup", { name: "/acme", retentionInDays: 30 }],
  ],
  "azure-native": [
    ["azure-native:resources:ResourceGroup", { ...group, location: "eastus" }],
    [
      "azure-native:monitor:ActionGroup",
      { ...group, actionGroupName: "ops", groupShortName: "ops", enabled: true },
    ],
    [
      "azure-native:monitor:MetricAlert",
      {
        ...group,
        ruleName: "r",
        criteria: { allOf: [] },
        enabled: true,
        evaluationFrequency: "PT1M",
        scopes: ["/subscriptions/1"],
        severity: 1,
        windowSize: "PT5M",
      },
    ],
  ],
};

describe.each(Object.entries(rest))("%s", (cloud, types) => {
  it("keeps what it is given, answers what it promised, and finds it again", () => {
    const open = cloud === "aws" ? openers.aws : openers["azure-native"];
    const deployment = deploymentOf(open(temporaryFolder()));
    for (const [type, inputs] of types) {
      const { id, state } = deployment.create(type, inputs);
      expect(state, type).toMatchObject(inputs);
      expect(deployment.read(type, id)?.inputs, type).toMatchObject(inputs);
      expect(deployment.find(type, inputs), type).toBe(id);
    }
  });
});
