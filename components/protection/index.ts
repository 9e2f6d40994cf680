import { ActionsRepositoryPermissions } from "@pulumi/github/actionsRepositoryPermissions.js";
import { IssueLabel } from "@pulumi/github/issueLabel.js";
import { Repository } from "@pulumi/github/repository.js";
import { RepositoryRuleset } from "@pulumi/github/repositoryRuleset.js";
import { TeamRepository } from "@pulumi/github/teamRepository.js";
import { WorkflowRepositoryPermissions } from "@pulumi/github/workflowRepositoryPermissions.js";
import type * as pulumi from "@pulumi/pulumi";
import { Component } from "../component.ts";
import { rulesetOf } from "./ruleset.ts";

export interface ProtectionArgs {
  /** The repository's name, without its owner. */
  repository: string;
  /** `create` declares the repository as well; it is never deleted with the stack. */
  manage: "existing" | "create";
  visibility: "public" | "private" | "internal";
  description: string;
  /** The integration branch, protected like the default branch. */
  integrationBranch?: string | undefined;
  signedCommits: boolean;
  labels: readonly { name: string; color: string; description: string }[];
  /** What each team may do: `pull`, `triage`, `push` or `maintain`. */
  access: readonly { slug: string; teamId: number; permission: string }[];
}

/** The repository's doors: who may change it, and by which way a change reaches a protected branch. */
export class Protection extends Component {
  constructor(name: string, args: ProtectionArgs, options?: pulumi.ComponentResourceOptions) {
    super("Protection", name, { repository: args.repository, manage: args.manage }, options);
    const repository = this.declareRepository(args);
    const child = { parent: this, ...(repository ? { dependsOn: [repository] } : {}) };
    this.restrictActions(args, child);
    this.protectBranches(args, child);
    this.createLabels(args, child);
    this.grantAccess(args, child);
    this.registerOutputs({});
  }

  private declareRepository(args: ProtectionArgs): Repository | undefined {
    if (args.manage === "existing") return undefined;
    return new Repository(
      this.child("repository"),
      {
        name: args.repository,
        description: args.description,
        visibility: args.visibility,
        autoInit: true,
        hasIssues: true,
        allowMergeCommit: false,
        deleteBranchOnMerge: true,
        vulnerabilityAlerts: true,
        archiveOnDestroy: true,
      },
      // The history of a regulated application is evidence: it is never lost with a stack.
      { parent: this, protect: true },
    );
  }

  private restrictActions(args: ProtectionArgs, child: pulumi.CustomResourceOptions): void {
    new WorkflowRepositoryPermissions(
      this.child("workflow-token"),
      {
        repository: args.repository,
        defaultWorkflowPermissions: "read",
        canApprovePullRequestReviews: false,
      },
      child,
    );
    new ActionsRepositoryPermissions(
      this.child("actions"),
      { repository: args.repository, enabled: true, allowedActions: "all", shaPinningRequired: true },
      child,
    );
  }

  private protectBranches(args: ProtectionArgs, child: pulumi.CustomResourceOptions): void {
    const branches = [
      { suffix: "default-branch", ref: "~DEFAULT_BRANCH" },
      ...(args.integrationBranch
        ? [{ suffix: "integration-branch", ref: `refs/heads/${args.integrationBranch}` }]
        : []),
    ];
    for (const { suffix, ref } of branches) {
      new RepositoryRuleset(
        this.child(suffix),
        {
          name: `gatehouse ${suffix.replace("-", " ")}`,
          ...rulesetOf({
            repository: args.repository,
            ref,
            signedCommits: args.signedCommits,
            requiredChecks: [],
          }),
        },
        child,
      );
    }
  }

  private createLabels(args: ProtectionArgs, child: pulumi.CustomResourceOptions): void {
    for (const label of args.labels) {
      new IssueLabel(this.child(`label-${label.name}`), { repository: args.repository, ...label }, child);
    }
  }

  private grantAccess(args: ProtectionArgs, child: pulumi.CustomResourceOptions): void {
    for (const { slug, teamId, permission } of args.access) {
      new TeamRepository(
        this.child(`team-${slug}`),
        { repository: args.repository, teamId: String(teamId), permission },
        child,
      );
    }
  }
}
