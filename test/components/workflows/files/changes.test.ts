import { expect, it } from "vitest";
import { set } from "../../../stacks/settings/written.ts";
import { type Seed, settingsOf, textsOf } from "./pipelines.ts";

/** The files that differ after a change of what was written. */
function changedFiles(seed: Seed, path: string, value: unknown): string[] {
  const before = textsOf(settingsOf(seed));
  const after = textsOf(settingsOf(seed, (written) => set(written, path, value)));
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((file) => before.get(file) !== after.get(file))
    .map((file) => file.replace(".github/workflows/", ""))
    .sort();
}

const production = ["backend.yml", "frontend.yml", "rollback-to-last-good.yml"];

it.each<[string, unknown, string[]]>([
  ["environments.production.limits", { deployMinutes: 25, rollbackMinutes: 6 }, production],
  ["environments.production.watchMinutes", 20, ["backend.yml", "frontend.yml"]],
  [
    "environments.staging.limits",
    { deployMinutes: 30, rollbackMinutes: 5 },
    ["frontend.yml", "staging-frontend.yml", "staging.yml"],
  ],
  [
    "workflows.services.frontend.toolchain.playwright",
    false,
    ["frontend.yml", "pull-request.yml", "staging-frontend.yml"],
  ],
  [
    "workflows.services.backend.toolchain.suites.full.least",
    26,
    ["backend.yml", "pull-request.yml", "staging.yml"],
  ],
  ["application.title", "Another title", []],
  ["environments.production.rateLimit", { deployments: 1, perHours: 4 }, []],
  ["environments.staging.profile.logLevel", "warning", []],
])("seed 000: %s changes the files that it concerns and no other", (path, value, files) => {
  expect(changedFiles("000", path, value)).toEqual(files);
});

it("a new approval asks for it wherever production opens, and nowhere else", () => {
  expect(changedFiles("002", "environments.production.approvals", ["qa-lead", "tech-lead"])).toContain(
    "deploy-production.yml",
  );
  expect(changedFiles("002", "environments.staging.approvals", [])).toEqual([
    "deploy-staging.yml",
    "rollback.yml",
  ]);
});
