// `node stacks/check.ts [--json] [--dir FOLDER] [STACK...]`: are the settings of these stacks sound? Reads files only.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { explain } from "./settings/explain.ts";
import { readSettingsFiles } from "./settings/files.ts";
import { parseSettings, SettingsError } from "./settings/parse.ts";
import type { Settings } from "./settings/schema.ts";

const help = `Checks the settings of stacks, without an engine and without touching a cloud.

  npm run settings -- [STACK...]       all stacks of the folder where none is named
    --dir FOLDER                       where Pulumi.yaml and the stack files lie (default: here)
    --json                             {"ok": true, "stacks": [...]} or {"ok": false, "message": "..."}

Exits 0 when the settings are sound, 2 when they are not.
`;

function check(folder: string, stack: string): Settings {
  const { written, locate } = readSettingsFiles(folder, stack);
  const result = parseSettings(written);
  if ("refusal" in result) throw new SettingsError(explain(result.refusal, locate));
  return result.settings;
}

/** Two stacks that declare one environment would take turns in undoing each other's work. */
function refuseTwins(settings: ReadonlyMap<string, Settings>): void {
  const declaredBy = new Map<string, string>();
  for (const [stack, given] of settings) {
    const what = given.kind === "shared" ? "what exists once" : `the environment ${given.environment}`;
    const scope = `${given.organization} ${given.application.name} ${what}`;
    const other = declaredBy.get(scope);
    if (other) {
      throw new SettingsError(
        `Settings: Pulumi.${other}.yaml and Pulumi.${stack}.yaml both declare ${what}. Allowed: one stack for each. ` +
          "Change gatehouse:environment in one of them, or remove its file.",
      );
    }
    declaredBy.set(scope, stack);
  }
}

function stacksOf(folder: string): string[] {
  if (!existsSync(join(folder, "Pulumi.yaml"))) {
    throw new SettingsError(
      `Settings: there is no Pulumi.yaml in ${folder}. --dir takes the folder that holds Pulumi.yaml and the stack files.`,
    );
  }
  return readdirSync(folder).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
}

function readOptions(given: string[]) {
  try {
    return parseArgs({
      args: given,
      allowPositionals: true,
      options: {
        dir: { type: "string", default: process.cwd() },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new SettingsError(
      `${error instanceof Error ? error.message : error}\nnpm run settings -- --help lists what is possible.`,
    );
  }
}

function main(given: string[]): void {
  const { values, positionals } = readOptions(given);
  if (values.help) {
    process.stdout.write(help);
    return;
  }
  const known = stacksOf(values.dir);
  const stacks = positionals.length > 0 ? positionals : known;
  refuseTwins(new Map(stacks.map((stack) => [stack, check(values.dir, stack)])));
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ ok: true, stacks })}\n`
      : `The settings are sound: ${stacks.join(", ")}.\n`,
  );
}

const given = process.argv.slice(2);
try {
  main(given);
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  if (given.includes("--json"))
    process.stdout.write(`${JSON.stringify({ ok: false, message: error.message })}\n`);
  else process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
