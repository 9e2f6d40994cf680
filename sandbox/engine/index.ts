import type { Engine, FindOptions } from "./engine.ts";
import { allowedWays, tryWays, type Ways } from "./try-ways.ts";
import { fromBuild } from "./ways/build.ts";
import { fromCache } from "./ways/cache.ts";
import { fromDownload } from "./ways/download.ts";
import { fromPath } from "./ways/path.ts";

export { type Engine, EngineError, EngineUsageError, type FindOptions } from "./engine.ts";

const ways: Ways = { path: fromPath, cache: fromCache, download: fromDownload, build: fromBuild };

/**
 * A Pulumi engine that runs on this machine: installed, cached, downloaded or built, in this order.
 *
 * $GATEHOUSE_ENGINE (path, cache, download or build) allows one way only.
 *
 * @throws EngineError with one message where no way leads to one
 */
export async function findEngine(options: FindOptions = {}): Promise<Engine> {
  return await tryWays(ways, allowedWays(process.env["GATEHOUSE_ENGINE"]), options);
}
