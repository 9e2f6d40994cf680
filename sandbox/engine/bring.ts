import { join } from "node:path";
import { askVersion } from "./ask-version.ts";
import type { FindOptions, FoundEngine } from "./engine.ts";
import { cacheFolder, putInPlace, withLock } from "./setup/index.mjs";
import { cachedEngineFolder, engineExecutable } from "./ways/cache.ts";

/**
 * Brings an engine into the cache: one process at a time, verified before it takes its place.
 *
 * @param fill puts the engine into the folder it is given, as `bin/pulumi`.
 */
export async function bringEngine(
  source: "download" | "build",
  { onProgress, signal }: FindOptions,
  fill: (folder: string) => Promise<void>,
): Promise<FoundEngine> {
  const target = cachedEngineFolder(source);
  const command = engineExecutable(target);
  return await withLock(
    join(cacheFolder(), "locks", `engine-${source}`),
    {
      what: source === "build" ? "builds the engine" : "downloads the engine",
      onWait: (owner) =>
        onProgress?.(`process ${owner.pid} ${owner.what} since ${owner.since}: waiting for it`),
      signal,
    },
    async () => {
      const there = await askVersion(command, signal).catch(() => undefined);
      // Somebody else may have brought it while this process waited for the lock.
      if (there) return there;
      await putInPlace(target, async (folder) => {
        await fill(folder);
        await askVersion(engineExecutable(folder), signal);
      });
      return await askVersion(command, signal);
    },
  );
}
