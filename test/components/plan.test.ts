import { describe, expect, it } from "vitest";
import { adviceFor } from "../../components/protection/plan.ts";

const missing = (...given: Parameters<typeof adviceFor>) =>
  adviceFor(...given).flatMap(({ feature, enforced }) => (enforced ? [] : [feature]));

describe("plan advisor", () => {
  it("finds nothing missing on Enterprise, or in a public repository on any plan", () => {
    expect(missing("enterprise", "private")).toEqual([]);
    expect(missing("free", "public")).toEqual([]);
  });

  it("says that Team and Pro do not stop a private repository's deployments for reviewers", () => {
    expect(missing("team", "private")).toEqual(["required reviewers before an environment opens"]);
    expect(missing("pro", "private")).toEqual(["required reviewers before an environment opens"]);
  });

  it("says what happens instead of each missing feature, and where that is known from", () => {
    for (const { enforced, instead, source } of adviceFor("free", "private")) {
      expect(enforced).toBe(false);
      expect(instead).not.toBe("");
      expect(source).toMatch(/^GitHub Docs/);
    }
  });
});
