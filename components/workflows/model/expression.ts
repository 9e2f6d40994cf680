import { WorkflowError } from "./error.ts";

/**
 * What an expression reads and that has to exist where it is used. `owner` is what declared it: a job, a step, a
 * trigger, an environment, a matrix.
 */
export interface Reference {
  readonly kind: "needs" | "step" | "input" | "secret" | "variable" | "matrix" | "status" | "files";
  readonly owner: object;
  readonly name: string;
}

/**
 * A GitHub Actions expression as a value. Handles of what was declared make them, so that nobody can name an output,
 * input or secret that does not exist.
 */
export class Expression {
  /** Without the braces. */
  readonly source: string;
  readonly references: readonly Reference[];
  /** How tightly its outermost operator binds: `||` 1, `&&` 2, `==` 3, anything else 4. */
  readonly binding: number;

  constructor(source: string, references: readonly Reference[] = [], binding = 4) {
    this.source = source;
    this.references = references;
    this.binding = binding;
  }

  /** An expression in a plain template string would reach the file, and there a shell, unseen. */
  toString(): never {
    throw new WorkflowError(
      `The expression ${this.source} stands in a plain template string: hand it to the step as \`env\`, or join texts with text\`...\``,
    );
  }
}

/** Texts and expressions in a row; made by `text`. */
export class Template {
  readonly parts: readonly (string | Expression)[];

  constructor(parts: readonly (string | Expression)[]) {
    this.parts = parts;
  }

  toString(): never {
    throw new WorkflowError("A text with expressions stands in a plain template string: use text`...` there");
  }
}

/** What may stand in a field that GitHub evaluates. A plain string never holds an expression. */
export type Text = string | Expression | Template;
export type Value = Text | number | boolean;

/** Joins texts and expressions: text`deploy-${github.ref}`. */
export function text(strings: TemplateStringsArray, ...values: readonly Expression[]): Template {
  return new Template(
    strings.flatMap((string, index) => [string, values[index] ?? ""]).filter((part) => part !== ""),
  );
}

/** Every expression of a value. */
export function expressionsIn(value: Value): Expression[] {
  if (value instanceof Expression) return [value];
  if (value instanceof Template) return value.parts.filter((part) => part instanceof Expression);
  return [];
}

/** The plain strings of a value. */
export function stringsIn(value: Value): string[] {
  if (typeof value === "string") return [value];
  if (value instanceof Template) return value.parts.filter((part) => typeof part === "string");
  return [];
}
