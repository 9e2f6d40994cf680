import { hyphenated } from "../protocol/naming.ts";
import type { CloudError, ResourceType } from "../protocol/resource-type.ts";
import { members, text } from "../protocol/rules.ts";
import { inputRules, type Stored, storedType } from "../world/stored-type.ts";
import type { Cloud } from "../world/world.ts";
import { type AwsDocument, regionOf } from "./account.ts";
import { awsError } from "./errors.ts";

export const bucketToken = "aws:s3/bucket:Bucket";
export const lockToken = "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration";

// Rules: docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
const goodName = /^(?=.{3,63}$)(?!xn--|sthree-|amzn-s3-demo-)[a-z0-9](?:[a-z0-9-]|\.(?!\.))*[a-z0-9]$/;
const addressLike = /^\d+\.\d+\.\d+\.\d+$/;
const reservedEnding = /(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;

export function s3Bucket(cloud: Cloud<AwsDocument>): ResourceType {
  return storedType(cloud, {
    token: bucketToken,
    inputs: inputRules({
      optional:
        "accelerationStatus acl bucket bucketNamespace bucketPrefix corsRules forceDestroy grants lifecycleRules " +
        "logging objectLockConfiguration objectLockEnabled policy region replicationConfiguration requestPayer " +
        "serverSideEncryptionConfiguration tags versioning website",
      replaces: "bucket bucketNamespace bucketPrefix objectLockEnabled region",
      defaults: { forceDestroy: false },
    }),
    computed: [
      ..."arn bucketDomainName bucketRegion bucketRegionalDomainName hostedZoneId tagsAll".split(" "),
      ..."objectLockEnabled region requestPayer".split(" "),
    ],
    autoName: hyphenated("bucket", { maxLength: 63, lowerCase: true, unless: ["bucketPrefix"] }),
    idOf: (inputs) => text(inputs, "bucket") || `${text(inputs, "bucketPrefix")}20260101000000000000000001`,
    taken: ({ id }) =>
      creating(
        id,
        409,
        "BucketAlreadyOwnedByYou",
        "Your previous request to create the named bucket succeeded and you already own it.",
      ),
    admit({ id, document, old }) {
      if (old) return;
      if (!goodName.test(id) || addressLike.test(id) || reservedEnding.test(id)) {
        throw creating(id, 400, "InvalidBucketName", "The specified bucket is not valid.");
      }
      if (document.account.takenBuckets.includes(id)) {
        throw creating(
          id,
          409,
          "BucketAlreadyExists",
          "The requested bucket name is not available. The bucket namespace is shared by all users of the system. " +
            "Please select a different name and try again.",
        );
      }
    },
    outputs({ id, inputs, document, old }) {
      const region = regionOf(inputs, document);
      return {
        arn: `arn:aws:s3:::${id}`,
        bucket: id,
        bucketDomainName: `${id}.s3.amazonaws.com`,
        bucketRegion: region,
        bucketRegionalDomainName: `${id}.s3.${region}.amazonaws.com`,
        hostedZoneId: "Z3AQBSTGFYJSTF",
        objectLockEnabled: inputs["objectLockEnabled"] === true || old?.outputs["objectLockEnabled"] === true,
        region,
        requestPayer: text(inputs, "requestPayer") || "BucketOwner",
        tagsAll: members(inputs, "tags"),
      };
    },
    release({ id, inputs, document }) {
      const objects = document.objects[id] ?? [];
      if (objects.length === 0) return;
      if (inputs["forceDestroy"] !== true) {
        throw awsError({
          doing: `deleting S3 Bucket (${id})`,
          service: "S3",
          operation: "DeleteBucket",
          status: 409,
          code: "BucketNotEmpty",
          message: "The bucket you tried to delete is not empty. You must delete all versions in the bucket.",
        });
      }
      if (retentionMode(document, id) === "COMPLIANCE") {
        throw awsError({
          doing: `deleting S3 Bucket (${id}): emptying: deleting S3 Object (${objects[0]})`,
          service: "S3",
          operation: "DeleteObject",
          status: 403,
          code: "AccessDenied",
          message: "Access Denied because object protected by object lock.",
        });
      }
      delete document.objects[id];
    },
  });
}

function creating(bucket: string, status: number, code: string, message: string): CloudError {
  return awsError({
    doing: `creating S3 Bucket (${bucket})`,
    service: "S3",
    operation: "CreateBucket",
    status,
    code,
    message,
  });
}

/** The bucket that a setting belongs to. */
export function bucketOf(document: AwsDocument, name: string, doing: string, operation: string): Stored {
  const bucket = document.resources[bucketToken]?.[name];
  if (bucket) return bucket;
  throw awsError({
    doing,
    service: "S3",
    operation,
    status: 404,
    code: "NoSuchBucket",
    message: "The specified bucket does not exist",
  });
}

/** Whether Object Lock was switched on, at creation or since: it stays on for good. */
export function isLocked(bucket: Stored): boolean {
  return bucket.outputs["objectLockEnabled"] === true;
}

/** The default retention's mode, where the bucket has one. */
export function retentionMode(document: AwsDocument, bucket: string): string | undefined {
  const lock = document.resources[lockToken]?.[bucket];
  const mode = lock && members(members(lock.inputs, "rule"), "defaultRetention")["mode"];
  return typeof mode === "string" ? mode : undefined;
}
