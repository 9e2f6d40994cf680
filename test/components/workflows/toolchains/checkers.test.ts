import { beforeAll, expect, it } from "vitest";
import { render } from "../../../../components/workflows/model/index.ts";
import { check, noFindings, readyTools, setUpTimeout, suppressionsIn } from "../../../checkers/index.ts";
import { seedFiles } from "./seeds.ts";

beforeAll(() => readyTools(), setUpTimeout);

it("no checker of the field finds fault with any seed's checks", { timeout: setUpTimeout }, async () => {
  expect(await check(render(seedFiles()))).toEqual(noFindings);
});

it("silences no checker", () => {
  expect(suppressionsIn(render(seedFiles()))).toEqual([]);
});

it("makes the same bytes twice", () => {
  expect([...render(seedFiles())]).toEqual([...render(seedFiles())]);
});
