import * as pulumi from "@pulumi/pulumi";
import type { EnvironmentJob, TokenSource } from "../access/oidc.ts";
import { Component } from "../component.ts";
import type { Tags } from "../tags.ts";
import type { Retention } from "./locked-bucket.ts";
import { backupReaderPolicy, backupWriterPolicy } from "./policy.ts";
import { forPeople, type RolePlan, roleName, trustOf } from "./role.ts";
import { lockedStore } from "./store.ts";

export interface BackupsArgs {
  application: string;
  /** The bucket's name, unique in all of AWS. */
  bucket: string;
  region: string;
  retention: Retention;
  /** The repository whose jobs make backups, and how GitHub writes the subjects of its tokens. */
  source: TokenSource;
  /** The jobs that make backups; each environment has a role of its own and a prefix; see `backupPrefix`. */
  writers: readonly EnvironmentJob[];
  /** ARNs of the principals who may restore. */
  restorers: readonly string[];
  /** ARN of the account's OIDC provider for GitHub. */
  oidcProvider: pulumi.Input<string>;
  tags: Tags;
}

interface StoreArns {
  bucket: string;
  key: string;
}

/** Backups of databases, kept as firmly as evidence and apart from it: who adds cannot read, who reads cannot add. */
export class Backups extends Component {
  readonly bucket: pulumi.Output<string>;
  /** The role that adds an environment's backups, by the environment's name. */
  readonly writerRoleArns: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: BackupsArgs, options?: pulumi.ComponentResourceOptions) {
    const { rehearsal, ...retention } = args.retention;
    const writers = writersOf(args);
    const restorers = restorersOf(args);
    super(
      "Backups",
      name,
      { bucket: args.bucket, retention: { ...retention, ...(rehearsal ? { rehearsal } : {}) } },
      options,
    );
    const { bucket, roleArns } = lockedStore(
      { child: (suffix) => this.child(suffix), parent: this },
      {
        ...args,
        holds: `Backups of ${args.application}`,
        // A backup is most likely wanted in its first weeks, and Glacier charges for reading.
        cold: { id: "backups-to-glacier", afterDays: 30 },
        accountArn: args.oidcProvider,
      },
      [...writers.map(({ plan }) => plan), ...restorers],
      (store) =>
        pulumi
          .all([store.bucket.arn, store.key.arn])
          .apply(([bucketArn, key]): StoreArns => ({ bucket: bucketArn, key })),
    );
    this.bucket = bucket.bucket;
    this.writerRoleArns = Object.fromEntries(
      writers.map(({ environment, plan }) => [environment, roleArns(plan)]),
    );
    this.registerOutputs({ bucket: bucket.bucket });
  }
}

function writersOf(args: BackupsArgs): { environment: string; plan: RolePlan<StoreArns> }[] {
  const environments = [...new Set(args.writers.map(({ environment }) => environment))];
  return environments.map((environment) => ({
    environment,
    plan: {
      suffix: `${environment}-writer`,
      name: roleName(`${args.application}-${environment}-backup`),
      description: `Adds backups of ${environment}; taken by its jobs only`,
      trust: trustOf(
        args,
        args.writers.filter((job) => job.environment === environment),
      ),
      uses: ["add", "read"],
      allows: {
        name: "add-backups",
        policy: ({ bucket, key }) => backupWriterPolicy(bucket, key, backupPrefix(environment)),
      },
    },
  }));
}

function restorersOf(args: BackupsArgs): RolePlan<StoreArns>[] {
  return forPeople(args.restorers, {
    suffix: "restorer",
    name: roleName(`${args.application}-backup-restorer`),
    description: "Reads backups and nothing else",
    uses: ["read"],
    allows: { name: "read-backups", policy: ({ bucket, key }) => backupReaderPolicy(bucket, key) },
  });
}

/** Where an environment's backups lie; a slash in its name opens no other environment's place. */
export function backupPrefix(environment: string): string {
  return `${encodeURIComponent(environment)}/`;
}
