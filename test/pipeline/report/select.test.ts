import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { nextestFilter, select } from "../../../pipeline/report/selection.ts";
import { command, file } from "./command.ts";

/** A workspace below `backend` of the repository at `root`. */
const metadata = (root: string) => ({
  workspace_root: join(root, "backend"),
  packages: ["core", "core-api", "gateway"].map((name) => ({
    name,
    manifest_path: join(root, "backend/crates", name, "Cargo.toml"),
  })),
});

describe("the tests that a change reaches", () => {
  const of = (...files: string[]) => select(files, metadata("/r"), "/r");

  it("are those of the packages that it touches, and of all that are built upon them", () => {
    const selection = of("backend/crates/gateway/src/main.rs", "backend/crates/core/Cargo.toml");
    expect(selection.packages).toEqual([
      { name: "core", folder: "backend/crates/core" },
      { name: "gateway", folder: "backend/crates/gateway" },
    ]);
    expect(nextestFilter(selection)).toBe("rdeps(=core) + rdeps(=gateway)");
  });

  it("are not those of a package whose name begins alike", () => {
    expect(of("backend/crates/core-api/src/lib.rs").packages.map(({ name }) => name)).toEqual(["core-api"]);
  });

  it.each([
    "backend/Cargo.lock",
    "backend/Cargo.toml",
    "backend/rust-toolchain.toml",
    "backend/crates/README.md",
    ".github/workflows/ci.yml",
    "frontend/package.json",
  ])("are all of them when %s changes, whatever else does", (path) => {
    const selection = of("backend/crates/core/src/lib.rs", path);
    expect(selection).toMatchObject({ all: true, packages: [] });
    expect(selection.why).toContain(path);
    expect(nextestFilter(selection)).toBe("all()");
  });

  it("are all of them when nothing changed, or nobody knows what", () => {
    expect(of().all).toBe(true);
    expect(select(undefined, metadata("/r"), "/r", "because")).toEqual({
      all: true,
      why: "because",
      packages: [],
    });
  });

  it("are all of them where the workspace is one package", () => {
    const alone = { workspace_root: "/r", packages: [{ name: "app", manifest_path: "/r/Cargo.toml" }] };
    expect(select(["src/main.rs"], alone, "/r").all).toBe(true);
  });
});

describe("select tests", () => {
  it.each([
    ["no JSON", "packages: []", "cannot be read as JSON"],
    ["another document", '{"packages":[]}', "`cargo metadata` did not write"],
    [
      "a name that would change the filter",
      '{"workspace_root":"/r","packages":[{"name":"a) + all(","manifest_path":"/r/a/Cargo.toml"}]}',
      "did not write",
    ],
  ])("refuses metadata that are %s", async (_what, text, message) => {
    const given = file("metadata.json", text);
    const { code, err } = await command("select", "tests", "--metadata", given, "--output", `${given}.out`);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });
});
