import type { ActionName, InputsOf } from "../actions/index.ts";
import { record } from "./environment.ts";
import { WorkflowError } from "./error.ts";
import { Expression, type Value } from "./expression.ts";
import type { Permissions } from "./permissions.ts";

export type Env = Readonly<Record<string, Value>>;

interface Common<Outputs extends string> {
  readonly name: string;
  readonly id?: string | undefined;
  readonly if?: Expression | undefined;
  readonly env?: Env | undefined;
  /** What the step asks of the job's token, beyond what its action is known to need. The job gets the sum. */
  readonly permissions?: Permissions | undefined;
  /** Minutes. Default: the job's. */
  readonly timeoutMinutes?: number | undefined;
  readonly outputs: Readonly<Record<Outputs, Expression>>;
}

export interface RunStep<Outputs extends string = string> extends Common<Outputs> {
  /** Bash that ends at the first failure, also within a pipe. */
  readonly run: string;
  readonly workingDirectory?: string | undefined;
}

export interface UsesStep<Outputs extends string = string> extends Common<Outputs> {
  readonly uses: ActionName;
  readonly with: Readonly<Record<string, Value>>;
}

export type Step<Outputs extends string = string> = RunStep<Outputs> | UsesStep<Outputs>;

type Options<Outputs extends string> = Omit<Common<Outputs>, "name" | "outputs"> & {
  /** The names of what the step writes to $GITHUB_OUTPUT, or what the action gives; they need an `id`. */
  readonly outputs?: readonly Outputs[];
};

/** A step that runs a script. Values reach it through `env`; an expression in the script is refused. */
export function run<const Outputs extends string = never>(
  name: string,
  options: Options<Outputs> & { run: string | readonly string[]; workingDirectory?: string },
): RunStep<Outputs> {
  const { outputs = [], run: script, ...rest } = options;
  const lines = typeof script === "string" ? script.trim() : script.join("\n");
  const owner = { ...rest, name, run: lines };
  return Object.assign(owner, { outputs: outputsOf(owner, outputs) });
}

/** A step that runs a pinned action. */
export function uses<const Name extends ActionName, const Outputs extends string = never>(
  name: string,
  options: Options<Outputs> & { uses: Name } & InputsOf<Name>,
): UsesStep<Outputs> {
  const { outputs = [], ...rest } = options;
  const owner = { ...rest, name, with: { ...options.with } };
  return Object.assign(owner, { outputs: outputsOf(owner, outputs) });
}

/** How a step ended: success, failure, cancelled or skipped. */
export function outcomeOf(step: Step): Expression {
  if (step.id === undefined)
    throw new WorkflowError(`The step "${step.name}" needs an id, its outcome is read`);
  return new Expression(`steps.${step.id}.outcome`, [{ kind: "step", owner: step, name: "outcome" }]);
}

function outputsOf<Outputs extends string>(
  owner: { name: string; id?: string | undefined },
  outputs: readonly Outputs[],
): Readonly<Record<Outputs, Expression>> {
  if (outputs.length > 0 && owner.id === undefined) {
    throw new WorkflowError(`The step "${owner.name}" has outputs and needs an id`);
  }
  return record(
    outputs,
    (name) => new Expression(`steps.${owner.id}.outputs.${name}`, [{ kind: "step", owner, name }]),
  );
}
