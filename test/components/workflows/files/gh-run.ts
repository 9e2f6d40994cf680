import { parseArgs } from "node:util";
import type { ParsedWorkflow } from "./parsed.ts";

/** A `gh workflow run` as it was written. */
export interface GhRun {
  readonly file: string;
  readonly ref: string;
  readonly inputs: Readonly<Record<string, string>>;
}

/** Reads a command line of GitHub CLI. @throws Error where it is not one that starts a workflow. */
export function ghRun(line: string): GhRun {
  const words = [...line.matchAll(/(?:[^\s"]+|"[^"]*")+/g)].map(([word]) => word.replaceAll('"', ""));
  if (words.slice(0, 3).join(" ") !== "gh workflow run")
    throw new Error(`No workflow is started by: ${line}`);
  const { values, positionals } = parseArgs({
    args: words.slice(3),
    allowPositionals: true,
    options: { ref: { type: "string" }, field: { type: "string", short: "f", multiple: true } },
  });
  const [file = ""] = positionals;
  const pairs = (values.field ?? []).map((pair): [string, string] => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at), pair.slice(at + 1)];
  });
  return { file, ref: values.ref ?? "", inputs: Object.fromEntries(pairs) };
}

/** Why GitHub would refuse the inputs, in its order: unknown, missing, or not of their type. */
export function refusals({ inputs }: GhRun, { on }: ParsedWorkflow): string[] {
  const dispatch = on.workflow_dispatch;
  if (dispatch === undefined) return ["it has no workflow_dispatch"];
  const declared = dispatch.inputs;
  return [
    ...Object.keys(inputs).flatMap((name) => (declared[name] ? [] : [`unexpected input ${name}`])),
    ...Object.entries(declared).flatMap(([name, { required, default: usual }]) =>
      required && usual === undefined && inputs[name] === undefined ? [`missing input ${name}`] : [],
    ),
    ...Object.entries(inputs).flatMap(([name, value]) => {
      const input = declared[name];
      if (input?.type === "choice" && !input.options?.includes(value)) return [`${name} cannot be ${value}`];
      if (input?.type === "boolean" && value !== "true" && value !== "false")
        return [`${name} cannot be ${value}`];
      return [];
    }),
  ];
}
