import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect, inject, it, onTestFinished } from "vitest";
import { serveProvider } from "../../../sandbox/protocol/server.ts";
import { openers } from "../../sandbox/accounts.ts";
import { temporaryFolder } from "../../sandbox/cloud.ts";
import { marker } from "./backend.ts";

const program = `
import { Config } from "@pulumi/pulumi";
import { AzureFunctions } from ${JSON.stringify(resolve("components/services/azure-functions/index.ts"))};
import { backend, small } from ${JSON.stringify(resolve("test/components/services/backend.ts"))};

const config = new Config();
const budget = { monthlyAmount: 100, startDate: config.require("from"), emails: ["a@app.example"], thresholdsPercent: [80] };
new AzureFunctions("premium", backend({ budget }));
new AzureFunctions("full", backend({ service: "app-stg", sku: "Y1", profile: { ...small, monitoring: "full" }, environment: "staging" }));
`;

async function project() {
  const folder = temporaryFolder();
  const clouds = join(folder, "clouds");
  const served = await serveProvider(openers["azure-native"](clouds));
  onTestFinished(() => served.close());
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
    PULUMI_DEBUG_PROVIDERS: `${served.name}:${served.port}`,
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

it("the real engine takes backends up, repeats without change, and keeps secret and vault", {
  timeout: 180_000,
}, async () => {
  const { pulumi, clouds } = await project();
  await pulumi("stack init dev");
  await pulumi("config set from 2026-01-01");
  await pulumi("up --yes --skip-preview");
  await pulumi("preview --refresh --expect-no-changes");

  expect(await pulumi("stack export")).not.toContain(marker);
  expect(readFileSync(join(clouds, "azure-native.json"), "utf8")).not.toContain(marker);

  await pulumi("config set from 2026-02-01");
  expect(await pulumi("up --yes --skip-preview")).toMatch(/\+-? ?1 replaced/);
  await pulumi("preview --expect-no-changes");

  await expect(pulumi("destroy --yes --skip-preview")).rejects.toMatchObject({
    stdout: expect.stringMatching(/premium-vault[\s\S]*protected/),
  });
});
