import * as pulumi from "@pulumi/pulumi";

/** A file that the default branch of a repository shall have. */
export interface DeliveredFile {
  content: pulumi.Input<string>;
  /** Whether it is a program that runs by its path; default is false. */
  executable?: boolean;
  /** The contexts of the checks that this workflow file reports on every pull request; default is none. */
  checks?: readonly string[];
}

export interface RepositoryFilesArgs {
  owner: string;
  /** Without its owner. */
  repository: pulumi.Input<string>;
  /** The default branch. */
  base: string;
  /** The branch on which changes are proposed; it belongs to the delivery alone. */
  branch: string;
  /** The title of the pull request and of the commit. */
  title: string;
  /** Why a change by this delivery is safe, one statement each. */
  reasons: readonly string[];
  /** By path from the repository's root; 8 MiB and 1000 files at most. */
  files: Readonly<Record<string, DeliveredFile>>;
}

/** Files of a repository, delivered by the project's own provider (provider/). */
export class RepositoryFiles extends pulumi.CustomResource {
  /** Paths whose declared content is on the default branch. */
  declare readonly live: pulumi.Output<string[]>;
  /** Paths whose declared content is not there yet. */
  declare readonly pending: pulumi.Output<string[]>;
  /** Paths that left the settings and are still there. */
  declare readonly leaving: pulumi.Output<string[]>;
  /** The checks of each workflow file as the default branch has it. */
  declare readonly liveChecks: pulumi.Output<Record<string, string[]>>;
  /** The open pull request. */
  declare readonly pullRequest: pulumi.Output<{ number: number; url: string } | undefined>;

  constructor(name: string, args: RepositoryFilesArgs, options?: pulumi.CustomResourceOptions) {
    const outputs = {
      live: undefined,
      pending: undefined,
      leaving: undefined,
      liveChecks: undefined,
      delivered: undefined,
      pullRequest: undefined,
    };
    super("gatehouse-github:delivery:Files", name, { ...args, ...outputs }, options);
  }
}
