import { describe, expect, it } from "vitest";
import { compareLockfiles } from "../../../pipeline/guard/lockfiles/index.ts";
import { satisfies } from "../../../pipeline/guard/lockfiles/semver.ts";

const compare = (files: Record<string, string>, changed: readonly string[] = []) =>
  compareLockfiles({ paths: Object.keys(files), read: async (path) => files[path] }, changed);

const differences = async (files: Record<string, string>) =>
  (await compare(files)).map((one) => ("missing" in one ? one.missing : one.differences));

const json = JSON.stringify;

describe("package-lock.json", () => {
  const manifest = { name: "app", dependencies: { zod: "4.6.7" }, devDependencies: { vitest: "^5.0.0" } };
  const lock = {
    lockfileVersion: 3,
    packages: {
      "": { ...manifest },
      "node_modules/zod": { version: "4.6.7" },
      "node_modules/vitest": { version: "5.1.1", dependencies: { vite: "^8.0.0" } },
    },
  };
  const files = (own: object, locked: object = lock) => ({
    "package.json": json(own),
    "package-lock.json": json(locked),
  });

  it("is in step", async () => {
    expect(await differences(files(manifest))).toEqual([[]]);
  });

  it.each<[string, object, string]>([
    [
      "a version that changed",
      { ...manifest, dependencies: { zod: "4.6.8" } },
      "package.json: zod is 4.6.8, and 4.6.7 in the lock",
    ],
    [
      "a new dependency",
      { ...manifest, dependencies: { zod: "4.6.7", pg: "8" } },
      "package.json: pg 8 is not in the lock",
    ],
    ["one that is gone", { ...manifest, dependencies: {} }, "package.json: zod 4.6.7 is in the lock alone"],
    [
      "one that moved",
      { ...manifest, devDependencies: {}, dependencies: { zod: "4.6.7", vitest: "^5.0.0" } },
      "package.json: vitest ^5.0.0 is not in the lock",
    ],
  ])("knows %s", async (_, own, words) => {
    expect((await differences(files(own))).flat()).toContain(words);
  });

  it("knows a dependency without a version, workspaces, and an old lock", async () => {
    const lacking = { ...lock, packages: { ...lock.packages, "node_modules/zod": undefined } };
    expect(await differences(files(manifest, lacking))).toEqual([
      ["package.json: zod has no version in the lock"],
    ]);
    const spaces = {
      ...lock,
      packages: {
        ...lock.packages,
        "packages/a": { dependencies: { zod: "1" } },
        "node_modules/a": { link: true },
      },
    };
    expect(await differences(files(manifest, spaces))).toEqual([
      ["packages/a/package.json is in the lock and not there"],
    ]);
    expect(await differences(files(manifest, { lockfileVersion: 1 }))).toEqual([
      ["it is of version 1, which does not say what it was made from"],
    ]);
  });

  it("takes optional dependencies out of the others, as npm does", async () => {
    const own = { dependencies: { a: "1", b: "1" }, optionalDependencies: { b: "1" } };
    const locked = {
      lockfileVersion: 3,
      packages: { "": { dependencies: { a: "1" }, optionalDependencies: { b: "1" } }, "node_modules/a": {} },
    };
    expect(await differences(files(own, locked))).toEqual([[]]);
  });
});

describe("pnpm-lock.yaml", () => {
  const lock = `lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      zod:
        specifier: 4.6.7
        version: 4.6.7
  packages/a:
    devDependencies:
      '@scope/b':
        specifier: 'catalog:'
        version: 1.0.0
`;
  const files = (root: object, a: object = { devDependencies: { "@scope/b": "catalog:" } }) => ({
    "package.json": json(root),
    "packages/a/package.json": json(a),
    "pnpm-lock.yaml": lock,
  });

  it("is in step, importer by importer", async () => {
    expect(await differences(files({ dependencies: { zod: "4.6.7" } }))).toEqual([[]]);
    expect(await differences(files({ dependencies: { zod: "^4" } }, {}))).toEqual([
      [
        "package.json: zod is ^4, and 4.6.7 in the lock",
        "packages/a/package.json: @scope/b catalog: is in the lock alone",
      ],
    ]);
  });

  it("of one package alone, and of before specifiers", async () => {
    const single = "lockfileVersion: '6.0'\ndependencies:\n  zod:\n    specifier: '4'\n    version: 4.6.7\n";
    const own = { "package.json": json({ dependencies: { zod: "4" } }) };
    expect(await differences({ ...own, "pnpm-lock.yaml": single })).toEqual([[]]);
    expect(
      await differences({ ...own, "pnpm-lock.yaml": "lockfileVersion: 5.4\nspecifiers:\n  zod: '4'\n" }),
    ).toEqual([["it is of version 5.4; 6 or later can be compared"]]);
  });
});

