import { Expression, type Text } from "./expression.ts";

type Handles<Names extends string> = Readonly<Record<Names, Expression>>;

/** A GitHub environment with what the jobs that it opens can read. */
export interface Environment<Secrets extends string = string, Variables extends string = string> {
  readonly name: string;
  readonly secrets: Handles<Secrets>;
  readonly variables: Handles<Variables>;
}

/** How a job uses an environment. */
export interface EnvironmentUse {
  readonly environment: Environment;
  /** False for gates: the job passes the environment's rules and makes no deployment. Default: true. */
  readonly deployment?: false | undefined;
  /** Where the deployment is to be seen. */
  readonly url?: Text | undefined;
}

/** Declares an environment. Its secrets are readable in steps of jobs that name it, and nowhere else. */
export function environment<const Secrets extends string = never, const Variables extends string = never>(
  name: string,
  holds: { secrets?: readonly Secrets[]; variables?: readonly Variables[] } = {},
): Environment<Secrets, Variables> {
  const owner = { name };
  return Object.assign(owner, {
    secrets: handles(owner, "secret", holds.secrets ?? []),
    variables: handles(owner, "variable", holds.variables ?? []),
  });
}

/** A secret that jobs without an environment may read: anybody who can start such a job can use it. */
export class RepositorySecret {
  readonly name: string;
  /** Why no environment can hold it. */
  readonly reason: string;
  /** The last day of the exception, as 2027-06-30. */
  readonly until: string;
  readonly value: Expression;

  constructor(name: string, exception: { reason: string; until: string }) {
    this.name = name;
    this.reason = exception.reason;
    this.until = exception.until;
    this.value = new Expression(`secrets.${name}`, [{ kind: "secret", owner: this, name }]);
  }
}

/** Whose variables every job can read. */
export const wholeRepository = {};

/** Variables of the repository, which every job can read. */
export function repositoryVariables<const Names extends string>(...names: readonly Names[]): Handles<Names> {
  return handles(wholeRepository, "variable", names);
}

function handles<Names extends string>(
  owner: object,
  kind: "secret" | "variable",
  names: readonly Names[],
): Handles<Names> {
  const context = kind === "secret" ? "secrets" : "vars";
  return record(names, (name) => new Expression(`${context}.${name}`, [{ kind, owner, name }]));
}

/** A record with exactly these keys. */
export function record<Names extends string, Made>(
  names: readonly Names[],
  make: (name: Names) => Made,
): Readonly<Record<Names, Made>> {
  const made: Partial<Record<Names, Made>> = {};
  for (const name of names) made[name] = make(name);
  if (!hasAll(made, names)) throw new TypeError("unreachable: every name was made");
  return made;
}

function hasAll<Names extends string, Made>(
  made: Partial<Record<Names, Made>>,
  names: readonly Names[],
): made is Record<Names, Made> {
  return names.every((name) => Object.hasOwn(made, name));
}
