import { ActionsRepositoryOidcSubjectClaimCustomizationTemplate } from "@pulumi/github/actionsRepositoryOidcSubjectClaimCustomizationTemplate.js";
import { ActionsRepositoryPermissions } from "@pulumi/github/actionsRepositoryPermissions.js";
import { IssueLabel } from "@pulumi/github/issueLabel.js";
import { RepositoryRuleset } from "@pulumi/github/repositoryRuleset.js";
import { WorkflowRepositoryPermissions } from "@pulumi/github/workflowRepositoryPermissions.js";
import type * as pulumi from "@pulumi/pulumi";
import { Component } from "../component.ts";
import { grantAccess, type TeamAccess } from "./access.ts";
import type { Label } from "./labels.ts";
import { type OidcSubject, subjectTemplateOf } from "./oidc-subject.ts";
import { rulesetOf } from "./ruleset.ts";

export interface ProtectionArgs {
  /** The repository's name, without its owner. */
  repository: string;
  /** What must be there before the repository is protected: the repository, where the stack makes it. */
  after: readonly pulumi.Resource[];
  /** The integration branch, protected like the default branch. */
  integrationBranch?: string | undefined;
  signedCommits: boolean;
  /** Names of the checks that a change of a protected branch must pass; only jobs that workflows really emit. */
  requiredChecks: pulumi.Input<readonly string[]>;
  /**
   * The actions and reusable workflows that may run beside the repository's own and GitHub's, as GitHub's patterns, for
   * example `hashicorp/setup-terraform@*`; none but these. `all` where the plan has no such list (plan.ts).
   */
  allowedActions: "all" | readonly string[];
  /** What the subject of OIDC tokens says; the trust of every cloud must be written for the same. */
  oidcSubject: OidcSubject;
  labels: readonly Label[];
  access: readonly TeamAccess[];
}

/** The repository's doors: who may change it, and by which way a change reaches a protected branch. */
export class Protection extends Component {
  constructor(name: string, args: ProtectionArgs, options?: pulumi.ComponentResourceOptions) {
    super("Protection", name, { repository: args.repository }, options);
    const child = { parent: this, dependsOn: [...args.after] };
    this.restrictActions(args, child);
    this.setOidcSubject(args, child);
    this.protectBranches(args, child);
    this.createLabels(args, child);
    for (const access of args.access) {
      grantAccess((suffix) => this.child(suffix), args.repository, access, child);
    }
    this.registerOutputs({});
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
      {
        repository: args.repository,
        enabled: true,
        shaPinningRequired: true,
        ...(args.allowedActions === "all"
          ? { allowedActions: "all" }
          : {
              allowedActions: "selected",
              allowedActionsConfig: {
                githubOwnedAllowed: true,
                // A publisher whom GitHub verified can still publish anything.
                verifiedAllowed: false,
                patternsAlloweds: [...args.allowedActions],
              },
            }),
      },
      child,
    );
  }

  private setOidcSubject(args: ProtectionArgs, child: pulumi.CustomResourceOptions): void {
    new ActionsRepositoryOidcSubjectClaimCustomizationTemplate(
      this.child("oidc-subject"),
      { repository: args.repository, ...subjectTemplateOf(args.oidcSubject) },
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
            requiredChecks: args.requiredChecks,
          }),
        },
        child,
      );
    }
  }

  private createLabels(args: ProtectionArgs, child: pulumi.CustomResourceOptions): void {
    for (const { manage, ...label } of args.labels) {
      if (manage === "existing") continue;
      new IssueLabel(this.child(`label-${label.name}`), { repository: args.repository, ...label }, child);
    }
  }
}