describe("uv.lock", () => {
  const lock = `version = 1
requires-python = ">=3.11, <4"

[[package]]
name = "app"
version = "0.1.0"
source = { virtual = "." }
dependencies = [
    { name = "fastapi" },
]

[package.metadata]
requires-dist = [
    { name = "fastapi", extras = ["all"], specifier = ">=0.110,<1" },
    { name = "tool", git = "https://example.com/tool.git" },
]

[package.metadata.requires-dev]
dev = [{ name = "pytest", specifier = "==8.1.1" }]

[[package]]
name = "fastapi"
version = "0.110.0"
source = { registry = "https://pypi.org/simple" }
`;
  const project = (dependencies: string, dev = '"pytest==8.1.1"') => `[project]
name = "App"
version = "0.1.0"
requires-python = ">=3.11,<4"
dependencies = [${dependencies}]

[dependency-groups]
dev = [${dev}]
`;
  const usual = "\"fastapi[all] <1, >=0.110\", 'tool @ git+https://example.com/tool.git'";
  const files = (text: string) => ({ "api/pyproject.toml": text, "api/uv.lock": lock });

  it("is in step, in whatever order specifiers stand", async () => {
    expect(await differences(files(project(usual)))).toEqual([[]]);
  });

  it.each([
    [
      "a range that changed",
      project(usual.replace("<1", "<2")),
      "api/pyproject.toml: fastapi is <2,>=0.110, and <1,>=0.110 in the lock",
    ],
    ["a new requirement", project(`${usual}, "x"`), "api/pyproject.toml: x (any) is not in the lock"],
    [
      "a new one of a group",
      project(usual, '"pytest==8.1.1", "ruff"'),
      "api/pyproject.toml: ruff (any) is not in the lock",
    ],
    [
      "another Python",
      project(usual).replace(",<4", ""),
      "api/pyproject.toml: requires-python is not the lock's",
    ],
  ])("knows %s", async (_, text, words) => {
    expect((await differences(files(text))).flat()).toEqual([words]);
  });
});

describe("Cargo.lock", () => {
  const lock = `# This file is automatically @generated by Cargo.
version = 4

[[package]]
name = "gateway"
version = "1.2.0"
dependencies = [
 "rand 0.8.5",
 "serde",
 "shared",
 "winapi",
]

[[package]]
name = "rand"
version = "0.7.3"
source = "registry+https://github.com/rust-lang/crates.io-index"

[[package]]
name = "rand"
version = "0.8.5"
source = "registry+https://github.com/rust-lang/crates.io-index"

[[package]]
name = "serde"
version = "1.0.197"
source = "registry+https://github.com/rust-lang/crates.io-index"

[[package]]
name = "shared"
version = "0.1.0"

[[package]]
name = "winapi"
version = "0.3.9"
source = "registry+https://github.com/rust-lang/crates.io-index"
`;
  const root = `[workspace]
members = ["crates/*"]
[workspace.dependencies]
serde = { version = "1.0", features = ["derive"] }
[workspace.package]
version = "1.2.0"

[package]
name = "gateway"
version.workspace = true

[dependencies]
serde.workspace = true
random = { package = "rand", version = "0.8" }
shared = { path = "crates/shared" }

[target.'cfg(windows)'.dependencies]
winapi = "0.3"
`;
  const shared = '[package]\nname = "shared"\nversion = "0.1.0"\n';
  const files = (own: string) => ({
    "Cargo.toml": own,
    "crates/shared/Cargo.toml": shared,
    "Cargo.lock": lock,
  });

  it("is in step", async () => {
    expect(await differences(files(root))).toEqual([[]]);
  });

  it.each([
    [
      "a range that the lock misses",
      root.replace('"0.8"', '"0.9"'),
      "Cargo.toml: rand is 0.9, and 0.8.5 in the lock",
    ],
    [
      "a new dependency",
      `${root}\n[dev-dependencies]\ntokio = "1"\n`,
      "Cargo.toml: tokio is not in the lock",
    ],
    ["one that is gone", root.replace(/\[target[\s\S]*/, ""), "Cargo.toml: winapi is in the lock alone"],
    [
      "another version of its own",
      root.replace('"1.2.0"', '"1.3.0"'),
      "Cargo.toml: gateway is 1.3.0, and 1.2.0 in the lock",
    ],
  ])("knows %s", async (_, own, words) => {
    expect((await differences(files(own))).flat()).toEqual([words]);
  });

  it.each([
    ["1.2.3", "1", true],
    ["2.0.0", "1", false],
    ["0.8.9", "^0.8.5", true],
    ["0.9.0", "0.8", false],
    ["0.0.4", "0.0.3", false],
    ["1.2.9", "~1.2", true],
    ["1.3.0", "~1.2", false],
    ["1.2.3", "=1.2.3", true],
    ["1.2.4", "=1.2.3", false],
    ["1.5.0", ">=1.2, <2", true],
    ["2.0.0", ">=1.2, <2", false],
    ["1.9.0", "1.*", true],
    ["3.0.0", "*", true],
    ["1.2.0", ">1.2", false],
    ["1.2.4", ">1.2.3", true],
    ["1.2.9", "<=1.2", true],
  ])("%s in %s: %s", (version, range, expected) => {
    expect(satisfies(version, range)).toBe(expected);
  });
});

describe("S000-DEPF-04: locks that cannot stand", () => {
  it("one that was removed while its manifest stays", async () => {
    expect(await compare({ "package.json": "{}" }, ["package-lock.json", "package.json"])).toEqual([
      {
        lock: "package-lock.json",
        remedy: "npm install --package-lock-only",
        differences: ["it was removed, and package.json stays"],
      },
    ]);
  });

  it.each([
    ["package-lock.json", "{"],
    ["package-lock.json", "[]"],
    ["pnpm-lock.yaml", ": ["],
    ["uv.lock", "= 1"],
    ["Cargo.lock", "[[package]\nx"],
  ])("%s that holds %j could not be told", async (name, text) => {
    const [found] = await compare({
      "package.json": "{}",
      "pyproject.toml": "",
      "Cargo.toml": "",
      [name]: text,
    });
    expect(found).toHaveProperty("missing");
  });

  it("not those of packages that others published", async () => {
    expect(await compare({ "node_modules/x/package-lock.json": "{" })).toEqual([]);
  });
});
