/** Steps of a deployment that a specification may give its own name. */
export const namedSteps = ["gate", "deploy", "smoke", "health", "watch", "notify"] as const;
export type NamedStep = (typeof namedSteps)[number];

/** Checks that run inside the deployment's own job, where a specification lists them among its steps. */
export interface InnerChecks {
  readonly service: string;
  /** As in the toolchain's stages. */
  readonly checks: readonly string[];
  /** What the first of their steps is called. Default: its own name. */
  readonly name?: string | undefined;
}

/** The input that names a release. */
export interface VersionInput {
  readonly description: string;
}

interface Common {
  /** Within .github/workflows. */
  readonly file: string;
  readonly name: string;
}

/** Checks alone: what pull requests must pass. */
export interface CheckFile extends Common {
  readonly kind: "checks";
  readonly push: readonly string[];
  readonly pullRequests: boolean;
  readonly services: readonly string[];
}

/** What holds a change against protected paths or frozen dependencies. */
export interface GuardFile extends Common {
  readonly kind: "guard";
  readonly rule: "protected-paths" | "dependency-freeze";
  /** The check's name, which the ruleset requires. */
  readonly check: string;
}

/** A release on its way into one stage or more. */
export interface DeployFile extends Common {
  readonly kind: "deploy";
  /** Branches whose pushes start it. */
  readonly push: readonly string[];
  /** Whether people may start it. */
  readonly dispatch: boolean;
  /** The input that names the release; without it a dispatch takes the branch's newest commit. */
  readonly version?: VersionInput | undefined;
  /** Whether deployments to its last stage, made by an app, start it. */
  readonly deployments: boolean;
  /** Whether guards and the services' own stages come first, in this run. */
  readonly verify: boolean;
  /** The workflow that built, pushed and attested the images, where this one does not; by the commit they are found. */
  readonly builtBy?: string | undefined;
  readonly services: readonly string[];
  /** In order; each waits for the one before it. */
  readonly stages: readonly string[];
  readonly runner?: string | undefined;
  readonly names: Readonly<Partial<Record<NamedStep, string | undefined>>>;
  readonly before: readonly InnerChecks[];
  readonly after: readonly InnerChecks[];
  /** Toolchains that the job installs although it checks nothing, by service. */
  readonly tools: readonly string[];
  readonly migrations: boolean;
  readonly backup: boolean;
  /** The commit status that says: every check of the last stage passed. */
  readonly ready?: string | undefined;
  /** Traffic goes to the new version step by step. */
  readonly canary?:
    | { readonly targets: readonly [string, ...string[]]; readonly first: number; readonly expedite: boolean }
    | undefined;
}

/** A staged build that is verified and then promoted as it is. */
export interface PromoteFile extends Common {
  readonly kind: "promote";
  readonly push: readonly string[];
  readonly dispatch: boolean;
  readonly service: string;
  /** Where it is verified, and where it is promoted. */
  readonly staging: string;
  readonly production: string;
}

/** The way back, by hand. */
export interface RollbackFile extends Common {
  readonly kind: "rollback";
  readonly stages: readonly string[];
  readonly services: readonly string[];
  readonly inputs: {
    /** Names of inputs; without one its value is the default. */
    readonly environment?: string | undefined;
    readonly version?: string | undefined;
    readonly scope?: string | undefined;
    readonly reason: string;
  };
  /** The role that must say yes, by stage. */
  readonly approvals: Readonly<Record<string, string>>;
}

/** Health, looked at by the clock. */
export interface MonitorFile extends Common {
  readonly kind: "monitor";
  readonly stages: readonly string[];
  readonly schedule: readonly { readonly cron: string; readonly timezone?: string | undefined }[];
  /** The service that is asked. Default: all. */
  readonly service?: string | undefined;
}

/** What is looked at or tried by the clock. */
export interface ClockFile extends Common {
  readonly kind: "drift" | "secrets" | "drill";
  readonly schedule: readonly { readonly cron: string; readonly timezone?: string | undefined }[];
  readonly stages: readonly string[];
  readonly services: readonly string[];
}

/** What changed goes to staging, is held against its objectives, and asks for production. */
export interface RequestFile extends Common {
  readonly kind: "request";
  readonly push: readonly string[];
  readonly services: readonly string[];
  readonly staging: string;
  readonly production: string;
  readonly minutes: {
    readonly checks: number;
    readonly build: number;
    readonly deploy: number;
    readonly regression: number;
  };
  /** The regression, in order: names with the suite that proves it. */
  readonly regression: readonly {
    readonly name: string;
    readonly service: string;
    readonly check: string;
  }[];
}

export type WorkflowFile =
  | CheckFile
  | GuardFile
  | DeployFile
  | PromoteFile
  | RollbackFile
  | MonitorFile
  | ClockFile
  | RequestFile;
