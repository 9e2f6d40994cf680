import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { usualLayout } from "../../../pipeline/audit/chain/place.ts";
import { recordEntry } from "../../../pipeline/audit/record-entry.ts";
import { metrics } from "../../../pipeline/metrics/command.ts";
import { credentials, startArchive } from "../../platforms/s3/buckets.ts";
import { openWorld } from "../../sandbox/github/replay/world.ts";
import { correction, deployment, environments, input } from "../audit/entries.ts";
import { folder, runtime } from "../audit/runtime.ts";
import { contract as usual } from "../world.ts";

const slow = { timeout: 180_000 };

async function world() {
  const archive = await startArchive();
  const github = await openWorld();
  onTestFinished(() => github.close());
  const [app] = github.state().repositories;
  const head = app?.git.refs["refs/heads/main"] ?? "";
  const contract = {
    ...usual,
    audit: { ...usual.audit, bucket: "app-audit", indexBucket: "app-index" },
    objectives: { deploymentSuccess: 99, meanTimeToRecovery: 15 },
  };
  const variables = {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_ENDPOINT_URL_S3: archive.proxy.url,
    GITHUB_API_URL: github.url,
    GITHUB_TOKEN: github.token,
  };
  const record = (given: unknown) =>
    recordEntry(given, {
      open: () => archive.ledger,
      layout: usualLayout,
      environments,
      githubUrl: archive.proxy.url,
    });
  const ask = (...args: string[]) => runtime([metrics], ["metrics", ...args], { contract, variables });
  return { archive, head, record, ask };
}

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

it("computes from the ledger in S3 and the commits' times in GitHub, and writes a report", slow, async () => {
  const { head, record, ask } = await world();
  const given = deployment(1, { at: ago(60) });
  const moment = ago(120);
  const execution = { startedAt: moment, endedAt: moment, durationSeconds: 0, outcome: "success" };
  await record({ ...given, body: { ...given.body, commit: { sha: head, branch: "main" }, execution } });
  await record(correction({ at: ago(30) }));
  const incident = { issue: 12, severity: "critical", title: "It is down" };
  await record(input("incident", { ...incident, change: "opened" }, { at: ago(1000) }));
  await record(input("incident", { ...incident, change: "recovered" }, { at: ago(400) }));
  const output = join(folder(), "metrics.md");
  const done = await ask("--environment", "production", "--output", output);
  expect(done).toMatchObject({ code: 0, err: "" });
  expect(done.out).toMatch(/Deployment success rate +100 % \(above 99 % promised\)/);
  expect(done.out).toMatch(/Mean time to recovery +10(\.\d+)? minutes/);
  expect(done.out).toMatch(/Lead time for changes +[\d.-]+ hours; median of 1/);
  expect(readFileSync(output, "utf8")).toContain("```mermaid\nxychart-beta");
  const json = JSON.parse((await ask("--environment", "production", "--json")).out);
  expect(json).toMatchObject({
    command: "metrics",
    verdict: "yes",
    environments: [{ environment: "production" }],
  });
});

it("with nothing recorded yet nothing is known, which is no pass", slow, async () => {
  const { ask } = await world();
  const done = await ask("--environment", "staging");
  expect(done.code).toBe(3);
  expect(done.out).toContain("COULD NOT TELL: Of a promise nothing is known.");
});

it("wrong use is named", slow, async () => {
  const { ask } = await world();
  expect(await ask("--since", "tomorrow")).toMatchObject({
    code: 2,
    err: expect.stringContaining("a day that is past"),
  });
  expect(await ask("--environment", "moon")).toMatchObject({ code: 2 });
});
