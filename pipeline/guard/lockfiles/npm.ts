import { z } from "zod";
import { below, demand, type Files, type Lockfile, mapDifferences } from "./lockfile.ts";

const dependencies = z.record(z.string(), z.string()).default({});

const manifest = z.looseObject({
  dependencies,
  devDependencies: dependencies,
  optionalDependencies: dependencies,
  peerDependencies: dependencies,
});

const lock = z.looseObject({
  lockfileVersion: z.int(),
  packages: z
    .record(z.string(), z.looseObject({ link: z.boolean().optional(), ...manifest.shape }))
    .optional(),
});

type Manifest = z.infer<typeof manifest>;

const groups = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"] as const;

/** npm writes each manifest's dependencies into the lock as they stood when it was made (npm Docs, "package-lock.json"). */
export const npm: Lockfile = {
  name: "package-lock.json",
  manifest: "package.json",
  remedy: "npm install --package-lock-only",
  async differences(folder, files) {
    const path = below(folder, this.name);
    const { lockfileVersion, packages } = lock.parse(JSON.parse(await demand(files, path)));
    if (!packages?.[""]) {
      return [`it is of version ${lockfileVersion}, which does not say what it was made from`];
    }
    const roots = Object.entries(packages).filter(
      ([key, { link }]) => !link && !key.includes("node_modules/"),
    );
    const found: string[] = [];
    for (const [key, locked] of roots) {
      found.push(...(await compare(below(folder, `${key}/package.json`), key, locked, packages, files)));
    }
    return found;
  },
};

async function compare(
  path: string,
  key: string,
  locked: Manifest,
  packages: Readonly<Record<string, unknown>>,
  files: Files,
): Promise<string[]> {
  const text = await files.read(path);
  if (text === undefined) return [`${path} is in the lock and not there`];
  const wanted = manifest.parse(JSON.parse(text));
  const different = groups.flatMap((group) =>
    mapDifferences(path, plain(wanted, group), plain(locked, group)),
  );
  const needed = Object.keys({ ...wanted.dependencies, ...wanted.devDependencies });
  const absent = needed
    .filter((name) => !(name in wanted.optionalDependencies) && !isResolved(packages, key, name))
    .map((name) => `${path}: ${name} has no version in the lock`);
  return [...different, ...absent];
}

/** npm takes what is optional out of the other dependencies. */
function plain(given: Manifest, group: (typeof groups)[number]): Record<string, string> {
  if (group !== "dependencies") return given[group];
  return Object.fromEntries(
    Object.entries(given.dependencies).filter(([name]) => !Object.hasOwn(given.optionalDependencies, name)),
  );
}

/** As Node looks for a package: in the folder's node_modules, then above. */
function isResolved(packages: Readonly<Record<string, unknown>>, key: string, name: string): boolean {
  const parts = key === "" ? [] : key.split("/");
  return parts
    .concat("")
    .some((_, up) =>
      Object.hasOwn(packages, [...parts.slice(0, parts.length - up), "node_modules", name].join("/")),
    );
}
