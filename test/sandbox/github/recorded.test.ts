import { afterAll, describe, expect, it } from "vitest";
import { listed, met, play } from "./replay/play.ts";
import { departures, operationOfFunction, operationsOf, recording } from "./replay/recording.ts";
import { scenarios } from "./replay/scenarios.ts";
import { openWorld } from "./replay/world.ts";

const notCovered = Object.keys(departures.types_not_covered);
const covered = Object.keys(recording.resources).filter((type) => !notCovered.includes(type));

/** A variant whose create departs cannot be read or deleted afterwards. */
function departs(type: string, operation: string): boolean {
  return departures.answers.some(
    (one) => one.type === type && one.status >= 400 && operation.startsWith(`${one.operation}: `),
  );
}

describe.each(covered)("the recorded exchanges of %s", (type) => {
  const operations = operationsOf(type).filter((one) => !departs(type, one.name));
  it.each(operations.map((one) => ({ one, name: one.name })))("$name", async ({ one }) => {
    const world = await openWorld();
    try {
      expect((await play(scenarios[type] ?? {}, one, world)).join("\n")).toBe("");
    } finally {
      await world.close();
    }
  });
});

describe("the recorded exchanges of the functions", () => {
  it.each(Object.keys(recording.functions))("%s", async (name) => {
    const world = await openWorld();
    const operation = operationOfFunction(name);
    try {
      expect((await play(scenarios[operation.type] ?? {}, operation, world)).join("\n")).toBe("");
    } finally {
      await world.close();
    }
  });
});

describe("nothing recorded is left out silently", () => {
  it("every type has a scenario or stands in departures.yaml, and none has both", () => {
    const functions = Object.keys(recording.functions).map((name) => name.split(" ")[0] ?? name);
    expect(Object.keys(scenarios).toSorted()).toEqual([...new Set([...covered, ...functions])].toSorted());
  });

  it.each(notCovered)("%s is really not covered", async (type) => {
    const world = await openWorld();
    const [create] = operationsOf(type);
    try {
      expect(create && (await play({ variables: () => ({ branch: "main" }) }, create, world))).not.toEqual(
        [],
      );
    } finally {
      await world.close();
    }
  });
});

afterAll(() => {
  // Each listed departure was met: the list holds nothing that is no longer true.
  expect([...met].toSorted()).toEqual(listed.toSorted());
});
