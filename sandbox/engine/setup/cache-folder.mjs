// @ts-check
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * The folder for what is brought once and used by every checkout: Node, the engine, Go, Python packages.
 *
 * $GATEHOUSE_CACHE, else the platform's own place for caches.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @returns {string}
 */
export function cacheFolder(environment = process.env) {
  if (environment.GATEHOUSE_CACHE) return environment.GATEHOUSE_CACHE;
  if (environment.XDG_CACHE_HOME) return join(environment.XDG_CACHE_HOME, "gatehouse");
  const home = environment.HOME || homedir();
  return process.platform === "darwin"
    ? join(home, "Library", "Caches", "gatehouse")
    : join(home, ".cache", "gatehouse");
}
