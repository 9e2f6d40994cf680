import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { exitCodes, Failure, messageOf } from "./failure.ts";

/** The order in which a road is laid: what exists once, then each stage after the one before it. */
const order = ["shared", "development", "staging", "production"];

const stackFile = z.object({ config: z.record(z.string(), z.unknown()).catch({}) }).catch({ config: {} });
const stages = z.record(z.string(), z.object({ tier: z.string() }).catch({ tier: "" })).catch({});

/**
 * The stacks that a folder has files for, in the order in which they must go up: the shared one, then the
 * environments by tier. Whether the files make sense is for the settings' check to say.
 *
 * @throws Failure (2) when the folder has no project or no stack.
 */
export function stacksOf(folder: string): string[] {
  if (!existsSync(join(folder, "Pulumi.yaml"))) {
    throw new Failure(
      exitCodes.badInput,
      `There is no Pulumi.yaml in ${folder}. --config takes the folder of a pipeline: ` +
        "one with Pulumi.yaml and a Pulumi.STACK.yaml for each stack.",
    );
  }
  const stacks = readdirSync(folder).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
  if (stacks.length === 0) {
    throw new Failure(
      exitCodes.badInput,
      `There is no stack file in ${folder}: it needs a Pulumi.STACK.yaml for each stack.`,
    );
  }
  const project = configOf(join(folder, "Pulumi.yaml"));
  const ranked = stacks.map((name) => ({
    name,
    rank: rankOf({ ...project, ...configOf(join(folder, `Pulumi.${name}.yaml`)) }),
  }));
  return ranked.sort((a, b) => a.rank - b.rank || a.name.localeCompare(b.name)).map(({ name }) => name);
}

function rankOf(config: Record<string, unknown>): number {
  if (config["kind"] === "shared") return 0;
  const tier = stages.parse(config["environments"])[String(config["environment"])]?.tier;
  const rank = tier === undefined ? -1 : order.indexOf(tier);
  return rank < 0 ? order.length : rank;
}

/** The settings of a file by their names without the project's; Pulumi.yaml writes a value below `value`. */
function configOf(file: string): Record<string, unknown> {
  const { config } = stackFile.parse(read(file));
  return Object.fromEntries(
    Object.entries(config).map(([name, value]) => [
      name.slice(name.indexOf(":") + 1),
      z.object({ value: z.unknown() }).safeParse(value).data?.value ?? value,
    ]),
  );
}

function read(file: string): unknown {
  try {
    return parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Failure(exitCodes.badInput, `Settings: ${file} is not YAML: ${messageOf(error)}`);
  }
}

/** The stacks to work on: those that were asked for, in the order in which they must go up. */
export function chosenStacks(asked: readonly string[], known: readonly string[]): string[] {
  if (asked.length === 0) return [...known];
  // A name that has no file stays in: the settings' check says what is missing and which files there are.
  return [...known.filter((name) => asked.includes(name)), ...asked.filter((name) => !known.includes(name))];
}
