import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { contractJsonSchema } from "../../../pipeline/contract/json-schema.ts";
import { readContract } from "../../../pipeline/contract/read.ts";
import { contractHash, writeContract } from "../../../pipeline/contract/write.ts";
import { contract, ruled } from "../world.ts";

const written = writeContract(contract);
const read = (text: string) => readContract(text, "contract.json");
const changed = (from: string | RegExp, to: string) => {
  expect(written).toMatch(from);
  return written.replace(from, to);
};

describe("the contract's file", () => {
  it("is read as it was written, and one hash stands for it whatever its layout", () => {
    expect(read(written)).toEqual(contract);
    expect(contractHash(read(JSON.stringify(contract)))).toBe(contractHash(contract));
  });

  it("has sorted keys and one a line, so that a change of a rule is one line", () => {
    const other = writeContract(ruled({ incidentFreeHours: 48 }));
    const lines = other.split("\n").filter((line, index) => line !== written.split("\n")[index]);
    expect(lines).toEqual(['      "incidentFreeHours": 48,']);
  });

  it.each<[string, string, RegExp]>([
    [
      "an empty file",
      "",
      /^The contract is no JSON \(contract\.json\): it is empty\. It is written by the shared stack/,
    ],
    [
      "bad JSON",
      changed('"contract": 1,', '"contract": 1'),
      /^The contract is no JSON \(contract\.json, line \d+, column \d+\)\. /,
    ],
    ["YAML", "contract: 1\n", /^The contract is no JSON \(contract\.json/],
    ["a list", "[]", /^The contract is of version missing \(contract\.json\); this runtime reads version 1/],
    [
      "another major version",
      changed('"contract": 1,', '"contract": 2,'),
      /^The contract is of version 2 \(contract\.json, line \d+\); this runtime reads version 1\. .*the same commit/,
    ],
    ["a version as text", changed('"contract": 1,', '"contract": "1",'), /is of version "1"/],
    [
      "an unknown key",
      changed('"watchMinutes": 15', '"watchMinute": 3, "watchMinutes": 15'),
      /watchMinute \(contract\.json, line \d+\) is not a key of a contract; watchMinutes is\./,
    ],
    [
      "a wrong value",
      changed('"activation": "on"', '"activation": "yes"'),
      /releases\.activation \(contract\.json, line \d+\) is "yes"\. Allowed: .*: on, off\./,
    ],
    [
      "a missing key",
      changed(/ {2}"labels": \{[^}]*\},\n/, ""),
      /labels \(contract\.json\) is missing\. Allowed: /,
    ],
    [
      "a zone that only looks like one",
      changed("America/New_York", "EST"),
      /window\.zone \(contract\.json, line \d+\) is "EST"\. Allowed: an IANA time zone/,
    ],
    [
      "a role that there is not",
      changed('"startedBy": "deployment-manager"', '"startedBy": "manager"'),
      /releases\.startedBy .* is "manager"\. Allowed: a role of the contract: /,
    ],
  ])("%s is refused in one message", (_, text, words) => {
    expect(() => read(text)).toThrow(words);
  });

  it("a message tells every fault and quotes no more than it must", () => {
    const text = written
      .replace('"activation": "on"', `"activation": "${"x".repeat(500)}"`)
      .replaceAll('"runway": false', '"runway": 1');
    expect(() => read(text)).toThrow(/Also: .*runway/s);
    expect(() => read(text)).not.toThrow("x".repeat(100));
  });

  it.each([
    [
      "production without a person",
      ruled({ doors: [{ name: "production", purpose: "entry" }] }),
      "at least one role",
    ],
    ["two ways to say yes", ruled({ approval: "pull-request" }), "reviewers, or a promotion branch"],
    [
      "an earlier stage that there is not",
      ruled({ requires: { environment: "moon", withinHours: 1 } }),
      "another environment of the contract",
    ],
    [
      "itself as its earlier stage",
      ruled({ requires: { environment: "production", withinHours: 1 } }),
      "another environment of the contract",
    ],
    [
      "two entries",
      ruled({
        doors: [
          { name: "a", purpose: "entry", role: "qa-lead" },
          { name: "b", purpose: "entry" },
        ],
      }),
      "exactly one door of purpose entry",
    ],
    [
      "an owner that is no role",
      {
        ...contract,
        protection: {
          ...contract.protection,
          protectedPaths: [{ paths: ["a/**"], label: "x", owners: "nobody" }],
        },
      },
      "a role of the contract",
    ],
  ])("%s contradicts itself", (_, given, words) => {
    expect(() => read(JSON.stringify(given))).toThrow(words);
  });
});

describe("docs/contract.schema.json", () => {
  const schema: unknown = JSON.parse(
    readFileSync(new URL("../../../docs/contract.schema.json", import.meta.url), "utf8"),
  );

  it("is what `node pipeline/contract/write-schema.ts` writes", () => {
    expect(schema).toEqual(JSON.parse(JSON.stringify(contractJsonSchema())));
  });

  it("takes the contract, and refuses what the runtime refuses", () => {
    const validate = new Ajv({ strict: false, validateFormats: false }).compile(contractJsonSchema());
    expect(validate(contract)).toBe(true);
    expect(validate({ ...contract, contract: 2 })).toBe(false);
    expect(validate({ ...contract, more: 1 })).toBe(false);
    expect(validate(ruled({ watchMinutes: 0 }))).toBe(false);
  });
});
