import {
  type Demand,
  exactly,
  type Finding,
  judge,
  type Subject,
  undecided,
  violation,
} from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import { ancestorOf, type Resource } from "../form/resource.ts";
import { at, isRecord, isText, notKnown, show, type Value } from "../form/value.ts";
import { rehearsalOf } from "./rehearsal.ts";

const name = "audit-bucket-locked";

const metadata: Metadata = {
  name,
  displayName: "Evidence cannot be altered for seven years",
  description:
    "The audit bucket must have Object Lock enabled, a default retention in COMPLIANCE mode of at least 7 years, and versioning enabled.",
  severity: "critical",
  clauses: [
    {
      name: "21 CFR Part 11",
      version: "1997",
      reference: "11.10(c)",
      specification: "Records are protected, and can be retrieved throughout their retention period.",
    },
    {
      name: "21 CFR Part 11",
      version: "1997",
      reference: "11.10(e)",
      specification:
        "Audit trails do not obscure what was recorded before, and are kept as long as the records.",
    },
    {
      name: "ISO/IEC 27001",
      version: "2022",
      reference: "A.5.33",
      specification: "Records are protected from loss, destruction and falsification.",
    },
    {
      name: "ISO/IEC 27001",
      version: "2022",
      reference: "A.8.15",
      specification: "Logs are kept and protected.",
    },
  ],
  requirements: ["S002-AUD-06", "S002-AUD-07"],
  remediationSteps:
    "Set objectLockEnabled: true on the bucket, and declare for it a BucketVersioning with status Enabled and a BucketObjectLockConfiguration with rule.defaultRetention { mode: COMPLIANCE, years: 7 }. Evidence of a rehearsal may end earlier where the Audit component declares retention.rehearsal with a reason and the day on which the exception ends.",
  url: documentOf(name),
  tags: ["aws", "s3", "audit", "retention"],
};

const auditComponent = "gatehouse:components:Audit";
const bucketTypes = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"];
const lockTypes = [
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
  "aws:s3/bucketObjectLockConfigurationV2:BucketObjectLockConfigurationV2",
];
const versioningTypes = [
  "aws:s3/bucketVersioning:BucketVersioning",
  "aws:s3/bucketVersioningV2:BucketVersioningV2",
];

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
    if (!bucketTypes.includes(resource.type) || !isAuditBucket(resource)) return [];
    return judge({ kind: "Audit bucket", resource }, [exactly("objectLockEnabled", true)]);
  },

  stack(resources, { today }) {
    const buckets = resources.filter(({ type }) => bucketTypes.includes(type)).filter(isAuditBucket);
    const components = resources.filter(({ type }) => type === auditComponent);
    return [
      ...components.flatMap((component) => judgeComponent(component, buckets, today)),
      ...buckets.flatMap((bucket) => judgeBucket(bucket, resources, today)),
    ];
  },
};

/**
 * A bucket below the Audit component is an audit bucket, whatever its name; elsewhere a name with the word audit in it
 * is enough. Leaving out the lock therefore leaves nothing out of this policy.
 */
function isAuditBucket(resource: Resource): boolean {
  if (ancestorOf(resource, auditComponent)) return true;
  const names: readonly (Value | undefined)[] = [
    resource.name,
    at(resource.properties, "bucket"),
    at(resource.properties, "bucketPrefix"),
  ];
  return names.some((text) => isText(text) && /(^|[^a-z])audit([^a-z]|$)/i.test(text));
}

function judgeComponent(component: Resource, buckets: readonly Resource[], today: string): Finding[] {
  const subject: Subject = { kind: "Audit component", resource: component };
  const rehearsal = rehearsalOf(component, today);
  const findings = rehearsal.wrong === undefined ? [] : [violation(subject, rehearsal.wrong)];
  const filled = buckets.some((bucket) => ancestorOf(bucket, auditComponent)?.urn === component.urn);
  return filled
    ? findings
    : [...findings, violation(subject, "must have an audit bucket below it; given: none")];
}

function judgeBucket(bucket: Resource, resources: readonly Resource[], today: string): Finding[] {
  const component = ancestorOf(bucket, auditComponent);
  const rehearses = component !== undefined && rehearsalOf(component, today).valid;
  return [
    ...judgePart(bucket, resources, {
      types: lockTypes,
      kind: "BucketObjectLockConfiguration",
      demands: rehearses ? rehearsalRetention : fullRetention,
    }),
    ...judgePart(bucket, resources, {
      types: versioningTypes,
      kind: "BucketVersioning",
      demands: [exactly("versioningConfiguration.status", "Enabled")],
    }),
  ];
}

/** A resource that an audit bucket must have beside it. */
interface Part {
  types: readonly string[];
  kind: string;
  demands: readonly Demand[];
}

function judgePart(bucket: Resource, resources: readonly Resource[], part: Part): Finding[] {
  const candidates = resources.filter(({ type }) => part.types.includes(type));
  const own = candidates.filter((candidate) => belongsTo(candidate, bucket));
  if (own.length > 0) return own.flatMap((resource) => judge({ kind: part.kind, resource }, part.demands));

  const subject: Subject = { kind: "Audit bucket", resource: bucket };
  const open = candidates.filter(
    (candidate) =>
      at(candidate.properties, "bucket") === notKnown && (candidate.sources["bucket"] ?? []).length === 0,
  );
  return open.length > 0
    ? [
        undecided(
          subject,
          `must have a ${part.kind}; given: ${show(open.map((candidate) => candidate.name))}, whose bucket is not known before the update`,
        ),
      ]
    : [violation(subject, `must have a ${part.kind}; given: none`)];
}

function belongsTo(part: Resource, bucket: Resource): boolean {
  if (part.sources["bucket"]?.includes(bucket.urn)) return true;
  const given = at(part.properties, "bucket");
  return isText(given) && given === at(bucket.properties, "bucket");
}
