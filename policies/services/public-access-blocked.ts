import { isBucket, namesBucket } from "../audit/bucket.ts";
import { iso27001, part11, soc2 } from "../form/clauses.ts";
import { judgeCompanion } from "../form/companion.ts";
import { type Demand, exactly, judge } from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import { ofAzureType, ofType, type TypeTest } from "../form/type.ts";
import { isText } from "../form/value.ts";
import { isStorageAccount } from "./azure-type.ts";

const name = "public-access-blocked";

const metadata: Metadata = {
  name,
  displayName: "No store of data is open to the public",
  description:
    "Each bucket must have a public access block with all four settings, and storage accounts, containers and databases must have public access off.",
  severity: "critical",
  clauses: [
    iso27001("A.8.3", "Access to information is restricted."),
    iso27001("A.8.12", "Data are kept from leaking."),
    part11("11.10(d)", "System access is limited to authorized individuals."),
    soc2("CC6.6", "Access from outside the system's boundaries is restricted."),
  ],
  requirements: ["S002-AUD-06", "S003-SEC-03"],
  remediationSteps:
    "Declare for the bucket a BucketPublicAccessBlock with blockPublicAcls, blockPublicPolicy, ignorePublicAcls and restrictPublicBuckets true. Set allowBlobPublicAccess: false on a storage account, publicAccess: None on a container, publiclyAccessible: false on a database.",
  url: documentOf(name),
  tags: ["aws", "azure", "s3", "storage"],
};

const isBlock = ofType("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock");
const blocked = ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"].map(
  (property) => exactly(property, true),
);

const closed: readonly { is: TypeTest; kind: string; demands: readonly Demand[] }[] = [
  { is: isStorageAccount, kind: "Storage account", demands: [exactly("allowBlobPublicAccess", false)] },
  {
    is: ofAzureType("storage", "BlobContainer"),
    kind: "Container",
    demands: [
      {
        property: "publicAccess",
        required: "None",
        met: (value) => value === undefined || value === null || value === "None",
      },
    ],
  },
  {
    is: ofType("aws:s3/bucketAcl:BucketAcl"),
    kind: "Bucket ACL",
    demands: [
      {
        property: "acl",
        required: "other than public",
        met: (value) =>
          value === undefined || value === null || (isText(value) && !/^(public|authenticated)-/.test(value)),
      },
    ],
  },
  {
    is: ofType("aws:rds/instance:Instance", "aws:rds/clusterInstance:ClusterInstance"),
    kind: "Database",
    demands: [
      {
        property: "publiclyAccessible",
        required: "false",
        met: (value) => value === undefined || value === null || value === false,
      },
    ],
  },
];

export const publicAccessBlocked: Policy = {
  metadata,

  resource(resource) {
    return closed
      .filter(({ is }) => is(resource))
      .flatMap(({ kind, demands }) => judge({ kind, resource }, demands));
  },

  stack(resources) {
    return resources.filter(isBucket).flatMap((resource) =>
      judgeCompanion({ kind: "Bucket", resource }, resources, {
        is: isBlock,
        kind: "BucketPublicAccessBlock",
        names: namesBucket,
        demands: blocked,
      }),
    );
  },
};
