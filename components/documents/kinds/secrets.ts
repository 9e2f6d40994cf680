import type { DocumentContext } from "../context.ts";
import { code, list, page, section, table } from "../markdown.ts";

/** Every variable by name; values are in the vault alone (S001-VAR-04). */
export function environmentVariables(context: DocumentContext): string {
  const { secrets, formats } = context;
  return page(
    context,
    "Environment variables",
    "The names that every environment must have. No value stands in this repository, in a workflow or in the state of the " +
      "pipeline: each lies in Doppler, in the config of its environment.",
    ...secrets.map(({ group, names }) =>
      section(
        group,
        table(
          ["Name", "Must be"],
          names.map((name) => [code(name), formats[name] ?? "a text that is not empty"]),
        ),
      ),
    ),
    section(
      "When one is missing",
      list([
        "The preview of the environment's stack names every missing one, and stops.",
        "The deployment asks again before it starts: a name without a value ends it.",
        "A value of the wrong form, such as a key of the wrong length, counts as missing. It is never printed.",
      ]),
    ),
  );
}
