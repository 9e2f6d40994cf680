import { execFile } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { repository } from "../e2e/harness.ts";

// Tests run through a compiler of their own; the engine and the shell run the same files through Node's type stripping,
// which takes less (`private declare()` for one, as of Node 24).
const check = `
  const { stripTypeScriptTypes } = require("node:module");
  const { SourceTextModule } = require("node:vm");
  const wrong = [];
  for (const [file, source] of JSON.parse(require("node:fs").readFileSync(0, "utf8"))) {
    try {
      new SourceTextModule(stripTypeScriptTypes(source));
    } catch (error) {
      wrong.push(file + ": " + error.message);
    }
  }
  process.stdout.write(JSON.stringify(wrong));
`;

it("every file is one that Node can run by stripping its types", async () => {
  const files = globSync(
    "{components,doctor,pipeline,platforms,policies,provider,sandbox,stacks,start}/**/*.ts",
    {
      cwd: repository,
    },
  );
  expect(files.length).toBeGreaterThan(300);
  const node = promisify(execFile)(
    process.execPath,
    ["--no-warnings", "--experimental-vm-modules", "--eval", check],
    { cwd: repository },
  );
  node.child.stdin?.end(
    JSON.stringify(files.map((file) => [file, readFileSync(`${repository}/${file}`, "utf8")])),
  );
  expect(JSON.parse((await node).stdout)).toEqual([]);
});
