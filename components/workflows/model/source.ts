import { Expression, Template, type Value } from "./expression.ts";

/** A value as GitHub reads it: expressions in their braces. */
export function sourceOf(value: Value): string | number | boolean {
  if (value instanceof Expression) return braced(value);
  if (value instanceof Template) {
    return value.parts.map((part) => (part instanceof Expression ? braced(part) : part)).join("");
  }
  return value;
}

function braced({ source }: Expression): string {
  return `\${{ ${source} }}`;
}
