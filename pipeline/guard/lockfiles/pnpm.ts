import { z } from "zod";
import { below, demand, type Lockfile, mapDifferences } from "./lockfile.ts";

const locked = z.record(z.string(), z.looseObject({ specifier: z.string() })).default({});
const importer = z.looseObject({
  dependencies: locked,
  devDependencies: locked,
  optionalDependencies: locked,
});
const versioned = z.looseObject({ lockfileVersion: z.union([z.string(), z.number()]) });
const workspace = z.looseObject({ importers: z.record(z.string(), importer).optional() });

const wanted = z.record(z.string(), z.string()).default({});
const manifest = z.looseObject({
  dependencies: wanted,
  devDependencies: wanted,
  optionalDependencies: wanted,
});

const groups = ["dependencies", "devDependencies", "optionalDependencies"] as const;

/** The first version that names each dependency's specifier beside its version. */
const leastVersion = 6;

/** pnpm keeps each importer's specifiers in the lock; `--frozen-lockfile` compares the same. */
export const pnpm: Lockfile = {
  name: "pnpm-lock.yaml",
  manifest: "package.json",
  remedy: "pnpm install --lockfile-only",
  async differences(folder, files) {
    // Only where there is such a file: every start of the runtime would pay for it.
    const { parse } = await import("yaml");
    const written: unknown = parse(await demand(files, below(folder, this.name)));
    const { lockfileVersion } = versioned.parse(written);
    if (Number.parseFloat(String(lockfileVersion)) < leastVersion) {
      return [`it is of version ${lockfileVersion}; ${leastVersion} or later can be compared`];
    }
    // A lock of one package may have its dependencies at the top.
    const importers = workspace.parse(written).importers ?? { ".": importer.parse(written) };
    const found: string[] = [];
    for (const [name, own] of Object.entries(importers)) {
      const path = below(folder, `${name}/package.json`);
      const text = await files.read(path);
      if (text === undefined) {
        found.push(`${path} is in the lock and not there`);
        continue;
      }
      const given = manifest.parse(JSON.parse(text));
      for (const group of groups) {
        const specifiers = Object.entries(own[group]).map(([key, { specifier }]) => [key, specifier]);
        found.push(...mapDifferences(path, given[group], Object.fromEntries(specifiers)));
      }
    }
    return found;
  },
};
