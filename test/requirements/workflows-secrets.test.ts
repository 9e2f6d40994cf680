import { expect, it } from "vitest";
import { parse } from "yaml";
import { workflowFiles } from "../../stacks/shared/workflows.ts";
import { repository } from "../e2e/harness.ts";
import { sharedSettings } from "../stacks/shared-settings.ts";

function workflows(example: string): Map<string, string> {
  const { files } = workflowFiles(sharedSettings(`${repository}/examples/${example}`));
  return new Map(Object.entries(files).map(([path, { content }]) => [path, String(content)]));
}

const deployments = {
  "deploy-development.yml": "DOPPLER_TOKEN_DEV",
  "deploy-staging.yml": "DOPPLER_TOKEN_STAGING",
  "deploy-production.yml": "DOPPLER_TOKEN_PROD",
};

it.each(Object.entries(deployments))(
  "S002-ACT-03: %s fetches from Doppler with its own token alone",
  (file, token) => {
    const text = workflows("002-clinical-diary").get(`.github/workflows/${file}`) ?? "";
    expect([...new Set(text.match(/DOPPLER_TOKEN_[A-Z]+/g))]).toEqual([token]);
    expect(text).toContain("dopplerhq/secrets-fetch-action@");
  },
);

it.each(Object.keys(deployments))("S002-SMOKE-05: %s runs the smoke tests, all groups of them", (file) => {
  const text = workflows("002-clinical-diary").get(`.github/workflows/${file}`) ?? "";
  expect(text).toMatch(/pipeline\.mjs" smoke|pipeline\.mjs smoke/);
  // A group is named nowhere: the command runs every one, and the rules say which must have run.
  expect(text).not.toContain("--group");
});

it("S004-SECM-01: secrets-management.yml runs once a day, and by dispatch", () => {
  const text = workflows("004-salunga").get(".github/workflows/secrets-management.yml") ?? "";
  const { on } = parse(text);
  expect(on.schedule).toHaveLength(1);
  expect(on.schedule[0].cron).toMatch(/^\d+ \d+ \* \* \*$/);
  expect(Object.keys(on)).toContain("workflow_dispatch");
});
