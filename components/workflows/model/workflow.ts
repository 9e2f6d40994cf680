import { WorkflowError } from "./error.ts";
import type { Expression, Text } from "./expression.ts";
import type { AnyJob, Concurrency } from "./job.ts";
import { refusalsOf } from "./refusals/index.ts";
import type { Called, Triggers } from "./trigger.ts";

export interface Workflow {
  /** Within .github/workflows: `ci.yml`. */
  readonly file: string;
  readonly name: string;
  readonly on: Triggers;
  readonly runName?: Text | undefined;
  readonly concurrency?: Concurrency | undefined;
  /** Each after what it needs. */
  readonly jobs: readonly AnyJob[];
  /** What a calling workflow can read: outputs of the jobs. */
  readonly outputs: Readonly<Record<string, Expression>>;
}

/** A workflow that others can call. */
export interface Callable<Trigger extends Called, Outputs extends string> extends Workflow {
  readonly on: Triggers & { readonly call: Trigger };
  readonly outputNames: readonly Outputs[];
}

type Declared<On extends Triggers, Outputs extends string> = Omit<Workflow, "on" | "outputs"> & {
  readonly on: On;
  readonly outputs?: Readonly<Record<Outputs, Expression>>;
};

/**
 * A workflow file. Permissions at its top are none, its shell is bash that ends at the first failure.
 *
 * @throws WorkflowError with every fault, one a line
 */
export function workflow<const On extends Triggers, const Outputs extends string = never>(
  declared: Declared<On, Outputs>,
): Omit<Workflow, "on"> & { readonly on: On; readonly outputNames: readonly Outputs[] } {
  const given: Readonly<Record<string, Expression>> = declared.outputs ?? {};
  const isOutput = (name: string): name is Outputs => Object.hasOwn(given, name);
  const made = { ...declared, outputs: given, outputNames: Object.keys(given).filter(isOutput) };
  const refusals = refusalsOf(made);
  if (refusals.length > 0) throw new WorkflowError(refusals.join("\n"));
  return made;
}
