import { describe, expect, it } from "vitest";
import { serviceOf } from "../../../sandbox/protocol/provider-service.ts";
import type { Live, ResourceType } from "../../../sandbox/protocol/resource-type.ts";
import { unknownValue } from "../../../sandbox/protocol/values.ts";

function serving(live: Live | undefined, extra: Partial<ResourceType> = {}) {
  const type: ResourceType = {
    token: "test:index:Type",
    inputs: { given: {}, other: {}, hidden: {}, sized: { default: 3 } },
    computed: ["arn"],
    create: (inputs) => ({ id: "1", outputs: { arn: `arn:${String(inputs["given"])}` } }),
    read: () => live,
    update: () => ({ arn: "arn:new" }),
    delete: () => undefined,
    ...extra,
  };
  return serviceOf({ name: "test", version: "1.0.0", types: [type], functions: [] });
}
const token = "test:index:Type";
const known: Live = { inputs: { given: "a" }, outputs: { given: "a", arn: "arn:a" } };

describe("create", () => {
  it("promises in a preview what is known and leaves the rest open", () => {
    expect(serving(undefined).create(token, { given: "a" }, true)).toEqual({
      id: "",
      state: { given: "a", arn: unknownValue },
    });
  });

  it("answers the inputs and what the cloud added", () => {
    expect(serving(undefined).create(token, { given: "a" }, false).state).toEqual({
      given: "a",
      arn: "arn:a",
    });
  });
});

describe("update", () => {
  it("keeps in a preview what an update leaves as it is", () => {
    const state = serving(undefined).update(token, "1", { given: "b" }, { given: "a", arn: "arn:a" }, true);
    expect(state).toEqual({ given: "b", arn: "arn:a" });
  });
});

describe("read", () => {
  it("says nothing of a resource that is gone", () => {
    expect(serving(undefined).read(token, "1", known)).toBeUndefined();
  });

  it("answers the present value of what the program gave", () => {
    const live = serving({ inputs: { given: "drifted" }, outputs: {} }).read(token, "1", known);
    expect(live?.inputs).toEqual({ given: "drifted" });
  });

  it("shows what somebody set since, and not what was so from the beginning or says nothing", () => {
    const inputs = { given: "a", other: "set by hand", hidden: "", sized: 3 };
    expect(serving({ inputs, outputs: {} }).read(token, "1", known)?.inputs).toEqual({
      given: "a",
      other: "set by hand",
    });
    const before = { ...known, outputs: { ...known.outputs, other: "set by hand" } };
    expect(serving({ inputs, outputs: {} }).read(token, "1", before)?.inputs).toEqual({ given: "a" });
  });

  it("takes every input that says something where a resource is imported", () => {
    const inputs = { given: false, other: "", hidden: "h" };
    const live = serving({ id: "own", inputs, outputs: {} }).read(token, "1", { inputs: {}, outputs: {} });
    expect(live?.inputs).toEqual({ given: false, hidden: "h" });
    expect(live?.id).toBe("own");
  });

  it("answers the last known value of what the published provider cannot see", () => {
    const blind = serving(
      { inputs: { given: "drifted" }, outputs: { arn: "arn:b" } },
      { blindSpots: [{ property: "given", source: "a test" }] },
    );
    const live = blind.read(token, "1", known);
    expect(live?.inputs).toEqual({ given: "a" });
    expect(live?.outputs).toEqual({ given: "a", arn: "arn:b" });
  });
});

it("names a resource type or function that it does not serve, and the nearest one", () => {
  expect(() => serving(undefined).create("test:index:Typ", {}, false)).toThrow(
    /does not serve the resource type test:index:Typ\. Did you mean test:index:Type\?/,
  );
  expect(() => serving(undefined).invoke("test:index:get", {})).toThrow(/the function test:index:get/);
});
