import { iso27001, soc2 } from "../form/clauses.ts";
import { type Demand, exactly, judge } from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import { ofType } from "../form/type.ts";
import { at } from "../form/value.ts";

const name = "key-rotates";

const metadata: Metadata = {
  name,
  displayName: "Keys rotate, and are not gone at once",
  description:
    "A symmetric KMS key must have rotation enabled, at least once a year, and must have a deletion window of 30 days.",
  severity: "high",
  clauses: [
    iso27001("A.8.24", "Cryptography is used by rules that are set and kept."),
    soc2("CC6.1", "Logical access is restricted to protect information from security events."),
  ],
  requirements: ["S004-SEC-02"],
  remediationSteps:
    "Set enableKeyRotation: true, leave rotationPeriodInDays out or at 365 or less, and leave deletionWindowInDays out or at 30: within it a deletion by mistake can be taken back, and without its key evidence cannot be read.",
  url: documentOf(name),
  tags: ["aws", "kms", "audit"],
};

const isKey = ofType("aws:kms/key:Key");

function atMost(property: string, most: number): Demand {
  return {
    property,
    required: `of at most ${most}, or none`,
    met: (value) => value === undefined || value === null || (typeof value === "number" && value <= most),
  };
}

const demands: readonly Demand[] = [
  exactly("enableKeyRotation", true),
  atMost("rotationPeriodInDays", 365),
  {
    property: "deletionWindowInDays",
    required: "of 30, or none",
    met: (value) => value === undefined || value === null || value === 30,
  },
];

export const keyRotates: Policy = {
  metadata,

  resource(resource) {
    if (!isKey(resource)) return [];
    // AWS cannot rotate a key pair.
    const spec = at(resource.properties, "customerMasterKeySpec") ?? "SYMMETRIC_DEFAULT";
    const own = spec === "SYMMETRIC_DEFAULT" ? demands : demands.slice(-1);
    return judge({ kind: "KMS key", resource }, own);
  },
};
