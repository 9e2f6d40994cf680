import { z } from "zod";
import { below, demand, type Files, type Lockfile } from "./lockfile.ts";
import { satisfies } from "./semver.ts";
import { parseToml } from "./toml.ts";

const lock = z.looseObject({
  package: z
    .array(
      z.looseObject({
        name: z.string(),
        version: z.string(),
        source: z.string().optional(),
        dependencies: z.array(z.string()).default([]),
      }),
    )
    .default([]),
});

const dependency = z.union([
  z.string(),
  z.looseObject({
    version: z.string().optional(),
    package: z.string().optional(),
    workspace: z.boolean().optional(),
  }),
]);

const dependencies = z.record(z.string(), dependency).default({});

const kinds = {
  dependencies,
  "dev-dependencies": dependencies,
  "build-dependencies": dependencies,
};

const manifest = z.looseObject({
  package: z
    .looseObject({ name: z.string(), version: z.union([z.string(), z.looseObject({})]).optional() })
    .optional(),
  workspace: z
    .looseObject({
      dependencies,
      package: z.looseObject({ version: z.string().optional() }).optional(),
    })
    .optional(),
  ...kinds,
  target: z.record(z.string(), z.looseObject(kinds)).default({}),
});

type Manifest = z.infer<typeof manifest>;
type Locked = z.infer<typeof lock>["package"][number];

/** Cargo writes each package's dependencies into the lock with the versions that were chosen; `--locked` demands the same. */
export const cargo: Lockfile = {
  name: "Cargo.lock",
  manifest: "Cargo.toml",
  remedy: "cargo update --workspace",
  async differences(folder, files) {
    const all = lock.parse(parseToml(await demand(files, below(folder, this.name)))).package;
    const own = all.filter(({ source }) => source === undefined);
    const root = await readManifest(files, below(folder, this.manifest));
    const crates = await cratesBelow(folder, files);
    const found: string[] = [];
    for (const locked of own) {
      const crate = crates.get(locked.name);
      if (!crate) found.push(`${locked.name} is in the lock and in no ${this.manifest}`);
      else found.push(...compare(crate, locked, all, root));
    }
    const rootName = root.package?.name;
    if (rootName !== undefined && !own.some(({ name }) => name === rootName)) {
      found.push(`${rootName} is not in the lock`);
    }
    return found;
  },
};

interface Crate {
  path: string;
  manifest: Manifest;
}

async function readManifest(files: Files, path: string): Promise<Manifest> {
  return manifest.parse(parseToml(await demand(files, path)));
}

/** Every crate in a folder and below it, by its name. */
async function cratesBelow(folder: string, files: Files): Promise<Map<string, Crate>> {
  const prefix = folder === "." ? "" : `${folder}/`;
  const paths = files.paths.filter((path) => path.startsWith(prefix) && /(^|\/)Cargo\.toml$/.test(path));
  const crates = new Map<string, Crate>();
  for (const path of paths) {
    const read = await readManifest(files, path);
    if (read.package) crates.set(read.package.name, { path, manifest: read });
  }
  return crates;
}

function compare(
  { path, manifest: own }: Crate,
  locked: Locked,
  all: readonly Locked[],
  root: Manifest,
): string[] {
  const given = own.package?.version ?? "0.0.0";
  const version = typeof given === "string" ? given : root.workspace?.package?.version;
  const wanted = wantedOf(own, root);
  const chosen = new Map(locked.dependencies.map((text) => chosenOf(text, all)));
  const names = [...new Set([...wanted.keys(), ...chosen.keys()])].sort();
  return [
    ...(version === undefined || version === locked.version
      ? []
      : [`${path}: ${locked.name} is ${version}, and ${locked.version} in the lock`]),
    ...names.flatMap((name) => {
      const [range, found] = [wanted.get(name), chosen.get(name)];
      if (range === undefined) return [`${path}: ${name} is in the lock alone`];
      if (found === undefined) return [`${path}: ${name} is not in the lock`];
      return satisfies(found, range) ? [] : [`${path}: ${name} is ${range}, and ${found} in the lock`];
    }),
  ];
}

/** Name of the package to the range of versions; all kinds and targets, as the lock has them. */
function wantedOf(own: Manifest, root: Manifest): Map<string, string> {
  const tables = [own, ...Object.values(own.target)].flatMap((one) => [
    one.dependencies,
    one["dev-dependencies"],
    one["build-dependencies"],
  ]);
  const wanted = tables.flatMap(Object.entries).map(([key, written]): [string, string] => {
    const inherited =
      typeof written === "object" && written.workspace ? root.workspace?.dependencies[key] : undefined;
    const one = inherited ?? written;
    return typeof one === "string" ? [key, one] : [one.package ?? key, one.version ?? "*"];
  });
  return new Map(wanted);
}

/** `rand 0.8.5` names the version where there is more than one of the name. */
function chosenOf(text: string, all: readonly Locked[]): [string, string] {
  const [name = "", version] = text.split(" ");
  return [name, version ?? all.find((one) => one.name === name)?.version ?? ""];
}
