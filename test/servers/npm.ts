import { createHash } from "node:crypto";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder, runQuietly, withLock } from "../../sandbox/engine/setup/index.mjs";

/**
 * Programs from npm that are no dependency of the project, installed once into the cache, without install scripts.
 *
 * @param packages with their exact versions, for example `dbmate@2.36.0`.
 * @returns the folder of their `node_modules`.
 */
export async function npmInCache(packages: readonly string[]): Promise<string> {
  const key = createHash("sha256").update(packages.join()).digest("hex").slice(0, 16);
  const folder = join(cacheFolder(), "npm", key);
  const complete = join(folder, "complete");
  if (!existsSync(complete)) {
    await withLock(
      join(cacheFolder(), "locks", `npm-${key}`),
      { what: `installs ${packages.join(", ")}`, onWait: () => undefined },
      async () => {
        if (existsSync(complete)) return;
        rmSync(folder, { recursive: true, force: true });
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
        const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
        await runQuietly("npm", ["install", ...quiet, ...packages], { cwd: folder });
        writeFileSync(complete, packages.join("\n"));
      },
    );
  }
  return join(folder, "node_modules");
}
