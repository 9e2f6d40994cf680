import { Expression } from "./expression.ts";

type Operand = Expression | string | number | boolean;

/** Whose references no declaration has to stand for. */
const builtIn = {};

export const eq = (left: Operand, right: Operand): Expression => infix("==", [left, right]);
export const ne = (left: Operand, right: Operand): Expression => infix("!=", [left, right]);
export const and = (...operands: readonly Operand[]): Expression => infix("&&", operands);
export const or = (...operands: readonly Operand[]): Expression => infix("||", operands);
export const not = (operand: Expression): Expression =>
  new Expression(`!${within(operand, 4)}`, operand.references);

export const contains = (whole: Operand, item: Operand): Expression => call("contains", [whole, item]);
export const startsWith = (whole: Operand, start: Operand): Expression => call("startsWith", [whole, start]);

/** Hash of the files that match; empty when none does. In steps only: earlier there is no checkout. */
export const hashFiles = (...globs: readonly [string, ...string[]]): Expression =>
  new Expression(`hashFiles(${globs.map(literal).join(", ")})`, [
    { kind: "files", owner: builtIn, name: globs.join(", ") },
  ]);

/** Also after a failure and a cancellation. */
export const always = (): Expression => status("always");
export const cancelled = (): Expression => status("cancelled");
export const failure = (): Expression => status("failure");
export const success = (): Expression => status("success");

function status(name: string): Expression {
  return new Expression(`${name}()`, [{ kind: "status", owner: builtIn, name }]);
}

function infix(operator: "==" | "!=" | "&&" | "||", operands: readonly Operand[]): Expression {
  const binding = operator === "||" ? 1 : operator === "&&" ? 2 : 3;
  // `a && b && c` needs no parentheses, `a == (b == c)` does.
  const least = binding === 3 ? 4 : binding;
  const source = operands.map((operand) => within(operand, least)).join(` ${operator} `);
  return new Expression(source, referencesOf(operands), binding);
}

function call(name: string, operands: readonly Operand[]): Expression {
  return new Expression(`${name}(${operands.map(inner).join(", ")})`, referencesOf(operands));
}

function referencesOf(operands: readonly Operand[]) {
  return operands.flatMap((operand) => (operand instanceof Expression ? operand.references : []));
}

function inner(operand: Operand): string {
  return operand instanceof Expression ? operand.source : literal(operand);
}

/** An operand in parentheses where it binds less tightly than its place needs. */
function within(operand: Operand, least: number): string {
  const source = inner(operand);
  return operand instanceof Expression && operand.binding < least ? `(${source})` : source;
}

/** GitHub's strings are quoted with ' and a ' within is written twice. */
function literal(value: string | number | boolean): string {
  return typeof value === "string" ? `'${value.replaceAll("'", "''")}'` : `${value}`;
}
