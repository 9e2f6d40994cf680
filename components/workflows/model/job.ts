import type { ImageName } from "../actions/images.ts";
import { actionPermissions } from "../actions/index.ts";
import type { Call } from "./call.ts";
import { type Environment, type EnvironmentUse, record } from "./environment.ts";
import { Expression, type Text } from "./expression.ts";
import type { Matrix } from "./matrix.ts";
import { type Grant, leastOf } from "./permissions.ts";
import type { Env, Step } from "./step.ts";

/** Who waits for whom. A job with an environment is never cancelled for a newer one. */
export type Concurrency = { readonly group: Text } & (
  | { readonly cancelInProgress: true }
  | {
      readonly cancelInProgress?: false;
      /** `max`: up to 100 wait, in order. Default: one waits, and a newer one takes its place. */
      readonly queue?: "max";
    }
);

/** A container beside the job's steps. */
export interface Service {
  /** One of actions/images.ts, which pins it by digest. */
  readonly image: ImageName;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly ports?: readonly string[] | undefined;
  readonly options?: string | undefined;
}

export interface JobOptions<Outputs extends string = string> {
  /** What people and required checks see. Default: the id. */
  readonly name?: string | undefined;
  readonly needs?: readonly AnyJob[] | undefined;
  readonly if?: Expression | undefined;
  /** Default: ubuntu-24.04. */
  readonly runsOn?: string | Expression | undefined;
  readonly timeoutMinutes: number;
  readonly environment?: Environment | EnvironmentUse | undefined;
  readonly concurrency?: Concurrency | undefined;
  readonly matrix?: Matrix | undefined;
  /** Whether one failure of the matrix ends the others. Default: false, so that all are heard. */
  readonly failFast?: boolean | undefined;
  readonly services?: Readonly<Record<string, Service>> | undefined;
  readonly env?: Env | undefined;
  readonly steps: readonly Step[];
  readonly outputs?: Readonly<Record<Outputs, Expression>> | undefined;
}

/** What other jobs can need, whether it runs steps or calls a workflow. */
interface Needed<Outputs extends string> {
  readonly id: string;
  readonly outputs: Readonly<Record<Outputs, Expression>>;
  /** success, failure, cancelled or skipped. */
  readonly result: Expression;
}

export interface Job<Outputs extends string = string> extends Needed<Outputs> {
  readonly options: JobOptions;
  readonly permissions: readonly Grant[];
}

export type AnyJob = Job | Call;

/** A job. Its `outputs` are handles for the jobs that need it. */
export function job<const Outputs extends string = never>(
  id: string,
  options: JobOptions<Outputs>,
): Job<Outputs> {
  const owner = { id, options, permissions: leastOf(options.steps.map(asking)) };
  return Object.assign(owner, neededHandles(owner, namesOf(options.outputs)));
}

/** The handles on a job that others need. */
export function neededHandles<Outputs extends string>(
  owner: { id: string },
  outputs: readonly Outputs[],
): Omit<Needed<Outputs>, "id"> {
  const handle = (path: string, name: string) =>
    new Expression(`needs.${owner.id}.${path}`, [{ kind: "needs", owner, name }]);
  return {
    outputs: record(outputs, (name) => handle(`outputs.${name}`, name)),
    result: handle("result", "result"),
  };
}

/** The environment that a job names, whether it deploys or only passes its rules. */
export function environmentOf({ options }: Job): EnvironmentUse | undefined {
  const { environment } = options;
  if (environment === undefined) return undefined;
  return "environment" in environment ? environment : { environment };
}

export function isCall(job: AnyJob): job is Call {
  return "workflow" in job.options;
}

function asking(step: Step) {
  const ofAction = "uses" in step ? actionPermissions(step.uses) : {};
  return { name: step.name, permissions: { ...ofAction, ...step.permissions } };
}

function namesOf<Names extends string>(given: Readonly<Record<Names, unknown>> | undefined): Names[] {
  if (given === undefined) return [];
  const isName = (name: string): name is Names => Object.hasOwn(given, name);
  return Object.keys(given).filter(isName);
}
