import { iso27001, soc2 } from "../form/clauses.ts";
import { type Demand, judge } from "../form/finding.ts";
import { documentOf, type Metadata, type Policy } from "../form/policy.ts";
import { ofAny, ofAzureType, ofType, type TypeTest } from "../form/type.ts";
import { isText } from "../form/value.ts";
import { isOfDevelopment } from "../protection/stage.ts";

const name = "cloud-resources-tagged";

const metadata: Metadata = {
  name,
  displayName: "Whose it is, and how sensitive, stands on every cloud resource",
  description:
    "Outside development a resource of AWS or Azure that can carry tags must have an application, an environment, an owner, a cost centre and a data class among them.",
  severity: "medium",
  clauses: [
    iso27001("A.5.9", "Information and other assets are listed, with their owners."),
    iso27001("A.5.12", "Information is classified by how much it must be protected."),
    soc2("CC6.1", "Information assets are identified, inventoried and classified."),
  ],
  requirements: ["S004-ENV-01", "S003-DATA-02"],
  remediationSteps:
    "Give the resource the tags of its component (args.tags): application, environment, owner, cost-centre and data-class, each with a value. They come from the settings application and environments.",
  url: documentOf(name),
  tags: ["aws", "azure", "tags"],
};

/**
 * What the two clouds give no tags to, by the published SDKs. A type that is not here must carry them, so a new one is
 * never let off by silence.
 */
export const untaggable: TypeTest = ofAny(
  ofType(
    "aws:cloudwatch/dashboard:Dashboard",
    "aws:iam/rolePolicy:RolePolicy",
    "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
    "aws:kms/alias:Alias",
    "aws:route53/record:Record",
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration",
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    "aws:s3/bucketPolicy:BucketPolicy",
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
    "aws:s3/bucketVersioning:BucketVersioning",
    "aws:sns/topicPolicy:TopicPolicy",
    "aws:sns/topicSubscription:TopicSubscription",
  ),
  ofAzureType("authorization", "RoleAssignment", "RoleDefinition"),
  ofAzureType("consumption", "Budget"),
  ofAzureType("managedidentity", "FederatedIdentityCredential"),
  ofAzureType("monitor", "DiagnosticSetting"),
  ofAzureType("web", "WebAppFtpAllowed", "WebAppFtpAllowedSlot", "WebAppScmAllowed", "WebAppScmAllowedSlot"),
);

const demands: readonly Demand[] = ["application", "environment", "owner", "cost-centre", "data-class"].map(
  (tag) => ({
    property: `tags.${tag}`,
    required: "with a value",
    met: (value) => isText(value) && value.trim() !== "",
  }),
);

export const cloudResourcesTagged: Policy = {
  metadata,

  resource(resource, run) {
    if (!/^(aws|azure-native):/.test(resource.type) || untaggable(resource)) return [];
    return isOfDevelopment(resource, run) ? [] : judge({ kind: "Cloud resource", resource }, demands);
  },
};
