import type { Reading } from "./reading.ts";
import type { Wanted } from "./settings.ts";

/** Where Pulumi keeps the state, and as whom. */
export interface Backend {
  url: string;
  user: string;
}

/** What a stack's state says of itself. */
export interface StackState {
  /** `cloud` (a KMS), `service` (Pulumi Cloud), `passphrase`, `b64`; absent before the first update. */
  secretsProvider?: string;
  /** Resources in a cloud. */
  resources: number;
  /** Operations that a killed engine left. */
  pending: number;
  /** Whether the program came to its end: the stack then has outputs. */
  finished: boolean;
  /** Types of the resources that it has. */
  types: Set<string>;
  /** The GitHub environments that it declares. */
  environments: DeclaredEnvironment[];
}

export interface DeclaredEnvironment {
  name: string;
  /** Numbers of the teams and people that must approve. */
  reviewers: number[];
  preventSelfReview: boolean;
}

/** A GitHub environment as it is. */
export interface LiveEnvironment extends DeclaredEnvironment {
  adminsBypass: boolean;
}

/** The credential that GitHub is met with, and what it says of itself. */
export type Credential =
  | { kind: "none"; problem: string }
  | {
      kind: "app";
      installation: Reading<Installation>;
      covers: Reading<true>;
      /** Whether the provider would sign in as the app too. */
      signsIn: Reading<true>;
    }
  | { kind: "token"; form: TokenForm; user: Reading<{ login: string; scopes?: string[] }> };

export type TokenForm = "classic" | "fine-grained" | "installation";

export interface Installation {
  permissions: Record<string, string>;
  suspended: boolean;
  page: string;
}

export interface LiveRepository {
  visibility: string;
  defaultBranch: string;
  archived: boolean;
  /** Whether the token's owner administers it; absent where GitHub does not say. */
  admin?: boolean;
}

/** Everything that was read. No secret's value is ever among it. */
export interface Facts {
  wanted: Wanted;
  /** Whether the accounts are the sandbox's. */
  sandbox: boolean;
  engine: { version: string; source: "path" | "cache" | "download" | "build" };
  backend: Reading<Backend>;
  /** By stack; a stack that does not exist is absent. */
  stacks: ReadonlyMap<string, Reading<StackState>>;
  aws: Reading<{ account: string; arn: string }>;
  /** The ARN of GitHub's OIDC provider in the AWS account. */
  awsOidc: Reading<string>;
  /** The DNS zone that must be there; only where the settings have one. */
  zone?: Reading<string>;
  azure: Reading<{ subscription: string; tenant: string }>;
  /** Names of the secrets by Doppler config. */
  doppler: ReadonlyMap<string, Reading<string[]>>;
  /** The type of the integration that the slug names. */
  integration: Reading<string>;
  /** By Vercel project: whether the token can read there. */
  vercel: ReadonlyMap<string, Reading<string>>;
  github: {
    credential: Credential;
    /** The owner that the provider will work for; absent where nothing names one. */
    providerOwner?: string;
    /** The plan's name; absent where GitHub does not show it to this credential. */
    plan: Reading<string | undefined>;
    repository: Reading<LiveRepository>;
    /** Members of each team. */
    teams: ReadonlyMap<string, Reading<number>>;
    /** Types of the rules that are active on each branch. */
    rules: ReadonlyMap<string, Reading<string[]>>;
    environments: Reading<LiveEnvironment[]>;
  };
}
