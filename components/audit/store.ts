import type { Key } from "@pulumi/aws/kms/key.js";
import type { Bucket } from "@pulumi/aws/s3/bucket.js";
import type * as pulumi from "@pulumi/pulumi";
import { type LockedBucketArgs, lockedBucket } from "./locked-bucket.ts";
import { createRole, grant, type RolePlan } from "./role.ts";

/** A store as declared, and the ARN of each of its roles. */
export interface LockedStore<Arns> {
  bucket: Bucket;
  roleArns: (plan: RolePlan<Arns>) => pulumi.Output<string>;
}

/** A locked bucket and the roles that use it: the key's policy names the roles, and their policies name the key. */
export function lockedStore<Arns>(
  owner: { child(suffix: string): string; parent: pulumi.Resource },
  args: Omit<LockedBucketArgs, "users">,
  plans: readonly RolePlan<Arns>[],
  arnsOf: (store: { bucket: Bucket; key: Key }) => pulumi.Output<Arns>,
): LockedStore<Arns> {
  const options = { parent: owner.parent };
  const roles = new Map(plans.map((plan) => [plan, createRole(owner.child, plan, args.tags, options)]));
  const store = lockedBucket(owner, {
    ...args,
    users: [...roles].map(([{ uses }, { arn }]) => ({ roleArn: arn, may: uses })),
  });
  const arns = arnsOf(store);
  for (const [plan, role] of roles) grant(owner.child, plan, role, arns, options);
  return {
    bucket: store.bucket,
    roleArns(plan) {
      const role = roles.get(plan);
      if (!role) throw new Error(`${plan.suffix} is no role of this store`);
      return role.arn;
    },
  };
}
