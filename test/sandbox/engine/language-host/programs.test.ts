import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, inject, it, vi } from "vitest";
import { project } from "./project.ts";

// Each starts the engine several times, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

const oneThing = `
import * as pulumi from "@pulumi/pulumi";
class Thing extends pulumi.ComponentResource {
  constructor(name: string) {
    super("gatehouse:test:Thing", name);
    this.registerOutputs({});
  }
}
new Thing("one");
const config = new pulumi.Config();
export const greeting: string = \`\${config.require("greeting")} from \${pulumi.getProject()}-\${pulumi.getStack()}\`;
export const password = config.requireSecret("password");
`;

it("previews and updates an ESM TypeScript program with its configuration, then sees no change", async () => {
  const tiny = await project(oneThing);
  await tiny.pulumi("config", "set", "greeting", "hello");
  await tiny.pulumi("config", "set", "--secret", "password", "quite secret");

  const preview = await tiny.pulumi("preview");
  expect(preview.code, preview.output).toBe(0);
  expect(preview.output).toContain("gatehouse:test:Thing one create");
  expect(preview.output).not.toContain("warning");

  expect((await tiny.pulumi("up", "--yes", "--skip-preview")).code).toBe(0);
  const outputs = await tiny.pulumi("stack", "output", "--json");
  expect(JSON.parse(outputs.output)).toEqual({ greeting: "hello from tiny-dev", password: "[secret]" });

  const again = await tiny.pulumi("preview", "--expect-no-changes");
  expect(again.code, again.output).toBe(0);
});

it("shows a program's error and where it was thrown, and nothing of the host", async () => {
  const broken = await project('export {};\nthrow new Error("the gate is jammed");\n');
  const { code, output } = await broken.pulumi("preview");
  expect(code).not.toBe(0);
  expect(output).toContain("Error: the gate is jammed");
  expect(output).toContain("index.ts:2:7");
  expect(output).not.toContain("language-host");
  expect(output).not.toContain("ended with exit code");
});

it.each([
  ["process.exit(3);", "the program ended with exit code 3"],
  ['process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1000);', "the program was ended by SIGKILL"],
])("says how a program ended that said nothing itself: %s", async (program, message) => {
  const silent = await project(program);
  const { code, output } = await silent.pulumi("preview");
  expect(code).not.toBe(0);
  expect(output).toContain(message);
});

it("says what to do where the packages are not installed", async () => {
  const bare = await project("export {};");
  rmSync(join(bare.folder, "node_modules"));
  const { code, output } = await bare.pulumi("preview");
  expect(code).not.toBe(0);
  expect(output).toMatch(/has no @pulumi\/pulumi.*run `npm ci` there/);
});

it("answers `pulumi about` with the Node that it runs", async () => {
  const tiny = await project("export {};");
  const { output } = await tiny.pulumi("about", "--json");
  expect(JSON.parse(output.slice(output.indexOf("{"))).runtime).toMatchObject({ version: process.version });
  expect(inject("engine").path.at(-1)).toBe(process.execPath.replace(/\/node$/, ""));
});
