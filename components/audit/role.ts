import { Role } from "@pulumi/aws/iam/role.js";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy.js";
import * as pulumi from "@pulumi/pulumi";
import { type Job, type TokenSource, trustOfJobs } from "../access/oidc.ts";
import type { Tags } from "../tags.ts";
import type { KeyUser } from "./key-policy.ts";
import { readerTrust } from "./policy.ts";

/** One role of a store, judged before anything is declared. */
export interface RolePlan<Arns> {
  /** Its name among the store's children; its policy is `SUFFIX-policy`. */
  suffix: string;
  /** In the account. */
  name: string;
  description: string;
  trust: pulumi.Input<string>;
  /** What it does with the store's key. */
  uses: KeyUser["may"];
  /** The name of its policy, and what it allows once the ARNs are known. */
  allows: { name: string; policy: (arns: Arns) => string };
}

/**
 * A name that IAM takes.
 *
 * @throws RunError when it is too long, or has a character that IAM refuses.
 */
export function roleName(name: string): string {
  if (/^[\w+=,.@-]{1,64}$/.test(name)) return name;
  throw new pulumi.RunError(
    `The AWS role's name ${JSON.stringify(name)} has ${name.length} characters. Allowed: 1 to 64 letters, digits and ` +
      "_ + = , . @ -. Shorten the application's or the environment's name.",
  );
}

/** The trust of jobs; their names are judged now, the provider's ARN may come later. */
export function trustOf(
  { source, oidcProvider }: { source: TokenSource; oidcProvider: pulumi.Input<string> },
  jobs: readonly Job[],
): pulumi.Output<string> {
  const policyFor = trustOfJobs(source, jobs);
  return pulumi.output(oidcProvider).apply(policyFor);
}

/** A role that people take, where somebody may; its sessions, like all, end after an hour. */
export function forPeople<Arns>(
  principals: readonly string[],
  plan: Omit<RolePlan<Arns>, "trust">,
): RolePlan<Arns>[] {
  return principals.length > 0 ? [{ ...plan, trust: readerTrust(principals) }] : [];
}

export function createRole<Arns>(
  child: (suffix: string) => string,
  plan: RolePlan<Arns>,
  tags: Tags,
  options: pulumi.CustomResourceOptions,
): Role {
  return new Role(
    child(plan.suffix),
    {
      name: plan.name,
      description: plan.description,
      assumeRolePolicy: plan.trust,
      maxSessionDuration: 3600,
      tags,
    },
    options,
  );
}

/** Gives a role what its plan says. */
export function grant<Arns>(
  child: (suffix: string) => string,
  { suffix, allows }: RolePlan<Arns>,
  role: Role,
  arns: pulumi.Output<Arns>,
  options: pulumi.CustomResourceOptions,
): void {
  new RolePolicy(
    child(`${suffix}-policy`),
    { role: role.name, name: allows.name, policy: arns.apply((known) => allows.policy(known)) },
    options,
  );
}
