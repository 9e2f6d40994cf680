import { describe, expect, it } from "vitest";
import { matchesPath } from "../../../pipeline/guard/pattern.ts";

describe("S000-GUARD-03: stars without a slash before them", () => {
  const payments = "backend/app/services/payments**";
  it.each([
    ["backend/app/services/payments.py", true],
    ["backend/app/services/payments/stripe.py", true],
    ["backend/app/services/payments_v2/deep/er.py", true],
    ["backend/app/services/pay.py", false],
    ["backend/app/services/Payments.py", false],
    ["other/backend/app/services/payments.py", false],
  ])("%s: %s", (path, expected) => {
    expect(matchesPath(payments, path)).toBe(expected);
  });
});

describe("patterns", () => {
  it.each([
    ["src/*.ts", "src/a.ts", true],
    ["src/*.ts", "src/a/b.ts", false],
    ["src/**/x.ts", "src/x.ts", true],
    ["src/**/x.ts", "src/a/b/x.ts", true],
    ["src/**/x.ts", "src/ax.ts", false],
    ["**/x.ts", "x.ts", true],
    ["docs/", "docs/a/b.md", true],
    ["docs/", "docs", false],
    ["a?c", "abc", true],
    ["a?c", "a/c", false],
    ["a.c", "abc", false],
    ["(a|b)+{c}", "(a|b)+{c}", true],
    ["src/**", "src/with\nline\nbreaks", true],
  ])("%s against %j: %s", (pattern, path, expected) => {
    expect(matchesPath(pattern, path)).toBe(expected);
  });
});
