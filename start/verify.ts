// `npm run sandbox:verify -- --plugin FILE`: the stacks' GitHub resources through a published provider plugin.
import { accessSync, constants, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import type { Stack } from "@pulumi/pulumi/automation/index.js";
import { destroyUnprotected, preview, refresh, type Surroundings, up } from "./engine/operation.ts";
import { openSession, readyEngine } from "./engine/session.ts";
import type { Tally } from "./engine/tally.ts";
import { exitCodes, Failure, messageOf } from "./failure.ts";
import { listenForInterruption } from "./interruption.ts";
import { type Progress, showProgress } from "./progress/progress.ts";
import { styleFor } from "./progress/style.ts";
import { stacksOf } from "./stacks.ts";

const help = `npm run sandbox:verify runs the stacks' GitHub resources through a published provider plugin instead of the
sandbox's own provider, against the sandbox's GitHub API. It proves that the API answers as the plugin needs.

  npm run sandbox:verify -- --plugin FILE   the plugin: pulumi-resource-github, of the SDK's version (package.json)
    --config DIR    another pipeline: the folder with its Pulumi.yaml (default: this repository)
    --json          one JSON document on standard output

For each stack: up, a second preview that must show no change, a refresh that must find no drift; at the end destroy.
It works in a folder of its own, which it removes, and touches no real account.

Exits 0: all of it held. 1: something did not. 2: wrong use. 3: the engine could not be had.
`;

/** One check of one stack. */
interface Check {
  stack: string;
  what: string;
  held: boolean;
  detail: string;
}

interface Options {
  plugin: string;
  config: string;
  json: boolean;
}

/** @throws Failure (2) when no plugin is named, or the file cannot be one. */
function readOptions(given: readonly string[]): Options | "help" {
  const { values } = readFlags(given);
  if (values.help) return "help";
  if (!values.plugin) {
    throw new Failure(exitCodes.badInput, "--plugin FILE is missing: the path of a pulumi-resource-github.");
  }
  const plugin = resolve(values.plugin);
  const stat = statSync(plugin, { throwIfNoEntry: false });
  if (!stat?.isFile()) throw new Failure(exitCodes.badInput, `--plugin ${values.plugin} is not a file.`);
  try {
    accessSync(plugin, constants.X_OK);
  } catch {
    throw new Failure(exitCodes.badInput, `--plugin ${values.plugin} cannot be executed: chmod +x it.`);
  }
  return { plugin, config: resolve(values.config), json: values.json };
}

function readFlags(given: readonly string[]) {
  try {
    return parseArgs({
      args: [...given],
      options: {
        plugin: { type: "string" },
        config: { type: "string", default: dirname(import.meta.dirname) },
        json: { type: "boolean", default: false },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new Failure(
      exitCodes.badInput,
      `${messageOf(error)}\nnpm run sandbox:verify -- --help tells more.`,
    );
  }
}

async function verify({ plugin, config }: Options, progress: Progress): Promise<Check[]> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-verify-"));
  const interruption = listenForInterruption((text) => progress.say(text));
  try {
    const engine = await readyEngine(interruption, (text) => progress.say(text));
    const session = await openSession(engine, { config, folder, githubPlugin: plugin });
    const around: Surroundings = { interruption, policyPacks: [], onProgress: () => undefined };
    try {
      const stacks = stacksOf(config);
      const checks: Check[] = [];
      for (const name of stacks) {
        const stack = await session.open(name);
        await stack.setAllConfig(pluginConfig(session.githubUrl));
        checks.push(...(await walk(stack, around, progress)));
        if (checks.some(({ held }) => !held)) break;
      }
      for (const name of (await session.existing()).toSorted(
        (a, b) => stacks.indexOf(b) - stacks.indexOf(a),
      )) {
        const stack = await session.open(name);
        checks.push(await check(progress, name, "destroy", () => destroyUnprotected(stack, around), done));
      }
      return checks;
    } finally {
      await session.close();
    }
  } finally {
    interruption.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The published provider at the sandbox's API, without the pauses that GitHub itself asks for. */
function pluginConfig(githubUrl: string): Record<string, { value: string }> {
  return {
    "github:baseUrl": { value: `${githubUrl}/` },
    "github:writeDelayMs": { value: "0" },
    "github:readDelayMs": { value: "0" },
  };
}

async function walk(stack: Stack, around: Surroundings, progress: Progress): Promise<Check[]> {
  const steps = [
    { what: "up", run: () => up(stack, around), judge: done },
    { what: "second preview", run: () => preview(stack, around), judge: unchanged },
    { what: "refresh", run: () => refresh(stack, around, { expectNoChanges: true }), judge: unchanged },
    { what: "preview after refresh", run: () => preview(stack, around), judge: unchanged },
  ];
  const checks: Check[] = [];
  for (const { what, run, judge } of steps) {
    const result = await check(progress, stack.name, what, run, judge);
    checks.push(result);
    if (!result.held) break;
  }
  return checks;
}

async function check(
  progress: Progress,
  stack: string,
  what: string,
  run: () => Promise<{ tally: Tally }>,
  judge: (tally: Tally) => { held: boolean; detail: string },
): Promise<Check> {
  const line = progress.begin(`${stack}: ${what}`);
  try {
    const verdict = judge((await run()).tally);
    if (verdict.held) line.end(verdict.detail);
    else line.fail();
    return { stack, what, ...verdict };
  } catch (error) {
    line.fail();
    return { stack, what, held: false, detail: messageOf(error) };
  }
}

function done({ changes }: Tally) {
  return { held: true, detail: `${changes.length} changes` };
}

function unchanged({ changes }: Tally) {
  const detail = changes.map(
    ({ operation, resource, properties }) => `${operation} ${resource} ${properties}`,
  );
  return { held: changes.length === 0, detail: detail.join("; ") || "no change" };
}

async function main(given: readonly string[]): Promise<number> {
  const style = styleFor(process.stderr);
  try {
    const options = readOptions(given);
    if (options === "help") {
      process.stdout.write(help);
      return exitCodes.yes;
    }
    const checks = await verify(options, showProgress(process.stderr));
    const failed = checks.filter(({ held }) => !held);
    const verdict =
      failed.length === 0
        ? `The plugin and the sandbox agree: ${checks.length} checks held.`
        : `The plugin and the sandbox disagree: ${failed.length} of ${checks.length} checks did not hold.`;
    if (options.json)
      process.stdout.write(`${JSON.stringify({ ok: failed.length === 0, checks }, null, 2)}\n`);
    else {
      const details = failed.map(({ stack, what, detail }) => `  ${stack}, ${what}: ${detail}`);
      process.stdout.write(`${[verdict, ...details].join("\n")}\n`);
    }
    return failed.length === 0 ? exitCodes.yes : exitCodes.no;
  } catch (error) {
    process.stderr.write(`${style.bad(messageOf(error))}\n`);
    return error instanceof Failure ? error.exitCode : exitCodes.no;
  }
}

process.exitCode = await main(process.argv.slice(2));
