import { expect, it } from "vitest";
import { CloudError, type Properties } from "../../../sandbox/protocol/resource-type.ts";
import {
  inputRules,
  type StoredDocument,
  type StoredTypeRules,
  storedType,
} from "../../../sandbox/world/stored-type.ts";
import { openCloud } from "../../../sandbox/world/world.ts";
import { temporaryFolder } from "../cloud.ts";

let made = 0;
function typed(rules: Partial<StoredTypeRules<StoredDocument>>) {
  const cloud = openCloud<StoredDocument>(temporaryFolder(), "aws", () => ({ resources: {} }));
  const type = storedType(cloud, {
    token: "test:index:Type",
    inputs: inputRules({ required: "name" }),
    computed: [],
    outputs: ({ id }) => ({ arn: `arn:${id}` }),
    ...rules,
  });
  return { type, cloud };
}
const byName = (inputs: Properties) => String(inputs["name"]);

it("refuses a name that is taken, and finds what a killed create left", () => {
  const { type } = typed({ idOf: byName, taken: ({ id }) => new CloudError(409, `${id} is taken`) });
  expect(type.find?.({ name: "a" })).toBeUndefined();
  type.create({ name: "a" });
  expect(() => type.create({ name: "a" })).toThrow("a is taken");
  expect(type.find?.({ name: "a" })).toBe("a");
});

it("writes over a setting that exists, where the cloud does so", () => {
  const { type } = typed({ idOf: byName });
  type.create({ name: "a", size: 1 });
  type.create({ name: "a", size: 2 });
  expect(type.read("a", {})?.inputs).toEqual({ name: "a", size: 2 });
});

it("makes another one where the cloud makes up ids, and then does not guess which was meant", () => {
  const { type } = typed({ newId: () => `id-${made++}` });
  const first = type.create({ name: "a" });
  expect(type.find?.({ name: "a" })).toBe(first.id);
  expect(type.create({ name: "a" }).id).not.toBe(first.id);
  expect(type.find?.({ name: "a" })).toBeUndefined();
});

it("keeps nothing of a create that the cloud refuses", () => {
  const { type, cloud } = typed({
    idOf: byName,
    settle: () => {
      throw new CloudError(400, "no");
    },
  });
  expect(() => type.create({ name: "a" })).toThrow("no");
  expect(cloud.read()).toEqual({ resources: {} });
});

it("takes a second delete for done and refuses an update of what is gone", () => {
  const { type } = typed({ idOf: byName });
  type.create({ name: "a" });
  type.delete("a", {});
  type.delete("a", {});
  expect(type.read("a", {})).toBeUndefined();
  expect(() => type.update("a", { name: "a" }, {})).toThrow(/does not exist any more/);
});
