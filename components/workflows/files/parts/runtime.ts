import { type CommandName, commandOptions } from "../../../../pipeline/contract/commands.ts";
import {
  and,
  type Expression,
  github,
  or,
  type Permissions,
  type RunStep,
  run,
  type text,
  type Value,
  WorkflowError,
} from "../../model/index.ts";
import { needsOfCommand } from "./permissions.ts";

type Declared<Name extends CommandName> = (typeof commandOptions)[Name];
type ValueOf<Option> = Option extends { type: "boolean" }
  ? true | Expression
  : Option extends { multiple: true }
    ? readonly Text[]
    : Text;
/** A word, or what the run gives; an empty one leaves its option out. */
type Text = string | Expression | ReturnType<typeof text>;
type RequiredOf<Options> = {
  [Key in keyof Options]: Options[Key] extends { required: true } ? Key : never;
}[keyof Options];
/** What the part sets itself. */
type Own = "contract" | "record";

/** The options of a command: known names only, and required where the command requires any. */
export type OptionsOf<Name extends CommandName> = {
  readonly [Key in Exclude<RequiredOf<Declared<Name>>, Own>]: ValueOf<Declared<Name>[Key]>;
} & {
  readonly [Key in Exclude<keyof Declared<Name>, RequiredOf<Declared<Name>> | Own>]?:
    | ValueOf<Declared<Name>[Key]>
    | undefined;
};

interface StepOptions {
  readonly id?: string;
  readonly if?: Expression;
  readonly env?: Readonly<Record<string, Value>> | undefined;
  readonly timeoutMinutes?: number;
  /** The file among the run's records that keeps the outcome; another step attaches it by `records`. */
  readonly record?: string;
  /** The token that the command asks GitHub with. Default: the job's own, with what the command needs. */
  readonly token?: Expression | undefined;
  /** What the command asks of the job's token beyond its usual. */
  readonly permissions?: Permissions;
}

/** Where the runtime and its rules lie while a job runs: apart from the release, which cannot change them. */
export const runtimeHome = "$RUNNER_TEMP/gatehouse";
/** Where the steps of a job leave their records, for the one that keeps them. */
export const recordsHome = "$RUNNER_TEMP/records";

/**
 * A step that runs a command of the runtime. Its options are those of pipeline/contract/commands.ts, so a wrong one does
 * not compile; values of the run reach it by the environment.
 */
export function runtime<const Name extends CommandName>(
  name: string,
  command: Name,
  given: OptionsOf<Name>,
  options: StepOptions = {},
): RunStep<"verdict"> {
  const { id, if: condition, env, timeoutMinutes, record, token, permissions } = options;
  const words = Object.entries<unknown>(given).map(([option, value]) => wordsOf(command, option, value));
  const lines = [
    `node "${runtimeHome}/pipeline.mjs" ${command}`,
    ...(has(command, "contract") ? [`--contract="${runtimeHome}/contract.json"`] : []),
    ...words.flatMap(({ line }) => line),
    ...(record === undefined ? [] : [`--record="${recordsHome}/${record}"`]),
  ];
  const asked = needsOfCommand(command);
  return run(name, {
    id: id ?? idOf(name),
    outputs: ["verdict"],
    if: condition,
    timeoutMinutes,
    env: {
      ...Object.assign({}, ...words.map((word) => word.env)),
      ...(asked === undefined ? {} : { GITHUB_TOKEN: token ?? github.token }),
      ...env,
    },
    ...(token === undefined
      ? { permissions: { ...asked, ...permissions } }
      : { permissions: permissions ?? {} }),
    run: lines.join(" \\\n  "),
  });
}

/** The records that earlier steps of the job left, as `attach` takes them. */
export function records(...names: readonly string[]): string[] {
  return names.map((name) => `${recordsHome}/${name}`);
}

interface Words {
  readonly line: readonly string[];
  readonly env: Readonly<Record<string, Value>>;
}

function wordsOf(command: CommandName, option: string, value: unknown): Words {
  if (!has(command, option)) throw new WorkflowError(`The runtime's ${command} has no option --${option}`);
  if (value === undefined) return { line: [], env: {} };
  if (value === true) return { line: [`--${option}`], env: {} };
  const variable = `OPTION_${option.toUpperCase().replaceAll("-", "_")}`;
  if (isFlag(command, option)) {
    // A flag has no value: anything but an empty text sets it.
    return isExpression(value)
      ? { line: [`\${${variable}:+--${option}}`], env: { [variable]: or(and(value, "yes"), "") } }
      : { line: [], env: {} };
  }
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const words = values.map((one, index) =>
    wordOf(option, one, values.length > 1 ? `${variable}_${index}` : variable),
  );
  return {
    line: words.flatMap(({ line }) => line),
    env: Object.assign({}, ...words.map(({ env }) => env)),
  };
}

function wordOf(option: string, value: unknown, variable: string): Words {
  if (typeof value !== "string") {
    return { line: [`\${${variable}:+"--${option}=$${variable}"}`], env: { [variable]: asValue(value) } };
  }
  if (/^\$RUNNER_TEMP\/[\w./-]+$/.test(value)) return { line: [`--${option}="${value}"`], env: {} };
  return /^[\w@%+:,./-]+$/.test(value)
    ? { line: [`--${option}=${value}`], env: {} }
    : { line: [`--${option}="$${variable}"`], env: { [variable]: value } };
}

function asValue(value: unknown): Value {
  if (isExpression(value) || isTemplate(value)) return value;
  throw new WorkflowError(`An option's value is ${String(value)}: a text or an expression may stand there`);
}

function isExpression(value: unknown): value is Expression {
  return typeof value === "object" && value !== null && "source" in value && "references" in value;
}

function isTemplate(value: unknown): value is ReturnType<typeof text> {
  return typeof value === "object" && value !== null && "parts" in value;
}

function has(command: CommandName, option: string): boolean {
  return Object.hasOwn(commandOptions[command], option);
}

function isFlag(command: CommandName, option: string): boolean {
  const all: Readonly<Record<string, { readonly type: string }>> = commandOptions[command];
  return all[option]?.type === "boolean";
}

/** The id that a step's name gives, by which other steps read its verdict. */
export function idOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
}
