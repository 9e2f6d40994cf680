import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { refreshWorkingCopy } from "../../sandbox/working-copy.ts";
import { temporaryFolder } from "./cloud.ts";

function project(text: string) {
  const root = temporaryFolder();
  const source = join(root, "project");
  mkdirSync(source);
  writeFileSync(join(source, "Pulumi.yaml"), text);
  return { source, folder: join(root, "sandbox") };
}

const full = `name: acme # kept
runtime: nodejs
main: stacks/index.ts
plugins:
  providers:
    - { name: gatehouse, path: ./provider }
    - { name: elsewhere, path: /opt/provider }
`;

it("points to the program and to local plugins by absolute paths, and keeps the rest", () => {
  const { source, folder } = project(full);
  const copy = refreshWorkingCopy(source, folder);
  expect(copy).toBe(join(folder, "projects", "acme"));
  const text = readFileSync(join(copy, "Pulumi.yaml"), "utf8");
  expect(text).toContain("# kept");
  expect(parse(text)).toMatchObject({
    main: join(source, "stacks/index.ts"),
    plugins: { providers: [{ path: join(source, "provider") }, { path: "/opt/provider" }] },
  });
  expect(readFileSync(join(source, "Pulumi.yaml"), "utf8")).toBe(full);
});

it("points to the project's folder where the project names no program", () => {
  const { source, folder } = project("name: acme\nruntime: nodejs\n");
  const copy = refreshWorkingCopy(source, folder);
  expect(parse(readFileSync(join(copy, "Pulumi.yaml"), "utf8")).main).toBe(source);
});

it("follows stack files that come, change and go", () => {
  const { source, folder } = project(full);
  const stack = join(source, "Pulumi.dev.yaml");
  writeFileSync(stack, "config: {}\n");
  const copy = join(refreshWorkingCopy(source, folder), "Pulumi.dev.yaml");
  writeFileSync(copy, "config: {}\nencryptionsalt: v1:x\n");
  refreshWorkingCopy(source, folder);
  expect(readFileSync(copy, "utf8")).toBe("config: {}\n");
  rmSync(stack);
  refreshWorkingCopy(source, folder);
  expect(existsSync(copy)).toBe(false);
});

it("leaves a file alone that is right already", () => {
  const { source, folder } = project(full);
  const file = join(refreshWorkingCopy(source, folder), "Pulumi.yaml");
  const before = statSync(file, { bigint: true });
  refreshWorkingCopy(source, folder);
  expect(statSync(file, { bigint: true }).ino).toBe(before.ino);
});

it("refuses a project without a name", () => {
  const { source, folder } = project("runtime: nodejs\n");
  expect(() => refreshWorkingCopy(source, folder)).toThrow(/has no usable "name"/);
});
