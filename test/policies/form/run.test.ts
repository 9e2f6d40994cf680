import { runtime } from "@pulumi/pulumi";
import { afterEach, describe, expect, it } from "vitest";
import { readRun } from "../../../policies/form/run.ts";

const now = new Date("2026-01-15T23:59:59Z");
const before = runtime.allConfig();

/** The run as the pack's process sees it; the engine hands structured settings over as JSON. */
function run(settings: Record<string, unknown>) {
  const texts = Object.entries(settings).map(([key, value]) => [
    `project:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  runtime.setAllConfig(Object.fromEntries(texts));
  return readRun(now);
}

afterEach(() => runtime.setAllConfig(before));

describe("what the pack knows of the run", () => {
  const environments = { live: { tier: "production" }, test: { tier: "staging" } };

  it("comes from the settings of the stack", () => {
    expect(
      run({
        kind: "environment",
        environment: "live",
        environments,
        github: { defaultBranch: "trunk" },
        protection: { mandatoryControls: ["window"] },
      }),
    ).toEqual({
      today: "2026-01-15",
      preview: runtime.isDryRun(),
      kind: "environment",
      tier: "production",
      environment: "live",
      environments,
      mandatoryControls: ["window"],
      defaultBranch: "trunk",
    });
  });

  it("is the strictest where the settings say nothing", () => {
    expect(run({})).toMatchObject({ kind: undefined, tier: undefined, defaultBranch: "main" });
  });

  it.each<[string, Record<string, unknown>]>([
    ["a text for a group", { environments: "nonsense", github: "nonsense" }],
    ["JSON that ends too early", { environments: '{"live":', github: "[" }],
    ["a list for a group", { environments: [environments], github: ["trunk"] }],
    ["a number for a group", { environments: 7, github: 7 }],
    ["a group for a text", { environments: { live: { tier: {} } }, github: { defaultBranch: {} } }],
    ["an environment that the road does not have", { environments: { other: { tier: "development" } } }],
  ])("ends nothing, and is the strictest, with %s", (_what, settings) => {
    expect(run({ environment: "live", ...settings })).toMatchObject({
      tier: undefined,
      defaultBranch: "main",
    });
  });
});
