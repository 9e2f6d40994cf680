import { existsSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { rolldown } from "rolldown";
import { sha256Hex } from "../canonical.ts";
import { runtimeVersion } from "../version.ts";

/** The delivered runtime. */
export interface Bundle {
  version: string;
  code: string;
  /** What the contract names it by. */
  sha256: string;
}

const root = join(import.meta.dirname, "../..");

/**
 * Makes one file of an entry and all that it imports, the same bytes for the same sources.
 *
 * @param entry below the repository; default is the delivered runtime.
 */
export async function bundle(entry = "pipeline/cli/main.ts"): Promise<Bundle> {
  const build = await rolldown({
    input: join(root, entry),
    cwd: root,
    platform: "node",
    // A job has nothing but Node's own modules beside the file.
    external: [/^node:/],
    logLevel: "warn",
    onLog(level, log) {
      throw new Error(`The runtime cannot be bundled (${level}): ${log.message}`);
    },
  });
  try {
    const { output } = await build.generate({
      format: "esm",
      codeSplitting: false,
      minify: false,
      // Licences are given whole at the end.
      comments: { legal: false, annotation: false, jsdoc: false },
    });
    const [chunk, ...others] = output;
    if (others.length > 0) throw new Error("The runtime became more than one file.");
    const code = `${heading}${chunk.code.trimEnd()}\n${licencesOf(chunk.moduleIds)}`;
    return { version: runtimeVersion, code, sha256: sha256Hex(code) };
  } finally {
    await build.close();
  }
}

const heading =
  "// Generated: the runtime of a Gatehouse pipeline. Do not edit: the contract beside it names its hash.\n";

/** The licences of the packages that went in, as they ask. */
function licencesOf(modules: readonly string[]): string {
  const packages = new Set(modules.flatMap((module) => packageOf(module) ?? []));
  return [...packages]
    .sort()
    .map((folder) => {
      const { name, version } = manifestOf(folder);
      return `/*!\n * ${name} ${version}\n *\n${licenceText(folder)}\n */\n`;
    })
    .join("");
}

function packageOf(module: string): string | undefined {
  const parts = relative(root, module).split(sep);
  const at = parts.lastIndexOf("node_modules");
  if (at < 0) return undefined;
  const names = parts[at + 1]?.startsWith("@") ? 2 : 1;
  return join(root, ...parts.slice(0, at + 1 + names));
}

function manifestOf(folder: string): { name: string; version: string } {
  const { name, version }: { name?: unknown; version?: unknown } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  return { name: String(name), version: String(version) };
}

function licenceText(folder: string): string {
  const own = ["LICENSE", "LICENSE.md", "LICENSE.txt", "license"].map((name) => join(folder, name));
  // A package may be published without the file that its repository has.
  const kept = join(import.meta.dirname, "licences", `${manifestOf(folder).name.replace("/", "-")}.txt`);
  const file = [...own, kept].find((path) => existsSync(path));
  if (file === undefined) throw new Error(`${folder} has no licence file, so it cannot be delivered.`);
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => ` * ${line.replaceAll("*/", "* /")}`.trimEnd())
    .join("\n");
}
