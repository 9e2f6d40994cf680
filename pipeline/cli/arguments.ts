import { parseArgs } from "node:util";
import { flag } from "../contract/command-option.ts";
import { type Command, type Given, type Options, WrongUse } from "./command.ts";

const common: Options = {
  json: flag("one JSON document on standard output, nothing else there"),
  help: flag("this text"),
};

/**
 * Reads a command's options.
 *
 * @throws WrongUse for an option that it does not have, one without its value, and a required one that is missing.
 */
export function readOptions(command: Command, args: readonly string[]): Given {
  const options = { ...command.options, ...common };
  const values = new Map<string, string | boolean | (string | boolean)[]>();
  try {
    const parsed = parseArgs({
      args: [...args],
      options: Object.fromEntries(
        Object.entries(options).map(([name, { type, multiple }]) => [name, { type, multiple }]),
      ),
    });
    for (const [name, value] of Object.entries(parsed.values)) {
      if (value !== undefined) values.set(name, value);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(". ")[0] : String(error);
    throw new WrongUse(`${reason}. \`${command.name} --help\` lists what is possible.`, { cause: error });
  }
  const text = (name: string) => {
    const value = values.get(name);
    return typeof value === "string" ? value : undefined;
  };
  const need = (name: string) => {
    const value = text(name);
    if (value) return value;
    const { value: kind = "VALUE", help = name } = options[name] ?? {};
    throw new WrongUse(`${command.name} needs --${name} ${kind}: ${help}.`);
  };
  if (values.get("help") !== true) {
    for (const [name, { required }] of Object.entries(options)) if (required) need(name);
  }
  return {
    text,
    need,
    list: (name) => {
      const value = values.get(name);
      return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
    },
    flag: (name) => values.get(name) === true,
  };
}

/** The help of one command. */
export function helpOf(command: Command): string {
  const options = Object.entries({ ...command.options, ...common });
  const names = options.map(([name, { value }]) => `--${name}${value ? ` ${value}` : ""}`);
  const width = Math.max(...names.map((name) => name.length));
  const lines = options.map(([, { help, required, multiple }], index) => {
    const notes = `${required ? " (required)" : ""}${multiple ? " (may be repeated)" : ""}`;
    return `  ${(names[index] ?? "").padEnd(width)}  ${help}${notes}`;
  });
  return [
    `${command.name}: ${command.purpose}`,
    "",
    command.help,
    "",
    "Options",
    ...lines,
    "",
    "Examples",
    ...command.examples.map((example) => `  node .gatehouse/pipeline.mjs ${example}`),
    "",
    exits,
    "",
  ].join("\n");
}

/** The help of the runtime. */
export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  return [
    "Gatehouse's runtime: what the workflows of a pipeline ask before and while a release goes out.",
    "",
    "  node .gatehouse/pipeline.mjs COMMAND [OPTIONS]",
    "",
    ...commands.map(({ name, purpose }) => `  ${name.padEnd(width)}  ${purpose}`),
    "",
    "COMMAND --help tells what a command decides by. The rules are those of the contract file beside the runtime.",
    "",
    exits,
    "",
  ].join("\n");
}

const exits =
  "Exits 0: yes. 1: no. 2: wrong use or configuration. 3: could not tell, which never opens anything.";
