import { describe, expect, it } from "vitest";
import { differenceOf } from "../../../provider/delivery/difference.ts";

const known = {
  inputs: {
    owner: "acme",
    repository: "app",
    title: "t",
    files: { a: { content: "a" }, b: { content: "b" } },
  },
  outputs: { live: ["a"], pullRequest: { number: 1, url: "u" } },
};
const news = known.inputs;

describe("a difference", () => {
  it("is none where inputs and outputs stay, whatever the order of their keys", () => {
    const same = {
      files: { b: { content: "b" }, a: { content: "a" } },
      title: "t",
      repository: "app",
      owner: "acme",
    };
    expect(differenceOf(known, same, known.outputs, [])).toEqual({ changes: [], replaces: [] });
  });

  it("takes a null for nothing, as the engine does", () => {
    const closed = { ...known, outputs: { live: ["a"] } };
    expect(differenceOf(closed, news, { live: ["a"], pullRequest: null }, []).changes).toEqual([]);
  });

  it("names files by path: by what changes in the settings and by what a commit would bring", () => {
    const next = { ...news, files: { a: { content: "other" }, c: { content: "c" } } };
    const { changes } = differenceOf(known, next, known.outputs, [{ path: "d/e.yml", kind: "change" }]);
    expect(changes.map(({ path, kind, isInput }) => `${kind} ${path} ${isInput}`)).toEqual([
      'update files["d/e.yml"] true',
      'update files["a"] true',
      'delete files["b"] true',
      'add files["c"] true',
    ]);
  });

  it("names outputs that will change", () => {
    expect(differenceOf(known, news, { ...known.outputs, live: ["a", "b"] }, []).changes).toEqual([
      { path: "live", kind: "update", isInput: false },
    ]);
  });

  it.each(["owner", "repository"])("replaces for another %s, and for nothing else", (property) => {
    const next = { ...news, title: "other", [property]: "other" };
    expect(differenceOf(known, next, known.outputs, []).replaces).toEqual([property]);
  });
});
