import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import {
  compareVersions,
  engineVersion,
  isSupportedEngine,
  readVersion,
} from "../../../sandbox/engine/version.ts";

it.each([
  ["3.229.9", false],
  ["3.230.0", true],
  ["3.259.0", true],
  ["3.1000.0", true],
  ["4.0.0", false],
  ["2.260.0", false],
])("says of engine %s that it is supported: %s", (version, supported) => {
  expect(isSupportedEngine(version)).toBe(supported);
});

it.each([
  ["v3.259.0\n", "3.259.0"],
  ["v3.260.0-alpha.1+dev", "3.260.0"],
  ["go version go1.26.8 linux/amd64", "1.26.8"],
  ["go1.27", "1.27.0"],
  ["devel", undefined],
])("reads the version in %j", (text, version) => {
  expect(readVersion(text)).toBe(version);
});

it("compares versions as numbers, part by part", () => {
  expect(compareVersions("1.9.0", "1.10.0")).toBeLessThan(0);
  expect(compareVersions("1.10.0", "1.10.0")).toBe(0);
  expect(compareVersions("2.0.0", "1.99.99")).toBeGreaterThan(0);
});

it("brings the engine that the SDK of package.json was released with", () => {
  expect(readFileSync("package.json", "utf8")).toContain(`"@pulumi/pulumi": "${engineVersion}"`);
  expect(readFileSync("sandbox/engine/build/go.mod", "utf8")).toContain(
    `github.com/pulumi/pulumi/pkg/v3 v${engineVersion}`,
  );
});
