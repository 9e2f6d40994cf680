// `node stacks/workflows.ts --out DIR [--example NAME]`: the workflow files of a pipeline, without an engine or a cloud.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { WorkflowError } from "../components/workflows/model/index.ts";
import { explain } from "./settings/explain.ts";
import { readSettingsFiles } from "./settings/files.ts";
import { parseSettings, SettingsError } from "./settings/parse.ts";
import type { SharedSettings } from "./settings/schema.ts";
import { pipelinePages } from "./shared/workflow-pages.ts";
import { workflowFiles } from "./shared/workflows.ts";

const help = `Writes the workflow files that a pipeline's settings ask for, and a page for people about each of them.

  npm run workflows -- --out FOLDER    writes below FOLDER
    --example NAME                     the settings of examples/NAME, by its name or its number (default: those here)
    --stack NAME                       the stack of kind shared (default: shared)

Needs neither an engine nor an account. Exits 0 when they are written, 2 when the settings or the options are wrong.
`;

const root = join(import.meta.dirname, "..");

function readOptions(given: string[]) {
  try {
    const { values } = parseArgs({
      args: given,
      options: {
        out: { type: "string" },
        example: { type: "string" },
        stack: { type: "string", default: "shared" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    return values;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SettingsError(`${reason}\nnpm run workflows -- --help lists what is possible.`);
  }
}

/** The folder of an example: `002` stands for the one whose name begins so. */
function folderOf(example: string | undefined): string {
  if (example === undefined) return process.cwd();
  const names = readdirSync(join(root, "examples")).filter((name) =>
    existsSync(join(root, "examples", name, "Pulumi.yaml")),
  );
  const found = names.find((name) => name === example || name.startsWith(`${example}-`));
  if (found === undefined) {
    throw new SettingsError(`There is no example ${example}. Allowed: ${names.join(", ")}.`);
  }
  return join(root, "examples", found);
}

/** @throws SettingsError where the settings are wrong, or the stack declares an environment. */
function sharedSettings(folder: string, stack: string): SharedSettings {
  const { written, locate } = readSettingsFiles(folder, stack);
  const result = parseSettings(written);
  if ("refusal" in result) throw new SettingsError(explain(result.refusal, locate));
  if (result.settings.kind === "shared") return result.settings;
  throw new SettingsError(
    `The stack ${stack} declares the environment ${result.settings.environment}, and workflow files are the shared stack's. Name it with --stack.`,
  );
}

function main(given: string[]): void {
  const { help: asks, out, example, stack } = readOptions(given);
  if (asks) {
    process.stdout.write(help);
    return;
  }
  if (out === undefined) throw new SettingsError("--out FOLDER is missing: where the files are written.");
  const settings = sharedSettings(folderOf(example), stack);
  const { files } = workflowFiles(settings);
  const texts = Object.entries(files).map(([path, { content }]) => [path, content] as const);
  const pages = [...pipelinePages(settings)];
  for (const [path, content] of [...texts, ...pages]) {
    if (typeof content !== "string") continue;
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), content, { mode: files[path]?.executable ? 0o755 : 0o644 });
  }
  process.stdout.write(`${texts.length} files and ${pages.length} pages are in ${out}.\n`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SettingsError || error instanceof WorkflowError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
