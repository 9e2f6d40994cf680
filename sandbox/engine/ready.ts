import { realpathSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Engine, FoundEngine } from "./engine.ts";
import { folderFor, linkEngine } from "./engine-link.ts";
import { executableName, findExecutable, isExecutable } from "./executables.ts";
import { languageHostEntry, languageHostName, putLauncher } from "./language-host/launcher.ts";

/** Adds to an engine what it needs beside itself: a language host, and a root for the Automation API. */
export function makeReady(
  { command, version }: FoundEngine,
  { source, reason }: Pick<Engine, "source" | "reason">,
): Engine {
  const node = dirname(process.execPath);
  const official = officialHostFolder(command);
  if (official !== undefined) {
    const root = rootOf(command);
    return {
      command: join(root, "bin", executableName("pulumi")),
      root,
      version,
      source,
      reason,
      languageHost: "official",
      path: distinct([join(root, "bin"), official, node]),
    };
  }
  // Each checkout and each Node has a folder of its own, since the launcher names both. The engine is in there by a
  // hard link: it warns at every step about a language host that does not lie beside itself.
  const root = folderFor("language-host", languageHostEntry, process.execPath, command);
  const linked = linkEngine(command, root, "hard");
  putLauncher(dirname(linked));
  return {
    command: linked,
    root,
    version,
    source,
    reason,
    languageHost: "gatehouse",
    path: distinct([dirname(linked), node]),
  };
}

/** Where the engine finds Pulumi's own host for Node: beside itself, else on PATH. */
function officialHostFolder(engine: string): string | undefined {
  const host = executableName(languageHostName);
  const beside = [dirname(engine), dirname(realpathSync(engine))].find((folder) =>
    isExecutable(join(folder, host)),
  );
  if (beside !== undefined) return beside;
  const onPath = findExecutable(languageHostName);
  return onPath === undefined ? undefined : dirname(onPath);
}

function rootOf(command: string): string {
  if (basename(dirname(command)) === "bin") return dirname(dirname(command));
  const root = folderFor("engine-link", command);
  linkEngine(command, root, "symbolic");
  return root;
}

function distinct(folders: readonly string[]): string[] {
  return [...new Set(folders)];
}
