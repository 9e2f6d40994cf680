import type { Environment } from "../../cli/command.ts";

/** Shorter captured values are numbers and words: masking those would falsify messages. */
const shortestCapture = 12;

/** The values of one check: the mark, its own case, what it captured, and variables of the job. */
export class Values {
  readonly #known: Map<string, string>;
  readonly #variables: Environment;
  readonly #hidden = new Set<string>();

  constructor(variables: Environment, known: Readonly<Record<string, string>>) {
    this.#variables = variables;
    this.#known = new Map(Object.entries(known));
  }

  readonly lookUp = (name: string): string | undefined => {
    const [, kind, variable = ""] = /^(env|secret)\.(.*)$/.exec(name) ?? [];
    if (kind === undefined) return this.#known.get(name);
    const value = this.#variables[variable] || undefined;
    if (kind === "secret" && value) this.#hidden.add(value);
    return value;
  };

  capture(name: string, value: string): void {
    this.#known.set(name, value);
    if (value.length >= shortestCapture) this.#hidden.add(value);
  }

  /** Takes secrets and captured tokens out of a message. */
  masked(text: string): string {
    return [...this.#hidden]
      .sort((one, other) => other.length - one.length)
      .reduce((left, value) => left.replaceAll(value, "***"), text);
  }
}
