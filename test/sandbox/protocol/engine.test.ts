import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, inject, it, onTestFinished } from "vitest";
import { serveProvider } from "../../../sandbox/protocol/server.ts";
import { openers } from "../accounts.ts";
import { editByHand, temporaryFolder } from "../cloud.ts";

const program = `
import * as pulumi from "@pulumi/pulumi";
import { Bucket } from "@pulumi/aws/s3/bucket.js";
import { BucketVersioning } from "@pulumi/aws/s3/bucketVersioning.js";
import { BucketObjectLockConfiguration } from "@pulumi/aws/s3/bucketObjectLockConfiguration.js";
import { ResourceGroup } from "@pulumi/azure-native/resources/resourceGroup.js";
import { UserAssignedIdentity } from "@pulumi/azure-native/managedidentity/userAssignedIdentity.js";
import { Project } from "@pulumiverse/vercel/project.js";
import { ProjectEnvironmentVariable } from "@pulumiverse/vercel/projectEnvironmentVariable.js";
import { ServiceToken } from "@pulumiverse/doppler/serviceToken.js";
import { GithubActions } from "@pulumiverse/doppler/secretssync/githubActions.js";
import { getSecrets } from "@pulumiverse/doppler/getSecrets.js";

const bucket = new Bucket("audit", { bucket: "acme-audit", objectLockEnabled: true });
const versioning = new BucketVersioning("versioning", { bucket: bucket.bucket, versioningConfiguration: { status: "Enabled" } });
new BucketObjectLockConfiguration("lock", { bucket: versioning.bucket, rule: { defaultRetention: { mode: "COMPLIANCE", days: 2557 } } });
const group = new ResourceGroup("group", { location: "eastus" });
new UserAssignedIdentity("deployer", { resourceGroupName: group.name });
const site = new Project("site", { name: "acme" });
const { map } = await getSecrets({ project: "acme", config: "prd" });
new ProjectEnvironmentVariable("token", { projectId: site.id, key: "TOKEN", value: pulumi.secret(map["TOKEN"] ?? ""), sensitive: true, targets: ["production"] });
new GithubActions("sync", { project: "acme", config: "prd", integration: "slug-of-integration", syncTarget: "repo", repoName: "acme" });
export const key = new ServiceToken("ci", { project: "acme", config: "prd", name: "ci" }).key;
`;

async function project() {
  const folder = temporaryFolder();
  const clouds = join(folder, "clouds");
  const served = await Promise.all(Object.values(openers).map((open) => serveProvider(open(clouds))));
  onTestFinished(async () => {
    await Promise.all(served.map((one) => one.close()));
  });
  for (const name of ["state", "home"]) mkdirSync(join(folder, name));
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    "name: tiny\nmain: index.ts\nruntime: { name: nodejs, options: { typescript: false } }\n",
  );
  writeFileSync(join(folder, "index.ts"), program);
  const env = {
    ...process.env,
    PATH: [...inject("engine").path, process.env["PATH"] ?? ""].join(delimiter),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
    PULUMI_CONFIG_PASSPHRASE: "of a test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DEBUG_PROVIDERS: served.map(({ name, port }) => `${name}:${port}`).join(","),
  };
  const run = promisify(execFile);
  async function pulumi(command: string): Promise<string> {
    const { stdout } = await run("pulumi", [...command.split(" "), "--non-interactive"], {
      cwd: folder,
      env,
    });
    return stdout;
  }
  return { pulumi, clouds };
}

it("the real engine declares, repeats without change, sees drift, and destroys", {
  timeout: 120_000,
}, async () => {
  const { pulumi, clouds } = await project();
  await pulumi("stack init dev");
  expect(await pulumi("up --yes")).toMatch(/\+ 10 to create[\s\S]*\+ 10 created/);
  await pulumi("preview --refresh --expect-no-changes");

  const state = await pulumi("stack export");
  expect(state).toContain("acme-audit");
  expect(state).not.toContain("marker-of-a-test");
  expect(state).not.toContain("dp.st.");
  expect(readFileSync(join(clouds, "doppler.json"), "utf8")).toContain("marker-of-a-test");
  expect(readFileSync(join(clouds, "vercel.json"), "utf8")).not.toContain("marker-of-a-test");

  editByHand(clouds, "aws", ({ resources }) => {
    const lock =
      resources["aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration"]?.["acme-audit"];
    if (lock) lock.inputs["rule"] = { defaultRetention: { mode: "GOVERNANCE", days: 1 } };
  });
  editByHand(clouds, "doppler", ({ resources }) => {
    // The published provider does not read a sync's target back: nothing may be said of this.
    for (const sync of Object.values(resources["doppler:secretsSync/githubActions:GithubActions"] ?? {})) {
      sync.inputs["repoName"] = "elsewhere";
    }
  });
  const drift = await pulumi("preview --refresh --diff");
  expect(drift).toMatch(/mode: "GOVERNANCE" => "COMPLIANCE"/);
  expect(drift).toMatch(/days: 1\s+=> 2557/);
  expect(drift).toMatch(/~ 1 to update/);
  expect(drift).not.toContain("elsewhere");

  await pulumi("up --yes --skip-preview --refresh");
  await pulumi("preview --expect-no-changes");
  await pulumi("destroy --yes --skip-preview");
  expect(readFileSync(join(clouds, "aws.json"), "utf8")).not.toContain("acme-audit");
});
