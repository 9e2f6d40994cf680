import type { Expression, Value } from "./expression.ts";
import { type AnyJob, type Concurrency, neededHandles } from "./job.ts";
import { type Grant, leastOf } from "./permissions.ts";
import type { Called, CallInputs } from "./trigger.ts";
import type { Callable, Workflow } from "./workflow.ts";

interface Common {
  /** Default: the id. */
  readonly name?: string | undefined;
  readonly needs?: readonly AnyJob[] | undefined;
  readonly if?: Expression | undefined;
  readonly concurrency?: Concurrency | undefined;
}

export interface CallOptions extends Common {
  readonly workflow: Workflow;
  readonly with: Readonly<Record<string, Value>>;
}

/** A job that runs a called workflow of the same repository, at the caller's own commit. */
export interface Call<Outputs extends string = string> {
  readonly id: string;
  readonly outputs: Readonly<Record<Outputs, Expression>>;
  readonly result: Expression;
  readonly options: CallOptions;
  readonly permissions: readonly Grant[];
}

type RequiredNames<Declared> = {
  [Name in keyof Declared]: Declared[Name] extends { required: true } ? Name : never;
}[keyof Declared];

type Given<Declared extends CallInputs> = {
  readonly [Name in RequiredNames<Declared>]: Value;
} & { readonly [Name in Exclude<keyof Declared, RequiredNames<Declared>>]?: Value };

type Handed<Declared extends CallInputs> = keyof Declared extends never
  ? { with?: Record<never, never> }
  : { with: Given<Declared> };

/** Calls a workflow; the inputs that it requires have to be handed over. */
export function call<const Inputs extends CallInputs, const Outputs extends string>(
  id: string,
  options: Common & { workflow: Callable<Called<Inputs>, Outputs> } & Handed<Inputs>,
): Call<Outputs>;
export function call<const Outputs extends string>(
  id: string,
  options: Common & { workflow: Callable<Called, Outputs>; with?: CallOptions["with"] },
): Call<Outputs> {
  const owner = {
    id,
    options: { ...options, with: options.with ?? {} },
    permissions: permissionsOfWorkflow(options.workflow),
  };
  return Object.assign(owner, neededHandles(owner, options.workflow.outputNames));
}

/** GitHub lets a called workflow's jobs have at most what the calling job has: the sum of theirs. */
function permissionsOfWorkflow({ name, jobs }: { name: string; jobs: readonly AnyJob[] }): Grant[] {
  return leastOf(
    jobs.flatMap((job) =>
      job.permissions.map(({ scope, level }) => ({ name, permissions: { [scope]: level } })),
    ),
  );
}
