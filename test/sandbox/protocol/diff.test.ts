import { describe, expect, it } from "vitest";
import { diffInputs } from "../../../sandbox/protocol/diff.ts";
import { hyphenated } from "../../../sandbox/protocol/naming.ts";
import type { Properties, ResourceType } from "../../../sandbox/protocol/resource-type.ts";
import { unknownValue } from "../../../sandbox/protocol/values.ts";

const type: ResourceType = {
  token: "test:index:Type",
  inputs: { name: { replaces: true }, kind: { replaces: true }, tags: {}, rules: {} },
  computed: [],
  autoName: hyphenated("name", { maxLength: 50 }),
  create: () => ({ id: "", outputs: {} }),
  read: () => undefined,
  update: () => ({}),
  delete: () => undefined,
};
const diff = (olds: Properties, news: Properties, rule?: "always") =>
  diffInputs(type, "it", olds, news, rule);

describe("diff", () => {
  it("finds nothing between equal inputs, whatever the order of keys, and takes null for absent", () => {
    const none = diff({ tags: { a: "1", b: "2" }, kind: null }, { tags: { b: "2", a: "1" } });
    expect(none).toEqual({ changes: {}, replaces: [], deletesFirst: false });
  });

  it("finds nothing between an empty collection and none, at any depth", () => {
    const none = diff({ rules: [{ teams: [1], users: [] }], tags: {} }, { rules: [{ teams: [1] }] });
    expect(none.changes).toEqual({});
    expect(diff({ rules: [] }, { rules: [{}] }).changes).toEqual({ rules: { kind: "add", replaces: false } });
  });

  it("names each path that is added, changed or gone", () => {
    const { changes } = diff(
      { tags: { a: "1", gone: "x", "dotted.key": "1" }, rules: [{ id: "r", days: 1 }] },
      { tags: { a: "2", "dotted.key": "2" }, rules: [{ id: "r", days: 2 }, { id: "s" }] },
    );
    expect(changes).toEqual({
      "tags.a": { kind: "update", replaces: false },
      "tags.gone": { kind: "delete", replaces: false },
      'tags["dotted.key"]': { kind: "update", replaces: false },
      "rules[0].days": { kind: "update", replaces: false },
      "rules[1]": { kind: "add", replaces: false },
    });
  });

  it("finds nothing where a bridged provider's `false` is taken back, and azure-native does", () => {
    expect(diff({ tags: { on: false } }, { tags: { a: "1" } }).changes).not.toHaveProperty("tags.on");
    expect(diff({ rules: false }, {}).changes).toEqual({});
    expect(diff({ rules: false }, {}, "always").changes).toEqual({
      rules: { kind: "delete", replaces: false },
    });
    expect(diff({}, { rules: false }).changes).toEqual({ rules: { kind: "add", replaces: false } });
  });

  it("replaces on an input that cannot change", () => {
    const found = diff({ kind: "a" }, { kind: "b" });
    expect(found.replaces).toEqual(["kind"]);
    expect(found.changes).toEqual({ kind: { kind: "update", replaces: true } });
  });

  it("takes a value that is not known yet for a change", () => {
    expect(diff({ kind: "a" }, { kind: unknownValue }).replaces).toEqual(["kind"]);
  });

  it("deletes first where two of one name would meet, and only there", () => {
    expect(diff({ name: "mine", kind: "a" }, { name: "mine", kind: "b" }).deletesFirst).toBe(true);
    expect(diff({ name: "mine" }, { name: "other" }).deletesFirst).toBe(false);
    expect(diff({ name: "it-0123456", kind: "a" }, { name: "it-0123456", kind: "b" }).deletesFirst).toBe(
      false,
    );
    expect(diff({ name: "mine", tags: { a: "2" } }, { name: "mine", tags: { a: "1" } }).deletesFirst).toBe(
      false,
    );
  });

  it("deletes first at azure-native unless the name was made up", () => {
    expect(diff({ name: "mine" }, { name: "other" }, "always").deletesFirst).toBe(true);
    expect(
      diff({ name: "it-0123456", kind: "a" }, { name: "it-0123456", kind: "b" }, "always").deletesFirst,
    ).toBe(false);
  });
});
