import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { readAccount } from "../../sandbox/account.ts";
import { openClouds } from "../../sandbox/clouds.ts";
import { endpointOf } from "../../sandbox/endpoint.ts";
import { openSandbox, type Sandbox } from "../../sandbox/index.ts";
import { temporaryFolder } from "./cloud.ts";

async function opened(folder: string): Promise<Sandbox> {
  const sandbox = await openSandbox({ folder });
  onTestFinished(() => sandbox.close());
  return sandbox;
}

const bucket = "aws:s3/bucket:Bucket";

function leaveBucket(folder: string, name: string): void {
  const aws = openClouds(join(folder, "clouds"), readAccount()).providers.find((one) => one.name === "aws");
  aws?.types.find((type) => type.token === bucket)?.create({ bucket: name });
}

it("gives a plain pulumi all that it needs, from a folder of its own", async () => {
  const folder = temporaryFolder();
  const { environment, githubUrl } = await opened(folder);
  expect(environment).toMatchObject({
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}?metadata=skip`,
    PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
    GITHUB_OWNER: "mayassistant-org",
    AWS_REGION: "us-east-1",
  });
  expect(environment["PULUMI_DEBUG_PROVIDERS"]?.replace(/\d+/g, "N")).toBe(
    "github:N,aws:N,azure-native:N,vercel:N,doppler:N",
  );
  expect(readFileSync(join(folder, "passphrase"), "utf8").trim()).toBe(
    environment["PULUMI_CONFIG_PASSPHRASE"],
  );
  for (const secret of ["passphrase", "github-token"]) {
    expect(statSync(join(folder, secret)).mode & 0o077, secret).toBe(0);
  }
  const answer = await fetch(`${githubUrl}/user`, {
    headers: { authorization: `Bearer ${environment["GITHUB_TOKEN"]}` },
  });
  expect(answer.status).toBe(200);
});

it("is run by one and used by all that open the same folder", async () => {
  const folder = temporaryFolder();
  const first = await opened(folder);
  const second = await openSandbox({ folder });
  expect([first.attached, second.attached]).toEqual([false, true]);
  expect(second.environment).toEqual(first.environment);
  await second.close();
  expect(await endpointOf(folder, process.pid, 0)).toBeDefined();
  await first.close();
  expect(await endpointOf(folder, process.pid, 0)).toBeUndefined();
});

it("comes back where it was, so that an environment printed before still holds", async () => {
  const folder = temporaryFolder();
  const first = await openSandbox({ folder });
  await first.close();
  const again = await opened(folder);
  expect(again.attached).toBe(false);
  expect(again.environment).toEqual(first.environment);
});

it("is taken over from a process that was killed", async () => {
  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "lock"), String(spawnSync(process.execPath, ["-e", ""]).pid));
  expect((await opened(folder)).attached).toBe(false);
});

it("finds what a killed create left behind, for the one who runs it and for those who use it", async () => {
  const folder = temporaryFolder();
  const [first, second] = [await opened(folder), await opened(folder)];
  expect(first.find(bucket, { bucket: "acme-audit" })).toBeUndefined();
  leaveBucket(folder, "acme-audit");
  for (const sandbox of [first, second])
    expect(sandbox.find(bucket, { bucket: "acme-audit" })).toBe("acme-audit");
  expect(first.find("aws:s3/unheard:Of", {})).toBeUndefined();
});

it("has a stand-in for each provider plugin that prints its port and stays until it is killed", async () => {
  const folder = temporaryFolder();
  const { environment } = await opened(folder);
  const plugins = join(folder, "home", "plugins");
  expect(readdirSync(plugins).sort()).toEqual([
    "resource-aws-v7.48.0",
    "resource-azure-native-v3.28.0",
    "resource-doppler-v0.9.0",
    "resource-github-v6.15.0",
    "resource-vercel-v5.4.1",
  ]);
  const launched = spawn(join(plugins, "resource-aws-v7.48.0", "pulumi-resource-aws"));
  const [line] = await once(launched.stdout, "data");
  expect(environment["PULUMI_DEBUG_PROVIDERS"]).toContain(`aws:${String(line).trim()},`);
  expect(launched.exitCode).toBeNull();
  launched.kill();
  await once(launched, "exit");
});

it("lets the engine use a published GitHub plugin, and leaves that file as it is afterwards", async () => {
  const folder = temporaryFolder();
  const plugin = join(temporaryFolder(), "pulumi-resource-github");
  writeFileSync(plugin, "a published plugin");
  const sandbox = await openSandbox({ folder, githubPlugin: plugin });
  const launcher = join(folder, "home", "plugins", "resource-github-v6.15.0", "pulumi-resource-github");
  expect(sandbox.environment["PULUMI_DEBUG_PROVIDERS"]).not.toContain("github");
  expect(readFileSync(launcher, "utf8")).toBe("a published plugin");
  await sandbox.close();

  const again = await opened(folder);
  expect(again.environment["PULUMI_DEBUG_PROVIDERS"]).toContain("github:");
  expect(readFileSync(launcher, "utf8")).toMatch(/^#!\/bin\/sh/);
  expect(readFileSync(plugin, "utf8")).toBe("a published plugin");
});
