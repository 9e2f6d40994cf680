import { describe, expect, it } from "vitest";
import type { Toolchain } from "../../../components/workflows/toolchains/index.ts";
import { toolchain } from "../../../stacks/settings/toolchain.ts";

const stages = [{ name: "Test", minutes: 10, checks: ["lint", "unit"] }];
const python = { kind: "python", version: "3.12", packages: ["app"], stages, suites: { unit: {} } };

/** The complaints about settings, each with its key. */
const faults = (given: unknown) =>
  toolchain.safeParse(given).error?.issues.map(({ path, message }) => `${path.join(".")}: ${message}`) ?? [];

describe("a toolchain's settings", () => {
  it("are what the workflows are made of, with their defaults", () => {
    const read: Toolchain = toolchain.parse(python);
    expect(read).toEqual({
      kind: "python",
      folder: ".",
      version: "3.12",
      manager: "pip",
      requirements: ["requirements.txt"],
      packages: ["app"],
      stages: [{ ...stages[0], apart: false }],
      suites: { unit: { least: 1, database: false, changedOnly: false } },
      variables: {},
      example: ".env.example",
      dockerfile: "Dockerfile",
    });
  });

  it.each([
    [{ kind: "cobol" }, "kind: the kind of toolchain: node, python, rust, dart"],
    [{ version: "latest" }, "version: a version in quotes"],
    [{ folder: "../other" }, "folder: a path within the repository"],
    [{ folder: "/etc" }, "folder: a path within the repository"],
    [{ folder: "a/../../b" }, "folder: a path within the repository"],
    [{ folder: "--help" }, "folder: a path within the repository"],
    [{ folder: "a b; rm -rf ." }, "folder: a path within the repository"],
    [{ packages: ["app; true"] }, "packages.0: a package's name"],
    [{ packages: [] }, "packages"],
    [{ stages: [] }, "stages: at least one stage"],
    [{ stages: [{ ...stages[0], checks: ["lint", "unit", "smoke"] }] }, "stages.0.checks.2: one of lint"],
    [{ stages: [{ ...stages[0], checks: ["lint", "unit", "lint"] }] }, "stages.0.checks.2: each check once"],
    [{ stages: [{ ...stages[0], minutes: 0 }] }, "stages.0.minutes: a whole number of minutes from 1 to 360"],
    [{ suites: { unit: {}, idle: {} } }, "suites.idle: a suite that a stage runs"],
    [{ suites: { unit: {}, lint: {} } }, "suites.lint: another name"],
    [{ suites: { unit: { least: 0 } } }, "suites.unit.least: a whole number of tests"],
    [{ suites: { unit: { coverage: 101 } } }, "suites.unit.coverage: at most 100 percent"],
    [{ suites: { unit: { coverage: 84.999 } } }, "suites.unit.coverage: two decimals at most"],
    [{ suites: { unit: { changedOnly: true } } }, "suites.unit.changedOnly: false"],
    [
      { suites: { unit: { command: `echo \${{ github.token }}` } } },
      "suites.unit.command: a line of bash without",
    ],
    [{ variables: { "a-b": "x" } }, "variables.a-b"],
    [{ manager: "npm" }, "manager: the package manager: pip, uv"],
    [{ binaries: ["x"] }, ": Unrecognized key"],
  ])("refuse %j", (change, message) => {
    expect(faults({ ...python, ...change }).join("\n")).toContain(message);
  });

  it("take a floor with two decimals", () => {
    expect(faults({ ...python, suites: { unit: { coverage: 84.57 } } })).toEqual([]);
  });

  it("refuse a suite with two ways to run", () => {
    const openapi = { description: "openapi.yaml", start: "./run", address: "http://127.0.0.1:8000" };
    const both = { ...python, suites: { unit: { command: "./test", openapi } } };
    expect(faults(both)).toEqual(["suites.unit.openapi: either openapi or a command"]);
    const elsewhere = { ...python, suites: { unit: { openapi: { ...openapi, address: "ftp://x" } } } };
    expect(faults(elsewhere)).toEqual(["suites.unit.openapi.address: an address as http://127.0.0.1:8000"]);
  });
});
