import { z } from "zod";
import type { StoredDocument } from "../world/stored-type.ts";

/** What an AWS account holds before anything is declared. */
export const awsAccount = z.strictObject({
  accountId: z.string().regex(/^\d{12}$/, "twelve digits, in quotes"),
  /** Where resources go that name no region. */
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "a region such as us-east-1"),
  /** Names of public DNS zones. */
  hostedZones: z.array(z.string()).default([]),
  /** ARNs of roles and users that exist and that no program declares. */
  principals: z.array(z.string().startsWith("arn:aws:iam::")).default([]),
  /** Bucket names that other accounts hold. */
  takenBuckets: z.array(z.string()).default([]),
});

export type AwsAccount = z.infer<typeof awsAccount>;

/** The account's state on disk. */
export interface AwsDocument extends StoredDocument {
  account: AwsAccount;
  zones: Record<string, { zoneId: string }>;
  /** Keys of the objects in each bucket, for what a bucket refuses while it holds some. */
  objects: Record<string, string[]>;
}

export function initialAws(account: AwsAccount): AwsDocument {
  const zones = account.hostedZones.map((name, index) => [
    name,
    { zoneId: `Z${String(index + 1).padStart(13, "0")}SANDBOX`.slice(0, 21) },
  ]);
  return { account, zones: Object.fromEntries(zones), objects: {}, resources: {} };
}

/** The region that a resource lies in: its own input, or the account's. */
export function regionOf(inputs: { [name: string]: unknown }, document: AwsDocument): string {
  const region = inputs["region"];
  return typeof region === "string" ? region : document.account.region;
}

/** Who asks: the role by which the sandbox's programs run. */
export function callerArn({ account }: AwsDocument): string {
  return `arn:aws:sts::${account.accountId}:assumed-role/sandbox/deployer`;
}
