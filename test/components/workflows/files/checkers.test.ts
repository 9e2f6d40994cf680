import { beforeAll, expect, it } from "vitest";
import { check, noFindings, readyTools, setUpTimeout, suppressionsIn } from "../../../checkers/index.ts";
import { activated, seeds, settingsOf, textsOf } from "./pipelines.ts";

beforeAll(() => readyTools(), setUpTimeout);

/** All specifications' files in one repository: a file's name says whose it is. No file calls another. */
function everyFile(): Map<string, string> {
  return new Map(
    seeds.flatMap((seed) =>
      [...textsOf(activated(settingsOf(seed)))].map(([path, text]) => [
        path.replace("workflows/", `workflows/${seed}-`),
        text,
      ]),
    ),
  );
}

it("no checker of the field finds fault with any specification's files", {
  timeout: setUpTimeout,
}, async () => {
  expect(await check(everyFile())).toEqual(noFindings);
});

it("nothing is silenced", () => {
  expect(suppressionsIn(everyFile())).toEqual([]);
});

it("nor with files that cannot start", { timeout: setUpTimeout }, async () => {
  expect(await check(textsOf(settingsOf("002")))).toEqual(noFindings);
});
