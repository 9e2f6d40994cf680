import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { ownWorkflows } from "../../../../components/workflows/own/index.ts";
import { check, noFindings, setUpTimeout } from "../../../checkers/index.ts";
import { repository } from "../../../e2e/harness.ts";

it("this repository's workflow files are the ones that the model renders; npm run workflows:own writes them", () => {
  const files = ownWorkflows();
  for (const [path, text] of files) {
    const file = join(repository, path);
    expect(existsSync(file) ? readFileSync(file, "utf8") : "", path).toBe(text);
  }
  expect(readdirSync(join(repository, ".github/workflows")).sort()).toEqual(
    [...files.keys()].map((path) => path.split("/").at(-1)).sort(),
  );
});

it("no checker of the field finds fault with them", { timeout: setUpTimeout }, async () => {
  expect(await check(ownWorkflows())).toEqual(noFindings);
});
