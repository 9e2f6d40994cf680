import { expect, it } from "vitest";
import { parseDocument, visit } from "yaml";
import { pins } from "../../../../components/workflows/actions/pins.ts";
import { ownWorkflows } from "../../../../components/workflows/own/index.ts";
import { activated, seeds, settingsOf, textsOf } from "../files/pipelines.ts";

/** What a file says behind each `uses`, with the comment of its line; workflows of the same repository are no actions. */
function usedIn(text: string): { uses: string; comment: string }[] {
  const found: { uses: string; comment: string }[] = [];
  visit(parseDocument(text), {
    Pair(_key, { key, value }) {
      const name = String(key);
      if (name !== "uses" || typeof value !== "object" || value === null || !("value" in value)) return;
      const comment = "comment" in value ? String(value.comment ?? "").trim() : "";
      const uses = String(value.value);
      if (!uses.startsWith("./")) found.push({ uses, comment });
    },
  });
  return found;
}

it.each([...seeds, "own"] as const)(
  "every action of %s is pinned, with its full commit and release",
  (whose) => {
    const texts = whose === "own" ? ownWorkflows() : textsOf(activated(settingsOf(whose)));
    const known = new Map(
      Object.entries(pins).map(([name, { sha, version }]) => [`${name}@${sha}`, version]),
    );
    const used = [...texts.values()].flatMap(usedIn);
    expect(used.length).toBeGreaterThan(texts.size);
    expect(used.filter(({ uses, comment }) => known.get(uses) !== comment)).toEqual([]);
  },
);

it("every line that uses something was looked at", () => {
  const texts = [...ownWorkflows().values()];
  const lines = texts.flatMap((text) => text.match(/^\s*(?:- )?uses: (?!\.\/)/gm) ?? []);
  expect(texts.flatMap(usedIn)).toHaveLength(lines.length);
});
