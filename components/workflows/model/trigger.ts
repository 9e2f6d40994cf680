import { record } from "./environment.ts";
import { Expression } from "./expression.ts";

/** An input of a workflow: what a person fills in, or what a caller hands over. */
export type Input = { readonly description: string; readonly required?: boolean } & (
  | { readonly type: "string"; readonly default?: string }
  | { readonly type: "boolean"; readonly default?: boolean }
  | { readonly type: "number"; readonly default?: number }
  | { readonly type: "choice"; readonly options: readonly [string, ...string[]]; readonly default?: string }
);
/** A called workflow's inputs know no choice. */
export type CallInput = Exclude<Input, { type: "choice" }>;

/** `workflow_dispatch` with its inputs. */
export interface Dispatch<Names extends string = string> {
  readonly declared: Readonly<Record<string, Input>>;
  readonly inputs: Readonly<Record<Names, Expression>>;
}

export type CallInputs = Readonly<Record<string, CallInput>>;

/**
 * `workflow_call` with what the caller hands over. Secrets are never handed over: GitHub leaves an environment's empty
 * in a called workflow (actions/runner #4453) unless it gets every secret that there is.
 */
export interface Called<Declared extends CallInputs = CallInputs> {
  readonly declared: Declared;
  readonly inputs: Readonly<Record<keyof Declared & string, Expression>>;
}

/** A start by hand, or through the API: `dispatch({ version: { type: "string", ... } }).inputs.version`. */
export function dispatch<const Declared extends Readonly<Record<string, Input>>>(
  declared: Declared,
): Dispatch<keyof Declared & string> {
  const owner = { declared };
  return Object.assign(owner, { inputs: inputsOf(owner, declared) });
}

/** A start by another workflow of the repository. */
export function called<const Declared extends CallInputs>(declared: Declared): Called<Declared> {
  const owner = { declared };
  return Object.assign(owner, { inputs: inputsOf(owner, declared) });
}

function inputsOf<Declared extends object>(owner: object, declared: Declared) {
  const isName = (name: string): name is keyof Declared & string => Object.hasOwn(declared, name);
  return record(
    Object.keys(declared).filter(isName),
    (name) => new Expression(`inputs.${name}`, [{ kind: "input", owner, name }]),
  );
}

export interface BranchFilter {
  readonly branches?: readonly string[];
  readonly paths?: readonly string[];
}

/**
 * When a workflow runs. `pull_request_target` and `workflow_run` are left out on purpose: they run with the
 * repository's rights on what an outsider sent.
 */
export interface Triggers {
  readonly push?: BranchFilter & { readonly tags?: readonly string[] };
  readonly pullRequest?: BranchFilter & {
    /** Default of GitHub: opened, synchronize, reopened. */
    readonly types?: readonly string[];
  };
  readonly mergeGroup?: true;
  /** Only deployments made with an app's token, or a person's, start a workflow. */
  readonly deployment?: true;
  readonly schedule?: readonly Schedule[];
  readonly dispatch?: Dispatch;
  readonly call?: Called;
}

export interface Schedule {
  /** Minute, hour, day of month, month, day of week. */
  readonly cron: string;
  /** An IANA name, `America/New_York`. Default: UTC. */
  readonly timezone?: string;
}
