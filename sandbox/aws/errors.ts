import { CloudError } from "../protocol/resource-type.ts";

interface Refusal {
  /** What the provider was doing, for example `creating S3 Bucket (audit)`. */
  doing: string;
  /** As the SDK names it: `S3`, `IAM`, `KMS`... */
  service: string;
  operation: string;
  status: number;
  code: string;
  message: string;
}

/** A refusal as the AWS provider reports it. */
export function awsError(refusal: Refusal): CloudError {
  const { doing, service, operation, status, code, message } = refusal;
  return new CloudError(
    status,
    `${doing}: operation error ${service}: ${operation}, https response error StatusCode: ${status}, ` +
      `${code}: ${message}`,
  );
}
