import { statementsOf } from "../access/trust-policy.ts";
import { iso27001, part11 } from "../form/clauses.ts";
import { judgeCompanion } from "../form/companion.ts";
import type { Demand } from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import { ofType } from "../form/type.ts";
import { asList, isRecord, isText, type Properties, type Value } from "../form/value.ts";
import { isAuditBucket, namesBucket } from "./bucket.ts";

const name = "audit-bucket-denies-deletion";

const metadata: Metadata = {
  name,
  displayName: "Nobody may delete evidence or touch its lock",
  description:
    "The audit bucket must have a policy that denies everybody, without a condition, the deletion of objects and every change of their retention, and that allows nothing to everybody.",
  severity: "critical",
  clauses: [
    part11("11.10(c)", "Records are protected, and can be retrieved throughout their retention period."),
    part11(
      "11.10(e)",
      "Audit trails do not obscure what was recorded before, and are kept as long as the records.",
    ),
    iso27001("A.5.33", "Records are protected from loss, destruction and falsification."),
    iso27001("A.8.15", "Logs are kept and protected."),
  ],
  requirements: ["S002-AUD-07"],
  remediationSteps:
    "Declare a BucketPolicy with a statement of Effect Deny, Principal * and no Condition for s3:DeleteObject, s3:DeleteObjectVersion, s3:PutObjectRetention and s3:BypassGovernanceRetention on the bucket's objects (ARN/*). A lock alone leaves delete markers possible, which hide a record.",
  url: documentOf(name),
  tags: ["aws", "s3", "audit"],
};

const isPolicy = ofType("aws:s3/bucketPolicy:BucketPolicy", "aws:s3/bucketPolicyV2:BucketPolicyV2");

const denied = [
  "s3:DeleteObject",
  "s3:DeleteObjectVersion",
  "s3:PutObjectRetention",
  "s3:BypassGovernanceRetention",
];

const demands: readonly Demand[] = [
  ...denied.map((action) => ({
    property: "policy",
    required: `that denies everybody ${action} on all objects`,
    met: (document: Value | undefined) => statements(document).some((each) => denies(each, action)),
  })),
  {
    property: "policy",
    required: "that allows nothing to everybody",
    met: (document) =>
      statementsOf(document) !== undefined &&
      !statements(document).some((each) => each["Effect"] !== "Deny" && isForEverybody(each)),
  },
];

export const auditBucketDeniesDeletion: Policy = {
  metadata,

  stack(resources) {
    return resources.filter(isAuditBucket).flatMap((resource) =>
      judgeCompanion({ kind: "Audit bucket", resource }, resources, {
        is: isPolicy,
        kind: "BucketPolicy",
        names: namesBucket,
        demands,
      }),
    );
  },
};

function statements(document: Value | undefined): Properties[] {
  return (statementsOf(document) ?? []).filter(isRecord);
}

function denies(statement: Properties, action: string): boolean {
  return (
    statement["Effect"] === "Deny" &&
    statement["Condition"] === undefined &&
    isForEverybody(statement) &&
    asList(statement["Action"]).some((given) => isText(given) && covers(given, action)) &&
    asList(statement["Resource"]).some((given) => isText(given) && /^(\*|arn:[^/]+\/\*)$/.test(given))
  );
}

function isForEverybody({ Principal: principal = null }: Properties): boolean {
  return principal === "*" || (isRecord(principal) && asList(principal["AWS"]).includes("*"));
}

/** AWS compares actions without case; of the wildcards only those at the end are understood here. */
function covers(given: string, action: string): boolean {
  const [pattern, wanted] = [given.toLowerCase(), action.toLowerCase()];
  return pattern.endsWith("*") ? wanted.startsWith(pattern.slice(0, -1)) : pattern === wanted;
}
