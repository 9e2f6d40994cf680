import { parse } from "yaml";
import { z } from "zod";

const words = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const workflowFile = z.object({
  jobs: z.record(
    z.string(),
    z.object({
      env: words.default({}),
      steps: z
        .array(
          z.object({
            name: z.string(),
            run: z.string().optional(),
            env: words.default({}),
            "working-directory": z.string().optional(),
          }),
        )
        .default([]),
    }),
  ),
});

/** A step of a rendered file that runs a script, with its job's variables among its own. */
export interface Script {
  /** Where it stands, for messages. */
  readonly where: string;
  readonly run: string;
  readonly env: Readonly<Record<string, string>>;
  readonly folder: string | undefined;
}

/** The scripts of rendered files that somebody else's text can reach, one of each shape. */
export function scriptsOf(files: ReadonlyMap<string, string>): Script[] {
  const shapes = new Map<string, Script>();
  for (const script of everyScript(files)) {
    const shape = shapeOf(script);
    if (isReachable(script) && !shapes.has(shape)) shapes.set(shape, script);
  }
  return [...shapes.values()];
}

/** Scripts that call the delivered runtime, one of each command and its variables. It reads the event by itself. */
export function runtimeScriptsOf(files: ReadonlyMap<string, string>): Script[] {
  const commands = new Map<string, Script>();
  for (const script of everyScript(files)) {
    const [, command] = /pipeline\.mjs" ([a-z-]+(?: [a-z]+)?)/.exec(script.run) ?? [];
    const key = JSON.stringify([command, Object.keys(script.env)]);
    if (command !== undefined && !commands.has(key)) commands.set(key, script);
  }
  return [...commands.values()];
}

function everyScript(files: ReadonlyMap<string, string>): Script[] {
  const scripts: Script[] = [];
  for (const [path, text] of files) {
    for (const [job, { env, steps }] of Object.entries(workflowFile.parse(parse(text)).jobs)) {
      for (const step of steps) {
        if (step.run === undefined) continue;
        scripts.push({
          where: `${path}, job ${job}, step "${step.name}"`,
          run: step.run,
          env: asTexts({ ...env, ...step.env }),
          folder: step["working-directory"],
        });
      }
    }
  }
  return scripts;
}

/** The expressions in a script's variables, without their braces. */
export function expressionsOf({ env }: Pick<Script, "env">): string[] {
  return Object.values(env).flatMap((value) =>
    [...value.matchAll(/\$\{\{ (.+?) \}\}/g)].map(([, source = ""]) => source),
  );
}

/** The same with its values written into the script, as nobody should. */
export function writtenInto(script: Script): Script {
  const values = Object.entries(script.env).filter(([, value]) => value.includes("${{"));
  const run = values.reduce(
    (text, [name, value]) => text.replaceAll(new RegExp(`\\$\\{?${name}\\b(:\\+)?\\}?`, "g"), () => value),
    script.run,
  );
  return { ...script, run };
}

/** GitHub's own facts, and what the owner set, are nobody else's texts. */
const trusted =
  /^(?:(?:secrets|vars)\.\w+|steps\.(?:app|app-writes|secrets)\.outputs\.\w+|job\.status|github\.(?:token|sha|run_id|run_attempt|repository|server_url|workspace|workflow_sha))$/;

/** Whether a script names a variable that holds somebody else's text; one that is a flag is never seen whole. */
export function namesValue({ run, env }: Script): boolean {
  return Object.entries(env).some(
    ([name, value]) =>
      new RegExp(`\\$\\{?${name}\\b`).test(run) &&
      expressionsOf({ env: { [name]: value } }).some(
        (source) => !trusted.test(source) && !source.includes("&& 'yes'"),
      ),
  );
}

/** Also where GitHub's answer is somebody else's text. */
function isReachable(script: Script): boolean {
  return namesValue(script) || /\bgh (?:api|run|pr)\b/.test(script.run);
}

/** Scripts that differ only in options whose words stand in the file do the same with a value. */
function shapeOf(script: Script): string {
  const lines = script.run
    .split("\n")
    .filter((line) => !/^\s*--[a-z-]+="?(?:\$RUNNER_TEMP\/)?[\w@%+:,./-]+"?(?: \\)?$/.test(line));
  return JSON.stringify([lines, expressionsOf(script).filter((source) => !trusted.test(source))]);
}

function asTexts(values: z.infer<typeof words>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, `${value}`]));
}
