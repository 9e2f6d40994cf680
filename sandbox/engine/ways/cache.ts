import { join } from "node:path";
import { askVersion } from "../ask-version.ts";
import { type FindOptions, type FoundEngine, WayClosed } from "../engine.ts";
import { executableName, isExecutable } from "../executables.ts";
import { cacheFolder } from "../setup/index.mjs";
import { engineVersion } from "../version.ts";

/** Where an engine that was brought by `source` lies; its executable is `bin/pulumi` in there. */
export function cachedEngineFolder(source: "download" | "build"): string {
  return join(cacheFolder(), "engine", `${engineVersion}-${source}`);
}

export function engineExecutable(root: string): string {
  return join(root, "bin", executableName("pulumi"));
}

/** The engine that an earlier run downloaded or built. One that no longer runs is passed over and brought again. */
export async function fromCache({ signal }: FindOptions): Promise<FoundEngine> {
  const broken: string[] = [];
  for (const source of ["download", "build"] as const) {
    const command = engineExecutable(cachedEngineFolder(source));
    if (!isExecutable(command)) continue;
    try {
      return await askVersion(command, signal);
    } catch (error) {
      signal?.throwIfAborted();
      broken.push(`${command} does not run: ${error instanceof Error ? error.message : error}`);
    }
  }
  throw new WayClosed(broken.length > 0 ? broken.join("; ") : `there is no engine in ${cacheFolder()}`);
}
