import { expect, it } from "vitest";
import { readSummary } from "../../start/summary.ts";

it("takes a missing part for empty", () => {
  expect(readSummary("shared", { stack: "shared", kind: "shared" })).toMatchObject({
    guards: [],
    approvals: [],
    stays: [],
  });
  expect(readSummary("shared", undefined)).toBeUndefined();
});

it("says what is not as agreed", () => {
  expect(() => readSummary("shared", { stack: "shared", kind: "other" })).toThrow(
    /"summary" of stack shared[\s\S]*kind/,
  );
});
