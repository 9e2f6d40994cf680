import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type ActionName, pinned, words } from "../../../../components/workflows/actions/index.ts";
import { pins } from "../../../../components/workflows/actions/pins.ts";
import { rules } from "../../../../components/workflows/actions/rules.ts";
import { printPins } from "../../../../components/workflows/actions/update/print.ts";

const file = new URL("../../../../components/workflows/actions/pins.ts", import.meta.url);

it("the file is what the update command would write of its own data", () => {
  expect(readFileSync(file, "utf8")).toBe(printPins(pins));
});

describe.each(Object.entries(pins))("the pin of %s", (name, pin) => {
  it("is a full commit with its release, and lists each input once", () => {
    expect(name).toMatch(/^[\w.-]+\/[\w.-]+(\/[\w.-]+)*$/);
    expect(pin.sha).toMatch(/^[0-9a-f]{40}$/);
    expect(pin.version).toMatch(/^v?\d+(\.\d+\.\d+)?$/);
    const inputs = words(pin.inputs);
    expect(new Set(inputs).size).toBe(inputs.length);
    expect(inputs).toEqual(expect.arrayContaining(words(pin.required)));
  });
});

it("folders of one repository are pinned to one commit", () => {
  const commits = new Map<string, Set<string>>();
  for (const [name, { sha }] of Object.entries(pins)) {
    const repository = name.split("/").slice(0, 2).join("/");
    commits.set(repository, (commits.get(repository) ?? new Set()).add(sha));
  }
  expect([...commits].filter(([, shas]) => shas.size > 1)).toEqual([]);
});

it("rules name actions and inputs that are pinned", () => {
  const isPinned = (name: string): name is ActionName => Object.hasOwn(pins, name);
  for (const name of Object.keys(rules)) {
    expect(isPinned(name), name).toBe(true);
    if (!isPinned(name)) continue;
    const { inputs, fixed, code } = pinned(name);
    expect(inputs).toEqual(expect.arrayContaining([...Object.keys(fixed), ...code]));
  }
});
