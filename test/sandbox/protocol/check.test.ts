import { describe, expect, it } from "vitest";
import { checkInputs } from "../../../sandbox/protocol/check.ts";
import { guid, hyphenated, suffixed } from "../../../sandbox/protocol/naming.ts";
import type { Properties, ResourceType } from "../../../sandbox/protocol/resource-type.ts";
import { unknownValue } from "../../../sandbox/protocol/values.ts";

const type: ResourceType = {
  token: "test:index:Type",
  inputs: { policy: { required: true }, name: {}, namePrefix: {}, size: { default: 3 }, parts: {} },
  computed: [],
  autoName: hyphenated("name", { maxLength: 20, unless: ["namePrefix"] }),
  check: ({ size, policy }, unknown) => [
    ...(typeof size === "number" && size > 5 ? [{ property: "size", reason: "too large" }] : []),
    ...(policy === undefined && !unknown.has("policy") ? [] : []),
    ...(policy === "bad" ? [{ property: "policy", reason: "policy is bad" }] : []),
  ],
  create: () => ({ id: "", outputs: {} }),
  read: () => undefined,
  update: () => ({}),
  delete: () => undefined,
};

function check(news: Properties, olds: Properties = {}, subject: ResourceType = type) {
  return checkInputs(subject, { urn: "urn:it", name: "it", olds, news, seed: new Uint8Array([7]) });
}

describe("check", () => {
  it("names the nearest input for a key that the type does not have", () => {
    const { failures } = check({ policy: "x", naem: "y" });
    expect(failures).toEqual([{ property: "naem", reason: 'Invalid or unknown key. Did you mean "name"?' }]);
  });

  it("does not guess where no input is near", () => {
    expect(check({ policy: "x", zebra: 1 }).failures[0]?.reason).toBe("Invalid or unknown key.");
  });

  it("asks for a required input, also when it is null", () => {
    for (const news of [{}, { policy: null }]) {
      expect(check(news).failures[0]?.reason).toContain('The argument "policy" is required');
    }
  });

  it("fills in defaults and leaves what is given", () => {
    expect(check({ policy: "x" }).inputs["size"]).toBe(3);
    expect(check({ policy: "x", size: 5 }).inputs["size"]).toBe(5);
  });

  it("postpones a rule on a value that is not known yet, and counts the value as given", () => {
    expect(check({ policy: unknownValue, size: unknownValue }).failures).toEqual([]);
    expect(check({ policy: "bad" }).failures).toHaveLength(1);
  });

  it("postpones a rule on a list of which one part is not known yet", () => {
    const strict: ResourceType = {
      ...type,
      check: ({ parts }, unknown) =>
        parts === undefined && !unknown.has("parts") ? [{ property: "parts", reason: "none" }] : [],
    };
    expect(check({ policy: "x", parts: ["a", { b: unknownValue }] }, {}, strict).failures).toEqual([]);
    expect(check({ policy: "x" }, {}, strict).failures).toHaveLength(1);
  });
});

it("drops what a rule says of a value that is not known yet, where the rule did not ask", () => {
  const careless: ResourceType = {
    ...type,
    check: ({ size }) => (size === undefined ? [{ property: "size", reason: "no size" }] : []),
  };
  expect(check({ policy: "x", size: unknownValue }, {}, careless).failures).toEqual([]);
});

describe("automatic names", () => {
  it("are the logical name and seven digits, the same for one deployment", () => {
    const made = check({ policy: "x" }).inputs["name"];
    expect(made).toMatch(/^it-[0-9a-f]{7}$/);
    expect(check({ policy: "x" }).inputs["name"]).toBe(made);
  });

  it("stay from one deployment to the next", () => {
    expect(check({ policy: "x" }, { name: "it-abcdef0" }).inputs["name"]).toBe("it-abcdef0");
  });

  it("replace a name that the program has taken back", () => {
    expect(check({ policy: "x" }, { name: "chosen" }).inputs["name"]).toMatch(/^it-[0-9a-f]{7}$/);
  });

  it("are not made where the program names the resource in another way", () => {
    expect(check({ policy: "x", namePrefix: "p-" }).inputs).not.toHaveProperty("name");
    expect(check({ policy: "x", name: unknownValue }).inputs["name"]).toBe(unknownValue);
  });

  it("follow azure-native's two styles", () => {
    const digits = (count: number) => "0123456789abcdef".slice(0, count);
    expect(suffixed("name").make("store", digits)).toBe("store01234567");
    expect(guid("name").make("x", digits)).toBe("01234567-0123-0123-0123-0123456789ab");
  });

  it("keep within the cloud's length", () => {
    const long = hyphenated("name", { maxLength: 20 }).make("a".repeat(40), (count) => "f".repeat(count));
    expect(long).toBe(`${"a".repeat(12)}-fffffff`);
  });
});
