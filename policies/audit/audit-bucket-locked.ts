import { iso27001, part11 } from "../form/clauses.ts";
import { judgeCompanion } from "../form/companion.ts";
import { type Demand, exactly, type Finding, judge, type Subject, violation } from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import type { Resource } from "../form/resource.ts";
import { ofType } from "../form/type.ts";
import { isRecord, type Value } from "../form/value.ts";
import { archiveOf, isAuditBucket, lockedComponents, namesBucket } from "./bucket.ts";
import { rehearsalOf } from "./rehearsal.ts";

const name = "audit-bucket-locked";

const metadata: Metadata = {
  name,
  displayName: "Evidence cannot be altered for seven years",
  description:
    "The audit bucket must have Object Lock enabled, a default retention in COMPLIANCE mode of at least 7 years, and versioning enabled.",
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
  requirements: ["S002-AUD-06", "S002-AUD-07"],
  remediationSteps:
    "Set objectLockEnabled: true on the bucket, and declare for it a BucketVersioning with status Enabled and a BucketObjectLockConfiguration with rule.defaultRetention { mode: COMPLIANCE, years: 7 }. Evidence of a rehearsal may end earlier where the Audit component declares retention.rehearsal with a reason and the day on which the exception ends.",
  url: documentOf(name),
  tags: ["aws", "s3", "audit", "retention"],
};

const isLock = ofType(
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
  "aws:s3/bucketObjectLockConfigurationV2:BucketObjectLockConfigurationV2",
);
const isVersioning = ofType(
  "aws:s3/bucketVersioning:BucketVersioning",
  "aws:s3/bucketVersioningV2:BucketVersioningV2",
);

const leastYears = 7;
/** Seven years with both of their leap days. */
const leastDays = 2557;

const retention = "rule.defaultRetention";

const fullRetention: readonly Demand[] = [
  exactly(`${retention}.mode`, "COMPLIANCE"),
  {
    property: retention,
    required: `of at least ${leastYears} years or ${leastDays} days`,
    met: (given) => lasts(given, leastYears, leastDays),
  },
];

const rehearsalRetention: readonly Demand[] = [
  {
    property: `${retention}.mode`,
    required: "COMPLIANCE or GOVERNANCE",
    met: (mode) => mode === "COMPLIANCE" || mode === "GOVERNANCE",
  },
  { property: retention, required: "of at least 1 day", met: (given) => lasts(given, 1, 1) },
];

function lasts(given: Value | undefined, years: number, days: number): boolean {
  if (!isRecord(given)) return false;
  return atLeast(given["years"], years) || atLeast(given["days"], days);
}

function atLeast(given: Value | undefined, least: number): boolean {
  return typeof given === "number" && given >= least;
}

export const auditBucketLocked: Policy = {
  metadata,

  resource(resource) {
    if (!isAuditBucket(resource)) return [];
    return judge({ kind: "Audit bucket", resource }, [exactly("objectLockEnabled", true)]);
  },

  stack(resources, { today }) {
    const buckets = resources.filter(isAuditBucket);
    const components = resources.filter(({ type }) => lockedComponents.includes(type));
    return [
      ...components.flatMap((component) => judgeComponent(component, buckets, today)),
      ...buckets.flatMap((bucket) => judgeBucket(bucket, resources, today)),
    ];
  },
};

function judgeComponent(component: Resource, buckets: readonly Resource[], today: string): Finding[] {
  const subject: Subject = { kind: "Audit component", resource: component };
  const rehearsal = rehearsalOf(component, today);
  const findings = rehearsal.wrong === undefined ? [] : [violation(subject, rehearsal.wrong)];
  const filled = buckets.some((bucket) => archiveOf(bucket)?.urn === component.urn);
  return filled
    ? findings
    : [...findings, violation(subject, "must have an audit bucket below it; given: none")];
}

function judgeBucket(bucket: Resource, resources: readonly Resource[], today: string): Finding[] {
  const component = archiveOf(bucket);
  const rehearses = component !== undefined && rehearsalOf(component, today).valid;
  const subject: Subject = { kind: "Audit bucket", resource: bucket };
  return [
    ...judgeCompanion(subject, resources, {
      is: isLock,
      kind: "BucketObjectLockConfiguration",
      names: namesBucket,
      demands: rehearses ? rehearsalRetention : fullRetention,
    }),
    ...judgeCompanion(subject, resources, {
      is: isVersioning,
      kind: "BucketVersioning",
      names: namesBucket,
      demands: [exactly("versioningConfiguration.status", "Enabled")],
    }),
  ];
}
