import { S3Failure } from "./objects.ts";

/** Keys of a role that a job has taken; they end within hours. */
export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

/** Where a bucket is, and as whom to ask. */
export interface S3Access {
  region: string;
  credentials: Credentials;
  /** For S3 elsewhere than in AWS, for example `http://127.0.0.1:5000`; buckets are then addressed by path. */
  endpoint?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads what aws-actions/configure-aws-credentials sets, and AWS_ENDPOINT_URL_S3 as AWS's own tools do.
 *
 * @throws S3Failure which names every missing variable.
 */
export function s3AccessFrom(environment: Environment, region?: string): S3Access {
  const where = region ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"];
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  if (!where || !accessKeyId || !secretAccessKey) {
    const missing = [
      ...(where ? [] : ["AWS_REGION"]),
      ...(accessKeyId ? [] : ["AWS_ACCESS_KEY_ID"]),
      ...(secretAccessKey ? [] : ["AWS_SECRET_ACCESS_KEY"]),
    ];
    throw new S3Failure(
      "denied",
      `There are no credentials for S3: ${missing.join(", ")} ${missing.length > 1 ? "are" : "is"} not set. ` +
        "Let aws-actions/configure-aws-credentials take the role in an earlier step of this job.",
    );
  }
  const { AWS_SESSION_TOKEN: sessionToken, AWS_ENDPOINT_URL_S3: endpoint } = environment;
  return {
    region: where,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) },
    ...(endpoint && { endpoint }),
  };
}

/** The address of a bucket, without a slash at its end. */
export function bucketAddress(bucket: string, { region, endpoint }: S3Access): string {
  if (endpoint) return `${endpoint.replace(/\/+$/, "")}/${bucket}`;
  const suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  return `https://${bucket}.s3.${region}.${suffix}`;
}
