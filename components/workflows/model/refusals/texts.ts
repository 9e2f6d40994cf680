import { stringsIn } from "../expression.ts";
import { fieldsOf } from "../fields.ts";
import type { Workflow } from "../workflow.ts";

/** Characters that a reader does not see, or that turn what he reads around. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Plain text that would be evaluated, or that is not what it looks like. */
export function texts(workflow: Workflow): string[] {
  const inputs = [
    ...Object.entries(workflow.on.dispatch?.declared ?? {}),
    ...Object.entries(workflow.on.call?.declared ?? {}),
  ].flatMap(([name, input]) => [
    { where: `input ${name}: description`, value: input.description },
    { where: `input ${name}: default`, value: `${input.default ?? ""}` },
  ]);
  return [...fieldsOf(workflow), ...inputs].flatMap(({ where, value }) =>
    stringsIn(value).flatMap((string) => [
      ...(string.includes("${{")
        ? [`${where} holds \${{ in plain text: in a script use \`env\`, elsewhere the handle of what is read`]
        : []),
      ...hidden(where, string),
    ]),
  );
}

function hidden(where: string, string: string): string[] {
  const found = invisible.exec(string.replace(/[\n\t]/g, ""))?.[0];
  if (found === undefined) return [];
  const code = found.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
  return [`${where} holds the invisible character U+${code}: write visible text`];
}
