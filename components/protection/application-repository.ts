import { Repository } from "@pulumi/github/repository.js";
import type * as pulumi from "@pulumi/pulumi";
import { Component } from "../component.ts";

export interface ApplicationRepositoryArgs {
  /** The repository's name, without its owner. */
  repository: string;
  visibility: "public" | "private" | "internal";
  description: string;
  /**
   * Whether it can merge with a merge commit. Promotions by pull request need it: only so the branch that is promoted to
   * keeps the tested commit. The default branch refuses such commits in any case.
   */
  mergeCommits: boolean;
}

/**
 * What no setting names. A repository that was there before and is imported keeps what people chose: GitHub would
 * otherwise switch its wiki off and forget its home page.
 */
const leftToPeople = [
  ...["defaultBranch", "homepageUrl", "topics", "template", "isTemplate", "pages", "securityAndAnalysis"],
  ...["hasWiki", "hasProjects", "hasDiscussions", "hasDownloads"],
  ...["allowAutoMerge", "allowForking", "allowUpdateBranch", "webCommitSignoffRequired"],
];

/** The application's repository, where it is not there yet. It is never deleted with the stack. */
export class ApplicationRepository extends Component {
  /** Known once it is there. */
  readonly fullName: pulumi.Output<string>;

  constructor(name: string, args: ApplicationRepositoryArgs, options?: pulumi.ComponentResourceOptions) {
    super("ApplicationRepository", name, { repository: args.repository }, options);
    const repository = new Repository(
      this.child("repository"),
      {
        name: args.repository,
        description: args.description,
        visibility: args.visibility,
        autoInit: true,
        hasIssues: true,
        allowMergeCommit: args.mergeCommits,
        deleteBranchOnMerge: true,
        vulnerabilityAlerts: true,
        archiveOnDestroy: true,
      },
      // The history of a regulated application is evidence: it is never lost with a stack.
      { parent: this, protect: true, ignoreChanges: [...leftToPeople] },
    );
    this.fullName = repository.fullName;
    this.registerOutputs({ fullName: this.fullName });
  }
}
