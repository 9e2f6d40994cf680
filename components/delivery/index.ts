import * as pulumi from "@pulumi/pulumi";
import { Component } from "../component.ts";
import { requiredChecks } from "./checks.ts";
import { type FileSet, gatherFiles } from "./gather.ts";
import { type DeliveredFile, RepositoryFiles } from "./repository-files.ts";

export interface DeliveryArgs {
  owner: string;
  /** Without its owner. */
  repository: string;
  /** What must be there before: the repository, where the stack makes it. */
  after?: readonly pulumi.Resource[];
  defaultBranch: string;
  /** The branch on which changes are proposed; nobody else may use it. Default is `gatehouse/delivery`. */
  branch?: string;
  /** What is delivered, by origin. */
  files: readonly FileSet[];
  /** Why the files are safe, one statement each; they stand in the pull request beside those of the delivery. */
  reasons?: readonly string[];
}

const title = "Update the files of the release pipeline";

const ownReasons = [
  "Nothing but the files above changes, and only a file that an earlier delivery brought is ever removed.",
  "A value that is marked as a secret is refused, so no file holds one.",
  "It takes the same review and the same checks as every other change; the delivery cannot merge.",
];

/** Brings files to the application repository: all changes in one commit, as one pull request. */
export class Delivery extends Component {
  /** Paths whose declared content is on the default branch. */
  readonly live: pulumi.Output<string[]>;
  /** Paths that wait to be merged, new content and removals. */
  readonly pending: pulumi.Output<string[]>;
  /** The open pull request. */
  readonly pullRequest: pulumi.Output<{ number: number; url: string } | undefined>;
  /** The contexts that a ruleset may require now: see `requiredChecks`. */
  readonly requiredChecks: pulumi.Output<string[]>;

  constructor(name: string, args: DeliveryArgs, options?: pulumi.ComponentResourceOptions) {
    const files = gatherFiles(args.files);
    super("Delivery", name, { repository: args.repository, paths: Object.keys(files) }, options);
    const delivered = this.deliver(args, files);
    this.live = delivered.live;
    this.pending = pulumi
      .all([delivered.pending, delivered.leaving])
      .apply(([coming, leaving]) => [...coming, ...leaving].sort());
    this.pullRequest = delivered.pullRequest;
    const declared = Object.fromEntries(
      Object.entries(files).map(([path, { checks = [] }]) => [path, checks]),
    );
    this.requiredChecks = delivered.liveChecks.apply((live) => requiredChecks(declared, live));
    this.registerOutputs({ live: this.live, pending: this.pending, pullRequest: this.pullRequest });
  }

  private deliver(args: DeliveryArgs, files: Record<string, DeliveredFile>): RepositoryFiles {
    return new RepositoryFiles(
      this.child("files"),
      {
        owner: args.owner,
        repository: args.repository,
        base: args.defaultBranch,
        branch: args.branch ?? "gatehouse/delivery",
        title,
        reasons: [...(args.reasons ?? []), ...ownReasons],
        files,
      },
      { parent: this, dependsOn: [...(args.after ?? [])] },
    );
  }
}
