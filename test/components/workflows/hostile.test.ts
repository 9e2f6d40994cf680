import { beforeAll, describe, expect, it } from "vitest";
import { render } from "../../../components/workflows/model/index.ts";
import { ownWorkflows } from "../../../components/workflows/own/index.ts";
import { readyAct, setUpTimeout } from "../../checkers/index.ts";
import { activated, seeds, settingsOf, textsOf } from "./files/pipelines.ts";
import { tryOut } from "./hostile/act.ts";
import { type Script, scriptsOf, writtenInto } from "./hostile/steps.ts";
import { type HostileValue, hostileValues } from "./hostile/values.ts";
import { sampleWorkflows } from "./model/sample.ts";

/** Every file of every specification in use, this repository's own, and one that uses each part of the model. */
function everyFile(): Map<string, string> {
  const delivered = seeds.flatMap((seed) =>
    [...textsOf(activated(settingsOf(seed)))].map(([path, text]) => [`${seed}: ${path}`, text] as const),
  );
  const sample = [...render(sampleWorkflows())].map(([path, text]) => [`sample: ${path}`, text] as const);
  return new Map([...delivered, ...ownWorkflows(), ...sample]);
}

const values = hostileValues("").map(({ title }, index) => {
  const make = (folder: string) => hostileValues(folder)[index]?.text ?? "";
  return { title, make } satisfies Pick<HostileValue, "title"> & { make: (folder: string) => string };
});

describe.each(values)("$title", ({ make }) => {
  let scripts: Script[];

  beforeAll(async () => {
    await readyAct();
    scripts = scriptsOf(everyFile());
  }, setUpTimeout);

  it("stay texts in every script of every workflow", { timeout: setUpTimeout }, async () => {
    const { faults, arrived } = await tryOut(scripts, make);
    expect(faults).toEqual([]);
    expect(arrived).toBeGreaterThan(scripts.length / 2);
  });

  it("would be noticed, were they written into the scripts", { timeout: setUpTimeout }, async () => {
    const some = scripts.filter(({ run }) => /gh|printf|echo/.test(run)).slice(0, 8);
    const { faults } = await tryOut(some.map(writtenInto), make);
    expect(faults).not.toEqual([]);
  });
});
