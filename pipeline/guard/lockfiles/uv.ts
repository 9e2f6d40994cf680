import { z } from "zod";
import { normalized } from "../pins.ts";
import { below, demand, type Lockfile, mapDifferences } from "./lockfile.ts";
import { parseToml } from "./toml.ts";

const requirement = z.looseObject({
  name: z.string(),
  specifier: z.string().optional(),
  extras: z.array(z.string()).optional(),
});

const lock = z.looseObject({
  "requires-python": z.string().optional(),
  package: z
    .array(
      z.looseObject({
        name: z.string(),
        source: z.looseObject({ virtual: z.string().optional(), editable: z.string().optional() }).optional(),
        metadata: z
          .looseObject({
            "requires-dist": z.array(requirement).default([]),
            "requires-dev": z.record(z.string(), z.array(requirement)).default({}),
          })
          .optional(),
      }),
    )
    .default([]),
});

const texts = z.array(z.string()).default([]);

const manifest = z.looseObject({
  project: z.looseObject({
    name: z.string(),
    "requires-python": z.string().optional(),
    dependencies: texts,
    "optional-dependencies": z.record(z.string(), z.array(z.string())).default({}),
  }),
  // A group may include another by a table, which adds no name of its own.
  "dependency-groups": z.record(z.string(), z.array(z.unknown())).default({}),
  tool: z.looseObject({ uv: z.looseObject({ "dev-dependencies": texts }).optional() }).optional(),
});

type Requirement = z.infer<typeof requirement>;

/** uv keeps each project's own requirements in the lock, with their specifiers; `uv lock --check` compares the same. */
export const uv: Lockfile = {
  name: "uv.lock",
  manifest: "pyproject.toml",
  remedy: "uv lock",
  async differences(folder, files) {
    const written = lock.parse(parseToml(await demand(files, below(folder, this.name))));
    const found: string[] = [];
    const own = written.package.flatMap((one) => {
      const place = one.source?.virtual ?? one.source?.editable;
      return place === undefined ? [] : [{ ...one, place }];
    });
    if (own.length === 0) return ["it holds no project of its own"];
    for (const { name, place, metadata } of own) {
      const path = below(folder, `${place}/pyproject.toml`);
      const text = await files.read(path);
      if (text === undefined) {
        found.push(`${path} is in the lock and not there`);
        continue;
      }
      const { project, tool, ...rest } = manifest.parse(parseToml(text));
      if (normalized(project.name) !== normalized(name))
        found.push(`${path} is ${project.name}, and ${name} in the lock`);
      if (place === "." && spread(project["requires-python"]) !== spread(written["requires-python"])) {
        found.push(`${path}: requires-python is not the lock's`);
      }
      const optional = Object.values(project["optional-dependencies"]).flat();
      const groups = Object.values(rest["dependency-groups"]).flat();
      const dev = [
        ...groups.filter((one) => typeof one === "string"),
        ...(tool?.uv?.["dev-dependencies"] ?? []),
      ];
      found.push(
        ...mapDifferences(
          path,
          wantedOf([...project.dependencies, ...optional]),
          lockedOf(metadata?.["requires-dist"]),
        ),
        ...mapDifferences(
          path,
          wantedOf(dev),
          lockedOf(Object.values(metadata?.["requires-dev"] ?? {}).flat()),
        ),
      );
    }
    return found;
  },
};

/** Name to specifier, for requirements as people write them (PEP 508); an address counts as no specifier. */
function wantedOf(lines: readonly string[]): Record<string, string> {
  return collect(
    lines.map((line) => {
      const [, name = line, rest = ""] = /^\s*([A-Za-z0-9._-]+)\s*(?:\[[^\]]*\])?\s*([^;]*)/.exec(line) ?? [];
      return [name, rest.trim().startsWith("@") ? "" : rest.replace(/[()]/g, "")];
    }),
  );
}

function lockedOf(list: readonly Requirement[] = []): Record<string, string> {
  return collect(list.map(({ name, specifier = "" }) => [name, specifier]));
}

/** One name may stand more than once, under different markers. */
function collect(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  const all = new Map<string, Set<string>>();
  for (const [name, specifier] of pairs) {
    const key = normalized(name);
    all.set(key, (all.get(key) ?? new Set()).add(spread(specifier)));
  }
  return Object.fromEntries(
    [...all].map(([name, specifiers]) => [name, [...specifiers].sort().join(" or ") || "(any)"]),
  );
}

/** The parts of a specifier in one order: `>=1,<2` is `<2,>=1`. */
function spread(specifier = ""): string {
  return specifier
    .split(",")
    .map((part) => part.replace(/\s/g, ""))
    .filter(Boolean)
    .sort()
    .join(",");
}
