import { z } from "zod";
import type { Stored, StoredDocument } from "../world/stored-type.ts";
import { zoneOfBefore, zoneToken } from "./hosted-zone.ts";
import { oidcArn, oidcOfBefore, oidcToken } from "./iam.ts";

/** What an AWS account holds before anything is declared. */
export const awsAccount = z.strictObject({
  accountId: z.string().regex(/^\d{12}$/, "twelve digits, in quotes"),
  /** Where resources go that name no region. */
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "a region such as us-east-1"),
  /** Names of public DNS zones. */
  hostedZones: z.array(z.string()).default([]),
  /** The audiences that IAM takes tokens for, by the https address of the OpenID Connect provider. */
  oidcProviders: z.record(z.string().startsWith("https://"), z.array(z.string()).min(1)).default({}),
  /** ARNs of roles and users that exist and that no program declares. */
  principals: z.array(z.string().startsWith("arn:aws:iam::")).default([]),
  /** Bucket names that other accounts hold. */
  takenBuckets: z.array(z.string()).default([]),
});

export type AwsAccount = z.infer<typeof awsAccount>;

/** The account's state on disk. */
export interface AwsDocument extends StoredDocument {
  account: AwsAccount;
  /** Keys of the objects in each bucket, for what a bucket refuses while it holds some. */
  objects: Record<string, string[]>;
}

export function initialAws(account: AwsAccount): AwsDocument {
  const zones = account.hostedZones.map((name, index): [string, Stored] => {
    const id = `Z${String(index + 1).padStart(13, "0")}SANDBOX`.slice(0, 21);
    return [id, zoneOfBefore(name, id)];
  });
  const providers = Object.entries(account.oidcProviders).map(([url, audiences]): [string, Stored] => {
    const arn = oidcArn({ account }, url);
    return [arn, oidcOfBefore(url, audiences, arn)];
  });
  const resources = { [zoneToken]: Object.fromEntries(zones), [oidcToken]: Object.fromEntries(providers) };
  return { account, objects: {}, resources };
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
