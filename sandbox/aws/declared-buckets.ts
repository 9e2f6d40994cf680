import type { Properties, Value } from "../protocol/resource-type.ts";
import { list, members, text } from "../protocol/rules.ts";
import { isObject } from "../protocol/values.ts";
import type { AwsDocument } from "./account.ts";
import { bucketToken, isLocked, lockToken } from "./s3-bucket.ts";
import { encryptionToken, policyToken, versioningToken } from "./s3-settings.ts";

/** What a program declared of one bucket, as far as it decides what happens to objects. */
export interface DeclaredBucket {
  name: string;
  region: string;
  locked: boolean;
  versioning?: string;
  retention?: { mode: string; unit: "Days" | "Years"; period: number };
  encryption?: { algorithm: string; key?: string };
  /** The policy's text. */
  policy?: string;
}

export function declaredBuckets(document: AwsDocument): DeclaredBucket[] {
  const settingOf = (token: string, name: string): Properties =>
    document.resources[token]?.[name]?.inputs ?? {};
  return Object.entries(document.resources[bucketToken] ?? {}).map(([name, bucket]) => {
    const versioning = text(members(settingOf(versioningToken, name), "versioningConfiguration"), "status");
    const retention = retentionOf(members(members(settingOf(lockToken, name), "rule"), "defaultRetention"));
    const encryption = encryptionOf(list(settingOf(encryptionToken, name), "rules")[0]);
    const policy = text(settingOf(policyToken, name), "policy");
    return {
      name,
      region: text(bucket.outputs, "region"),
      locked: isLocked(bucket),
      ...(versioning && { versioning }),
      ...(retention && { retention }),
      ...(encryption && { encryption }),
      ...(policy && { policy }),
    };
  });
}

function retentionOf({ mode, days, years }: Properties): DeclaredBucket["retention"] {
  if (typeof mode !== "string") return undefined;
  if (typeof days === "number") return { mode, unit: "Days", period: days };
  return typeof years === "number" ? { mode, unit: "Years", period: years } : undefined;
}

function encryptionOf(rule: Value | undefined): DeclaredBucket["encryption"] {
  const applied = isObject(rule) ? members(rule, "applyServerSideEncryptionByDefault") : {};
  const algorithm = text(applied, "sseAlgorithm");
  const key = text(applied, "kmsMasterKeyId");
  return algorithm ? { algorithm, ...(key && { key }) } : undefined;
}
