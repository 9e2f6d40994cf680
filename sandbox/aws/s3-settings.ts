import type { CheckFailure, Properties, ResourceType } from "../protocol/resource-type.ts";
import { list, members, oneOf, text, within } from "../protocol/rules.ts";
import { isObject } from "../protocol/values.ts";
import { type Change, inputRules, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import { type AwsDocument, regionOf } from "./account.ts";
import { awsError } from "./errors.ts";
import { checkJson, isPublic, parsePolicy } from "./policy-document.ts";
import { bucketOf, bucketToken, isLocked, lockToken } from "./s3-bucket.ts";

export const versioningToken = "aws:s3/bucketVersioning:BucketVersioning";
export const encryptionToken =
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
export const policyToken = "aws:s3/bucketPolicy:BucketPolicy";
const publicAccessToken = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock";

interface Setting {
  token: string;
  /** As the provider names it in errors. */
  title: string;
  operation: string;
  required?: string;
  optional?: string;
  replaces?: string;
  defaults?: Properties;
  check?(inputs: Properties): CheckFailure[];
  admit?(change: Change<AwsDocument>, doing: string): void;
  settle?(change: Change<AwsDocument>): void;
}

/** The resource types that are one setting of one bucket: a create writes over what is there. */
export function s3Settings(cloud: Cloud<AwsDocument>): ResourceType[] {
  return settings.map((setting) =>
    storedType(cloud, {
      token: setting.token,
      inputs: inputRules({
        required: `bucket ${setting.required ?? ""}`,
        optional: `region ${setting.optional ?? ""}`,
        replaces: `bucket region ${setting.replaces ?? ""}`,
        ...(setting.defaults && { defaults: setting.defaults }),
      }),
      computed: ["region"],
      ...(setting.check && { check: setting.check }),
      idOf: (inputs) => text(inputs, "bucket"),
      admit(change) {
        const doing = `creating S3 Bucket (${text(change.inputs, "bucket")}) ${setting.title}`;
        bucketOf(change.document, text(change.inputs, "bucket"), doing, setting.operation);
        setting.admit?.(change, doing);
      },
      outputs: ({ inputs, document }) => ({ region: regionOf(inputs, document) }),
      ...(setting.settle && { settle: setting.settle }),
    }),
  );
}

const settings: Setting[] = [
  {
    token: versioningToken,
    title: "Versioning",
    operation: "PutBucketVersioning",
    required: "versioningConfiguration",
    optional: "expectedBucketOwner mfa",
    replaces: "expectedBucketOwner",
    check: (inputs) =>
      oneOf("versioningConfiguration.status", members(inputs, "versioningConfiguration")["status"], [
        "Enabled",
        "Suspended",
        "Disabled",
      ]),
    admit({ document, inputs }, doing) {
      const bucket = bucketOf(document, text(inputs, "bucket"), doing, "PutBucketVersioning");
      if (members(inputs, "versioningConfiguration")["status"] === "Enabled" || !isLocked(bucket)) return;
      throw awsError({
        doing,
        service: "S3",
        operation: "PutBucketVersioning",
        status: 409,
        code: "InvalidBucketState",
        message:
          "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
      });
    },
  },
  {
    token: lockToken,
    title: "Object Lock Configuration",
    operation: "PutObjectLockConfiguration",
    optional: "expectedBucketOwner objectLockEnabled rule token",
    replaces: "expectedBucketOwner objectLockEnabled",
    defaults: { objectLockEnabled: "Enabled" },
    check: retentionFailures,
    admit({ document, inputs }, doing) {
      const name = text(inputs, "bucket");
      const bucket = bucketOf(document, name, doing, "PutObjectLockConfiguration");
      const versioning = document.resources[versioningToken]?.[name];
      const status = versioning && members(versioning.inputs, "versioningConfiguration")["status"];
      // Since November 2023 a bucket with versioning can have its lock switched on later.
      if (isLocked(bucket) || status === "Enabled") return;
      throw awsError({
        doing,
        service: "S3",
        operation: "PutObjectLockConfiguration",
        status: 409,
        code: "InvalidBucketState",
        message: "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
      });
    },
    settle({ document, inputs }) {
      const bucket = document.resources[bucketToken]?.[text(inputs, "bucket")];
      if (bucket) bucket.outputs["objectLockEnabled"] = true;
    },
  },
  {
    token: encryptionToken,
    title: "Server-side Encryption Configuration",
    operation: "PutBucketEncryption",
    required: "rules",
    optional: "expectedBucketOwner",
    replaces: "expectedBucketOwner",
    check: (inputs) =>
      objects(inputs, "rules").flatMap((rule, index) =>
        oneOf(
          `rules[${index}].applyServerSideEncryptionByDefault.sseAlgorithm`,
          members(rule, "applyServerSideEncryptionByDefault")["sseAlgorithm"],
          ["AES256", "aws:fsx", "aws:kms", "aws:kms:dsse"],
        ),
      ),
  },
  {
    token: publicAccessToken,
    title: "Public Access Block",
    operation: "PutPublicAccessBlock",
    optional: "blockPublicAcls blockPublicPolicy ignorePublicAcls restrictPublicBuckets skipDestroy",
  },
  {
    token: "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
    title: "Ownership Controls",
    operation: "PutBucketOwnershipControls",
    required: "rule",
    check: (inputs) =>
      oneOf("rule.objectOwnership", members(inputs, "rule")["objectOwnership"], [
        "BucketOwnerPreferred",
        "ObjectWriter",
        "BucketOwnerEnforced",
      ]),
  },
  {
    token: policyToken,
    title: "Policy",
    operation: "PutBucketPolicy",
    required: "policy",
    check: (inputs) => checkJson("policy", inputs["policy"]),
    admit({ document, inputs }, doing) {
      const refuse = (status: number, code: string, message: string) =>
        awsError({ doing, service: "S3", operation: "PutBucketPolicy", status, code, message });
      const statements = parsePolicy(inputs["policy"]);
      if (!statements)
        throw refuse(400, "MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'");
      if (!statements.every((one) => one.hasPrincipal)) {
        throw refuse(400, "MalformedPolicy", "Missing required field Principal");
      }
      if (!statements.every((one) => one.hasResource)) {
        throw refuse(400, "MalformedPolicy", "Missing required field Resource");
      }
      const block = document.resources[publicAccessToken]?.[text(inputs, "bucket")];
      if (block?.inputs["blockPublicPolicy"] === true && isPublic(statements)) {
        throw refuse(
          403,
          "AccessDenied",
          "User is not authorized to perform: s3:PutBucketPolicy on resource because public policies are blocked " +
            "by the BlockPublicPolicy block public access setting.",
        );
      }
    },
  },
  {
    token: "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    title: "Lifecycle Configuration",
    operation: "PutBucketLifecycleConfiguration",
    optional: "expectedBucketOwner rules timeouts transitionDefaultMinimumObjectSize",
    replaces: "expectedBucketOwner",
    defaults: { transitionDefaultMinimumObjectSize: "all_storage_classes_128K" },
    check: lifecycleFailures,
  },
];

function objects(inputs: Properties, name: string): Properties[] {
  return list(inputs, name).filter(isObject);
}

function retentionFailures(inputs: Properties): CheckFailure[] {
  const retention = members(inputs, "rule")["defaultRetention"];
  if (!isObject(retention)) return [];
  const { days, years } = retention;
  const failures = oneOf("rule.defaultRetention.mode", retention["mode"], ["COMPLIANCE", "GOVERNANCE"]);
  if ((days === undefined) === (years === undefined)) {
    failures.push({
      property: "rule.defaultRetention",
      reason: 'only one of "days" and "years" must be specified',
    });
  }
  // docs.aws.amazon.com/AmazonS3/latest/userguide/object-lock-managing.html: at most 100 years.
  failures.push(...within("rule.defaultRetention.days", days, 1, 36500));
  failures.push(...within("rule.defaultRetention.years", years, 1, 100));
  return failures;
}

const storageClasses = [
  "GLACIER",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "DEEP_ARCHIVE",
  "GLACIER_IR",
];

function lifecycleFailures(inputs: Properties): CheckFailure[] {
  return objects(inputs, "rules").flatMap((rule, index) => [
    ...oneOf(`rules[${index}].status`, rule["status"], ["Enabled", "Disabled"]),
    ...objects(rule, "transitions").flatMap((transition, at) => {
      const path = `rules[${index}].transitions[${at}]`;
      const early =
        transition["storageClass"] === "STANDARD_IA" || transition["storageClass"] === "ONEZONE_IA";
      return [
        ...oneOf(`${path}.storageClass`, transition["storageClass"], storageClasses),
        // docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html
        ...within(`${path}.days`, transition["days"], early ? 30 : 0, 2_147_483_647),
      ];
    }),
  ]);
}
