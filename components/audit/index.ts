import * as pulumi from "@pulumi/pulumi";
import type { BranchJob, EnvironmentJob, TokenSource } from "../access/oidc.ts";
import { Component } from "../component.ts";
import type { Tags } from "../tags.ts";
import type { Retention } from "./locked-bucket.ts";
import { type ArchiveArns, earlyWriterPolicy, readerPolicy, writerPolicy } from "./policy.ts";
import { recordTypes } from "./records.ts";
import { forPeople, type RolePlan, roleName, trustOf } from "./role.ts";
import { lockedStore } from "./store.ts";

export interface AuditArgs {
  application: string;
  /** The bucket's name, unique in all of AWS. */
  bucket: string;
  region: string;
  retention: Retention;
  /** The repository whose jobs write, and how GitHub writes the subjects of its tokens. */
  source: TokenSource;
  /** The jobs that write, by the stage whose chains they continue: those of its GitHub environments. */
  writers: Readonly<Record<string, readonly EnvironmentJob[]>>;
  /**
   * The jobs that write before an environment opens, for example gates: each of one workflow on one branch. They add
   * below `pre/` and read nothing.
   */
  earlyWriters: readonly BranchJob[];
  /** ARNs of the principals who may take the auditor's role. */
  readers: readonly string[];
  /** ARN of the account's OIDC provider for GitHub. */
  oidcProvider: pulumi.Input<string>;
  /** ARN of the bucket of the index for queries; see `LedgerIndex`. */
  indexBucketArn: pulumi.Input<string>;
  tags: Tags;
}

/** The archive of evidence: nobody, the account's root included, can change or remove a record before its time. */
export class Audit extends Component {
  /** By stage. */
  readonly writerRoleArns: Readonly<Record<string, pulumi.Output<string>>>;
  /** Undefined where no job writes before an environment opens. */
  readonly earlyWriterRoleArn: pulumi.Output<string> | undefined;

  constructor(name: string, args: AuditArgs, options?: pulumi.ComponentResourceOptions) {
    const { rehearsal, ...retention } = args.retention;
    const writers = Object.entries(args.writers).map(
      ([stage, jobs]) => [stage, writerOf(args, stage, jobs)] as const,
    );
    const others = [...earlyWriterOf(args), ...auditorOf(args)];
    super(
      "Audit",
      name,
      {
        bucket: args.bucket,
        retention: { ...retention, ...(rehearsal ? { rehearsal } : {}) },
        records: recordTypes.map((record) => ({ ...record, retentionDays: retention.days })),
      },
      options,
    );
    const { bucket, roleArns } = lockedStore(
      { child: (suffix) => this.child(suffix), parent: this },
      {
        ...args,
        holds: `Evidence of ${args.application}`,
        cold: { id: "evidence-to-glacier", afterDays: 1 },
        accountArn: args.oidcProvider,
      },
      [...writers.map(([, plan]) => plan), ...others],
      (store) =>
        pulumi
          .all([store.bucket.arn, store.key.arn, args.indexBucketArn])
          .apply(([bucketArn, key, index]): ArchiveArns => ({ bucket: bucketArn, key, index })),
    );
    this.writerRoleArns = Object.fromEntries(writers.map(([stage, plan]) => [stage, roleArns(plan)]));
    this.earlyWriterRoleArn = others.filter(({ suffix }) => suffix === earlyWriter).map(roleArns)[0];
    this.registerOutputs({ bucket: bucket.bucket });
  }
}

const earlyWriter = "pre-writer";

function writerOf(args: AuditArgs, stage: string, jobs: readonly EnvironmentJob[]): RolePlan<ArchiveArns> {
  return {
    suffix: `writer-${stage}`,
    name: roleName(`${args.application}-audit-${stage}`),
    description: `Adds evidence of ${stage}; taken by jobs of its GitHub environments only`,
    trust: trustOf(args, jobs),
    uses: ["add", "read"],
    allows: { name: "add-evidence", policy: (arns) => writerPolicy(stage, arns) },
  };
}

function earlyWriterOf(args: AuditArgs): RolePlan<ArchiveArns>[] {
  if (args.earlyWriters.length === 0) return [];
  return [
    {
      suffix: earlyWriter,
      name: roleName(`${args.application}-audit-pre-writer`),
      description: "Adds evidence below pre/; taken by the named workflows before an environment opens",
      trust: trustOf(args, args.earlyWriters),
      uses: ["add"],
      allows: { name: "add-early-evidence", policy: earlyWriterPolicy },
    },
  ];
}

function auditorOf(args: AuditArgs): RolePlan<ArchiveArns>[] {
  return forPeople(args.readers, {
    suffix: "auditor",
    name: roleName(`${args.application}-auditor`),
    description: "Reads evidence and nothing else",
    uses: ["read"],
    allows: { name: "read-evidence", policy: readerPolicy },
  });
}
