import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { type Locate, SettingsError, type Written } from "./parse.ts";

interface SettingsFile {
  name: string;
  values: Record<string, unknown>;
  /** The line of the deepest part of the path that the file has; undefined when it has not even the first. */
  lineOf(path: readonly PropertyKey[]): number | undefined;
}

/** Reads Pulumi.yaml and the stack's file of a folder as the engine merges them: a stack's key replaces the whole value. */
export function readSettingsFiles(folder: string, stack: string): { written: Written; locate: Locate } {
  const stackFile = `Pulumi.${stack}.yaml`;
  if (!existsSync(join(folder, stackFile))) {
    const others = readdirSync(folder).flatMap((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1] ?? []);
    throw new SettingsError(
      `Settings: the file ${stackFile} of stack ${stack} is missing. ` +
        `${others.length > 0 ? `There are files for: ${others.sort().join(", ")}. ` : ""}` +
        `Create ${stackFile} with gatehouse:kind and what differs in this stack.`,
    );
  }
  const project = readSettingsFile(folder, "Pulumi.yaml");
  const own = readSettingsFile(folder, stackFile);
  return { written: { ...project.values, ...own.values }, locate: locator([own, project]) };
}

/** Finds the lines of keys for a message about settings that came from elsewhere than the files. */
export function locateInFiles(folder: string, stack: string): Locate {
  const names = [`Pulumi.${stack}.yaml`, "Pulumi.yaml"].filter((name) => existsSync(join(folder, name)));
  return locator(names.map((name) => readSettingsFile(folder, name)));
}

function locator(files: readonly SettingsFile[]): Locate {
  return (path) => {
    for (const file of files) {
      const line = file.lineOf(path);
      if (line !== undefined) return `${file.name}, line ${line}`;
    }
    return files[0]?.name ?? "the stack's file";
  };
}

const namespace = "gatehouse:";

function readSettingsFile(folder: string, name: string): SettingsFile {
  const lines = new LineCounter();
  const document = parseDocument(readFileSync(join(folder, name), "utf8"), { lineCounter: lines });
  const [broken] = document.errors;
  if (broken) throw new SettingsError(`Settings: ${name} is not YAML: ${broken.message}`);

  const values: Record<string, unknown> = {};
  const nodes = new Map<string, { key: Node; value: unknown }>();
  const config = document.get("config");
  if (isMap(config)) {
    for (const { key, value } of config.items) {
      if (!isScalar(key)) continue;
      const setting = String(key.value).replace(namespace, "");
      // Keys with another namespace are settings of a provider, not ours.
      if (setting.includes(":")) continue;
      const inner = isMap(value) && value.has("value") ? value.get("value", true) : value;
      nodes.set(setting, { key, value: inner });
      values[setting] =
        inner && typeof inner === "object" && "toJS" in inner ? toPlain(inner, document) : inner;
    }
  }
  return {
    name,
    values,
    lineOf([first, ...rest]) {
      const top = nodes.get(String(first));
      if (!top) return undefined;
      let deepest: Node = top.key;
      let here: unknown = top.value;
      for (const part of rest) {
        const next = step(here, part);
        if (!next) break;
        deepest = next.mark;
        here = next.value;
      }
      return deepest.range ? lines.linePos(deepest.range[0]).line : undefined;
    },
  };
}

function toPlain(node: object, document: ReturnType<typeof parseDocument>): unknown {
  return isScalar(node) || isMap(node) || isSeq(node) ? node.toJS(document) : undefined;
}

/** One step down: the node whose line a reader looks for, and the value below it. */
function step(here: unknown, part: PropertyKey): { mark: Node; value: unknown } | undefined {
  if (isMap(here)) {
    const pair = here.items.find((item) => isScalar(item.key) && item.key.value === part);
    return pair && isScalar(pair.key) ? { mark: pair.key, value: pair.value } : undefined;
  }
  if (isSeq(here) && typeof part === "number") {
    const item = here.items[part];
    return isScalar(item) || isMap(item) || isSeq(item) ? { mark: item, value: item } : undefined;
  }
  return undefined;
}
