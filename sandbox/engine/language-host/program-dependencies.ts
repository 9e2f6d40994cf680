import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

/** The parts of an npm lockfile (version 2 or 3) that name what is installed. */
const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      dependencies: z.record(z.string(), z.string()).optional(),
      devDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

export interface Dependency {
  readonly name: string;
  readonly version: string;
}

/**
 * What the program in `directory` depends on, by the nearest package-lock.json at or above it; nothing where there is
 * none.
 *
 * @param transitive also names what its dependencies depend on.
 */
export function programDependencies(directory: string, transitive: boolean): Dependency[] {
  const file = nearestLockfile(directory);
  if (file === undefined) return [];
  const { packages } = lockfile.parse(JSON.parse(readFileSync(file, "utf8")));
  const direct = new Set(Object.keys({ ...packages[""]?.dependencies, ...packages[""]?.devDependencies }));
  return Object.entries(packages).flatMap(([path, { version }]) => {
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    const wanted = path !== "" && (transitive || (path === `node_modules/${name}` && direct.has(name)));
    return wanted && version !== undefined ? [{ name, version }] : [];
  });
}

function nearestLockfile(directory: string): string | undefined {
  const file = join(directory, "package-lock.json");
  if (existsSync(file)) return file;
  const parent = dirname(directory);
  return parent === directory ? undefined : nearestLockfile(parent);
}
