import { record } from "./environment.ts";
import { Expression } from "./expression.ts";

type Cell = string | number | boolean;
export type Combination = Readonly<Record<string, Cell>>;

/** A job's matrix: one job per combination of the vectors, and one per entry of `include` that fits none. */
export interface Matrix<Keys extends string = string> {
  readonly vectors: Readonly<Record<string, readonly Cell[]>>;
  readonly include: readonly Combination[];
  readonly values: Readonly<Record<Keys, Expression>>;
}

/** The keys of every member of a union. */
type KeysOf<Member> = Member extends unknown ? keyof Member & string : never;

export function matrix<
  const Vectors extends Readonly<Record<string, readonly Cell[]>>,
  const Include extends readonly Combination[] = [],
>(vectors: Vectors, include?: Include): Matrix<KeysOf<Vectors> | KeysOf<Include[number]>> {
  type Keys = KeysOf<Vectors> | KeysOf<Include[number]>;
  const owner = { vectors, include: include ?? [] };
  const keys = [...new Set([...Object.keys(vectors), ...owner.include.flatMap((one) => Object.keys(one))])];
  const isKey = (key: string): key is Keys => keys.includes(key);
  return Object.assign(owner, {
    values: record(
      keys.filter(isKey),
      (name) => new Expression(`matrix.${name}`, [{ kind: "matrix", owner, name }]),
    ),
  });
}

/** One job of a matrix: `named` gives the job its name, `extra` came with `include` and does not show in the name. */
export interface MatrixJob {
  readonly named: Combination;
  readonly extra: Combination;
}

/**
 * The jobs that GitHub makes of a matrix, in its order: the last vector varies fastest, then entries of `include` that
 * no combination took. (actions/runner, src/Sdk/WorkflowParser/Conversion/MatrixBuilder.cs)
 */
export function jobsOfMatrix({ vectors, include }: Matrix): MatrixJob[] {
  const keys = Object.keys(vectors);
  const product = keys.length === 0 ? [] : keys.reduce(timesVector(vectors), [{}]);
  const fits = (combination: Combination, entry: Combination) =>
    keys.every((key) => !(key in entry) || entry[key] === combination[key]);
  const crossed = product.map((named) => {
    const taken = include.filter((entry) => fits(named, entry));
    const extra = Object.assign({}, ...taken.map((entry) => without(entry, keys)));
    return { named, extra };
  });
  const alone = include.filter((entry) => !product.some((combination) => fits(combination, entry)));
  return [...crossed, ...alone.map((entry) => ({ named: ordered(entry, keys), extra: {} }))];
}

function timesVector(vectors: Matrix["vectors"]) {
  return (product: Combination[], key: string): Combination[] =>
    product.flatMap((combination) => (vectors[key] ?? []).map((cell) => ({ ...combination, [key]: cell })));
}

function without(entry: Combination, keys: readonly string[]): Combination {
  return Object.fromEntries(Object.entries(entry).filter(([key]) => !keys.includes(key)));
}

/** What the vectors know comes first in the name, in the entry's own order, as GitHub has it. */
function ordered(entry: Combination, keys: readonly string[]): Combination {
  const known = Object.entries(entry).filter(([key]) => keys.includes(key));
  return Object.fromEntries([...known, ...Object.entries(without(entry, keys))]);
}
