import { beforeAll, expect, it } from "vitest";
import { checksOf, render } from "../../../../components/workflows/model/index.ts";
import { check, noFindings, readyTools, setUpTimeout } from "../../../checkers/index.ts";
import { sampleWorkflows } from "./sample.ts";

beforeAll(() => readyTools(), setUpTimeout);

it("no checker of the field finds fault with the sample", { timeout: setUpTimeout }, async () => {
  expect(await check(render(sampleWorkflows()))).toEqual(noFindings);
});

it("makes the same bytes twice", () => {
  expect([...render(sampleWorkflows())]).toEqual([...render(sampleWorkflows())]);
});

it("names the checks of called jobs and of a matrix as GitHub does", () => {
  const checks = sampleWorkflows().flatMap((workflow) => checksOf(workflow, "main"));
  expect(checks.filter(({ file }) => file === "ci.yml").map(({ context }) => context)).toEqual([
    "Backend / Tests (22)",
    "Backend / Tests (24)",
    "Title",
  ]);
});
