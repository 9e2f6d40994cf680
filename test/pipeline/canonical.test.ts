import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, sha256Hex } from "../../pipeline/canonical.ts";

describe("canonical JSON", () => {
  it("is that of RFC 8785, section 3.2.2", () => {
    const given = {
      numbers: ["333333333.33333329", "1E30", "4.50", "2e-3", "0.000000000000000000000000001"].map(Number),
      string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"/",
      literals: [null, true, false],
    };
    expect(canonicalJson(given)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it("sorts keys by their UTF-16 units (RFC 8785, section 3.2.3)", () => {
    const keys = ["\u20ac", "\r", "\ufb33", "1", "\u{1f600}", "\u0080", "\u00f6"];
    const sorted = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\u{1f600}", "\ufb33"];
    const given = Object.fromEntries(keys.map((key) => [key, 0]));
    expect(canonicalJson(given)).toBe(`{${sorted.map((key) => `${JSON.stringify(key)}:0`).join(",")}}`);
  });

  it("does not depend on the order of keys, and loses nothing", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue()), (given) => {
        const text = canonicalJson(given);
        const turned = Object.fromEntries(Object.entries(given).toReversed());
        expect(canonicalJson(turned)).toBe(text);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
      { seed: 8785, numRuns: 300 },
    );
  });

  it("leaves out keys without a value", () => {
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
  });

  it.each([
    ["NaN", { a: Number.NaN }, "$.a is NaN"],
    ["an infinity", [Number.POSITIVE_INFINITY], "$[0] is Infinity"],
    ["half of a surrogate pair", "\ud800", "half of a surrogate pair"],
    ["such a key", { "\udc00": 1 }, "half of a surrogate pair"],
    ["undefined in a list", [undefined], "of type undefined"],
    ["a hole in a list", new Array(1), "of type undefined"],
    ["a function", { a: () => 1 }, "of type function"],
    ["a bigint", { a: 1n }, "of type bigint"],
    ["a date", { at: new Date(0) }, "$.at is an object of a class"],
  ])("refuses %s", (_, given, words) => {
    expect(() => canonicalJson(given)).toThrow(words);
  });
});

it("hashes texts as UTF-8", () => {
  // printf '%s' 'é' | sha256sum
  const known = "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c";
  expect(sha256Hex("é")).toBe(known);
  expect(sha256Hex(new TextEncoder().encode("é"))).toBe(known);
});
