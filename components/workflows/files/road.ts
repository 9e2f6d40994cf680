import type { Gate } from "../../environment/gates.ts";
import type { RepositorySecret } from "../model/index.ts";
import type { Service as CheckedService } from "../toolchains/toolchain.ts";

/** The hosts that the workflows can deploy to. */
export const hostNames = ["azure-functions", "railway", "vercel", "supabase", "container"] as const;
export type HostName = (typeof hostNames)[number];

/** A service with where it runs, and how it is checked and built. */
export interface RoadService {
  readonly name: string;
  /** Default: nothing is deployed of it; it is checked only. */
  readonly host?: HostName | undefined;
  readonly checked: CheckedService;
  /** What the host calls it, by stage; else the environment's variables say it. */
  readonly hostedAs: Readonly<Record<string, string>>;
  /** The names of the variables that it needs while it runs. */
  readonly required: readonly string[];
}

/** How the jobs of a stage come by secrets. */
export interface StageSecrets {
  /** `environment`: they are secrets of the GitHub environment. `doppler`: a job fetches them with the token. */
  readonly from: "environment" | "doppler";
  /** The environment secret with Doppler's token. */
  readonly token?: string | undefined;
  /** Names that the GitHub environment itself holds; undefined where Doppler writes a whole config there. */
  readonly held?: readonly string[] | undefined;
  /** Names that the GitHub environment of the way back holds. */
  readonly rollback: readonly string[];
}

export interface RoadStage {
  readonly name: string;
  readonly tier: "development" | "staging" | "production";
  readonly doors: readonly Gate[];
  readonly branches: readonly string[];
  readonly watchMinutes: number;
  readonly limits: { readonly deployMinutes: number; readonly rollbackMinutes: number };
  readonly secrets?: StageSecrets | undefined;
  /** The names of the variables that the stage's stack sets at its GitHub environments, by the door's purpose. */
  readonly variables: { readonly entry: readonly string[]; readonly rollback: readonly string[] };
  /** Secrets of the channels on which people are told. */
  readonly channels: readonly string[];
  /** Secrets that a release must find, so that each missing one is named before anything changes. */
  readonly required: readonly string[];
}

/** A GitHub App by whose token the jobs ask what their own token may not: teams, and events that start workflows. */
export interface RoadApp {
  /** No secret. */
  readonly clientId: string;
  /** The secret with its private key, in the environments that releases enter by. */
  readonly privateKey: string;
}

/** The road as the workflow files see it: what there is, and what it is called. */
export interface Road {
  readonly title: string;
  /** `owner/name` */
  readonly repository: string;
  readonly defaultBranch: string;
  /** False: the files are delivered and what moves a release cannot start (S002-ACT-04). */
  readonly active: boolean;
  readonly stages: Readonly<Record<string, RoadStage>>;
  readonly services: readonly RoadService[];
  readonly app?: RoadApp | undefined;
  /** The repository secret with Snyk's token, declared with its reason and its last day. */
  readonly snyk?: RepositorySecret | undefined;
  /** Which rules a change is held against before it is merged, and again before it goes out. */
  readonly guards: { readonly protectedPaths: boolean; readonly dependencyFreeze: boolean };
  /** Whether a role may override a gate or declare the first release: their inputs at dispatches to production. */
  readonly overrides: boolean;
  readonly firstReleases: boolean;
}
