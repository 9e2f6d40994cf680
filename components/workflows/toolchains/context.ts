import type { AnyJob, Environment, Expression, Job, RepositorySecret } from "../model/index.ts";

/** The workflow that checks stand in. */
export interface Context {
  /** `owner/name`; images are kept below it at ghcr.io. */
  readonly repository: string;
  /** Pushes to it, and nothing else, save caches. */
  readonly defaultBranch: string;
  /** What the first stage waits for: guards. */
  readonly needs?: readonly AnyJob[] | undefined;
  /**
   * Whether images are pushed, and what is built is attested with its SBOM. False where a pull request may run the
   * workflow: it gets no right to write, and images are built and scanned only.
   */
  readonly publish: boolean;
  /** The commit that is checked and built. Default: the one of the event. */
  readonly ref?: Expression | undefined;
  /** The environment of the contract whose migrations are held against the rules. */
  readonly environment: string;
  /** The names of variables that each service needs, by the service's name, for the check `configuration`. */
  readonly required: Readonly<Record<string, readonly string[]>>;
  /** Where Snyk's token is, for the check `snyk`. */
  readonly snyk?: SnykToken | undefined;
}

/** A token that every job may read, declared with its reason, or one that an environment holds. */
export type SnykToken =
  | { readonly secret: RepositorySecret }
  | { readonly environment: Environment<"SNYK_TOKEN", never> };

/** What a stage makes and a deployment takes. */
export type Artifact =
  | {
      readonly kind: "files";
      readonly service: string;
      readonly job: Job;
      /** The name to download it by. */
      readonly name: string;
      /** What lies in it: a file, or a folder's contents. */
      readonly path: string;
    }
  | {
      readonly kind: "image";
      readonly service: string;
      readonly job: Job;
      /** `ghcr.io/owner/name/service@sha256:...` as the pushing job gives it. */
      readonly reference: Expression;
    };

export interface Verification {
  /** Every job, each after what it needs. */
  readonly jobs: readonly Job[];
  /** The jobs of the last stage: what needs them needs everything. */
  readonly last: readonly Job[];
  readonly artifacts: readonly Artifact[];
}
