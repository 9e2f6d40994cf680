import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { isAbsolute, join, resolve } from "node:path";
import { isMap, isScalar, isSeq, parseDocument } from "yaml";

const projectFile = "Pulumi.yaml";
const stackFile = /^Pulumi\.[^/]+\.yaml$/;

/**
 * Copies a project's `Pulumi.yaml` and stack files to `<folder>/projects/<project name>`, the folder in which the
 * engine works: with a passphrase it writes a salt into the stack file of its working folder, and those files are
 * tracked. The program itself is not copied, the copy points to it by absolute paths.
 *
 * Files that are already right are left alone, so that an engine that reads one meanwhile is not disturbed.
 *
 * @param project the folder with `Pulumi.yaml`.
 * @param folder the sandbox's folder.
 * @returns the path of the copy.
 * @throws when there is no `Pulumi.yaml`, or it is not YAML, or it has no name.
 */
export function refreshWorkingCopy(project: string, folder: string): string {
  const source = resolve(project);
  const { name, text } = anchored(source);
  const copy = join(resolve(folder), "projects", name);
  mkdirSync(copy, { recursive: true, mode: 0o700 });
  const stacks = readdirSync(source).filter((entry) => stackFile.test(entry));
  for (const stale of readdirSync(copy).filter((entry) => stackFile.test(entry) && !stacks.includes(entry))) {
    rmSync(join(copy, stale));
  }
  writeIfDifferent(join(copy, projectFile), text);
  for (const stack of stacks) writeIfDifferent(join(copy, stack), readFileSync(join(source, stack), "utf8"));
  return copy;
}

/** The project file with its relative paths made absolute. */
function anchored(source: string): { name: string; text: string } {
  const file = join(source, projectFile);
  const document = parseDocument(readFileSync(file, "utf8"));
  const mistake = document.errors[0];
  if (mistake) throw new Error(`${file} is not YAML: ${mistake.message}`);
  const name = document.get("name");
  if (typeof name !== "string" || !/^[A-Za-z0-9_.-]+$/.test(name)) {
    throw new Error(`${file} has no usable "name": letters, digits, "-", "_" and "." are allowed.`);
  }
  const main = document.get("main");
  document.set("main", typeof main === "string" ? resolve(source, main) : source);
  const plugins = document.get("plugins");
  if (isMap(plugins)) {
    for (const { value } of plugins.items) if (isSeq(value)) anchorPaths(value.items, source);
  }
  return { name, text: document.toString() };
}

function anchorPaths(entries: unknown[], source: string): void {
  for (const entry of entries) {
    const path = isMap(entry) ? entry.get("path", true) : undefined;
    if (isScalar(path) && typeof path.value === "string" && !isAbsolute(path.value)) {
      path.value = resolve(source, path.value);
    }
  }
}

function writeIfDifferent(file: string, text: string): void {
  if (currentText(file) === text) return;
  const next = `${file}.${process.pid}.next`;
  writeFileSync(next, text, { mode: 0o600 });
  renameSync(next, file);
}

function currentText(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
