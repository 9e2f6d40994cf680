import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { programDependencies } from "../../../../sandbox/engine/language-host/program-dependencies.ts";
import { temporaryFolder } from "../fakes.ts";

it("names what the nearest lockfile installs, with or without what that depends on", () => {
  const folder = temporaryFolder();
  const packages = {
    "": { dependencies: { "@scope/direct": "1.0.0" }, devDependencies: { tool: "2.0.0" } },
    "node_modules/@scope/direct": { version: "1.0.0" },
    "node_modules/@scope/direct/node_modules/tool": { version: "1.9.0" },
    "node_modules/indirect": { version: "3.0.0" },
    "node_modules/tool": { version: "2.0.0" },
  };
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify({ packages }));
  mkdirSync(join(folder, "stacks"));

  const direct = [
    { name: "@scope/direct", version: "1.0.0" },
    { name: "tool", version: "2.0.0" },
  ];
  expect(programDependencies(join(folder, "stacks"), false)).toEqual(direct);
  expect(programDependencies(join(folder, "stacks"), true)).toHaveLength(4);
});
