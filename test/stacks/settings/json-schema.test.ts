import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { settingsJsonSchema } from "../../../stacks/settings/json-schema.ts";

const schema = settingsJsonSchema();
const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);
const files = [
  "Pulumi.yaml",
  ..."shared development staging production".split(" ").map((stack) => `Pulumi.${stack}.yaml`),
];

describe("the JSON Schema for editors", () => {
  it("is in step with the settings: run `node stacks/settings/write-schema.ts`", () => {
    expect(JSON.parse(readFileSync("docs/settings.schema.json", "utf8"))).toEqual(schema);
  });

  it.each(files)("accepts %s", (file) => {
    validate(parse(readFileSync(file, "utf8")));
    expect(validate.errors ?? []).toEqual([]);
  });

  it.each([
    ["an unknown key", { config: { "gatehouse:enviroment": {} } }],
    ["an unknown key inside a setting", { config: { "gatehouse:audit": { bucket: "abc", lock: 1 } } }],
    ["a wrong word", { config: { "gatehouse:kind": "stage" } }],
    ["a wrong type below value", { config: { aws: { value: { region: 1 } } } }],
  ])("refuses %s", (_what, content) => {
    expect(validate(content)).toBe(false);
  });

  it("leaves keys of providers alone", () => {
    expect(validate({ config: { "aws:region": "eu-west-1" } })).toBe(true);
  });
});
