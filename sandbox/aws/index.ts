import type { CloudProvider } from "../protocol/resource-type.ts";
import { openCloud } from "../world/world.ts";
import { type AwsAccount, type AwsDocument, initialAws } from "./account.ts";
import { budget } from "./budgets.ts";
import { cloudwatchTypes } from "./cloudwatch.ts";
import { type DeclaredBucket, declaredBuckets } from "./declared-buckets.ts";
import { awsFunctions } from "./functions.ts";
import { hostedZone } from "./hosted-zone.ts";
import { iamTypes } from "./iam.ts";
import { kmsTypes } from "./kms.ts";
import { recordSet } from "./record-set.ts";
import { healthCheck } from "./route53.ts";
import { s3Bucket } from "./s3-bucket.ts";
import { s3Settings } from "./s3-settings.ts";
import { snsTypes } from "./sns.ts";

/** One AWS account. */
export interface Aws {
  provider: CloudProvider;
  /** The buckets that exist now, with the settings that decide what happens to objects. */
  buckets(): DeclaredBucket[];
}

/**
 * Opens the AWS account whose state lies in `folder`.
 *
 * @param account what it holds when it is opened for the first time.
 */
export function openAws(options: { folder: string; account: AwsAccount }): Aws {
  const { account } = options;
  const cloud = openCloud<AwsDocument>(options.folder, "aws", () => initialAws(account));
  return {
    buckets: () => declaredBuckets(cloud.read()),
    provider: {
      name: "aws",
      version: "7.48.0",
      types: [
        s3Bucket(cloud),
        ...s3Settings(cloud),
        ...kmsTypes(cloud),
        ...iamTypes(cloud),
        healthCheck(cloud),
        hostedZone(cloud),
        recordSet(cloud),
        budget(cloud),
        ...cloudwatchTypes(cloud),
        ...snsTypes(cloud),
      ],
      functions: awsFunctions(cloud),
      refuseSettings: ({ region }) => refuseRegion(region, cloud.read().account.region),
    },
  };
}

/** All provider instances share one server, so the region of one cannot be told from that of another. */
function refuseRegion(region: unknown, served: string): string | undefined {
  if (region === undefined || region === served) return undefined;
  return (
    `The sandbox serves one default region, ${served}, and cannot tell provider instances apart; the provider asks ` +
    `for ${String(region)}. Give "region" on the resource, or change aws.region in sandbox/account.yaml.`
  );
}
