import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { openSandbox } from "../../sandbox/index.ts";
import { refreshWorkingCopy } from "../../sandbox/working-copy.ts";
import { filesBelow, layOut, type Place, run } from "./harness.ts";

// Every secret of the configuration gets a value that can be searched for.
const marker = "gatehouse-marker";
const names = [
  "DATABASE_URL",
  "STRIPE_SECRET_KEY",
  "STRIPE_WEBHOOK_SECRET",
  "TWILIO_ACCOUNT_SID",
  "TWILIO_AUTH_TOKEN",
  "GOOGLE_CLIENT_ID",
  "GOOGLE_CLIENT_SECRET",
  "ENCRYPTION_KEY",
  "JWT_SECRET",
  "CLERK_SECRET_KEY",
  "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY",
];
// What stands for the vendors' own stores: a vault and a host hold the values that they are given.
const stores = ["clouds/doppler.json", "clouds/vercel.json"];

let place: Place;

beforeAll(async () => {
  place = layOut();
  const secretValues = {
    ...Object.fromEntries(names.map((name) => [name, `${marker}-${name.toLowerCase()}`])),
    // 32 bytes as base64url, as its format asks.
    ENCRYPTION_KEY: `${marker}-`.padEnd(43, "A"),
  };
  const sandbox = await openSandbox({ folder: place.folder, secretValues });
  await sandbox.close();
});
afterAll(() => place.remove());

it("puts no secret in plain text into state, outputs, logs or report", { timeout: 240_000 }, async () => {
  const { exitCode, stdout, stderr } = await run(place, [
    "--stack",
    "shared",
    "--stack",
    "production",
    "--json",
  ]);
  expect(exitCode, stderr + stdout).toBe(0);
  // The test would say nothing if the values were not where they belong.
  expect(readFileSync(join(place.folder, "clouds", "doppler.json"), "utf8")).toContain(
    `${marker}-jwt_secret`,
  );
  expect(stdout).toContain("JWT_SECRET");

  expect((stdout + stderr).split("\n").filter((line) => line.includes(marker))).toEqual([]);
  const leaks = filesBelow(place.folder).filter((file) => readFileSync(file, "utf8").includes(marker));
  expect(leaks.filter((file) => !stores.some((store) => file.endsWith(store)))).toEqual([]);
});

it("puts none into what the engine prints and logs for people", { timeout: 120_000 }, async () => {
  const engine = inject("engine");
  const sandbox = await openSandbox({ folder: place.folder });
  const args = [
    "preview",
    "--stack",
    "production",
    "--diff",
    "--show-sames",
    "--show-reads",
    "--show-config",
  ];
  // From level 3 on, and with --debug, Pulumi's own SDK logs what it is answered, secret or not: no log for people.
  const logging = ["--verbose", "2", "--logtostderr", "--non-interactive"];
  const environment = {
    ...process.env,
    ...sandbox.environment,
    PATH: [...engine.path, process.env["PATH"]].join(delimiter),
  };
  const cwd = refreshWorkingCopy(place.config, place.folder);
  try {
    const said = await new Promise<string>((done, failed) => {
      execFile(
        engine.command,
        [...args, ...logging],
        { cwd, env: environment, maxBuffer: 2 ** 28 },
        (error, stdout, stderr) => {
          if (error) failed(error);
          else done(stdout + stderr);
        },
      );
    });
    expect(said).toContain("production-frontend-CLERK_SECRET_KEY");
    expect(said.split("\n").filter((line) => line.includes(marker))).toEqual([]);
  } finally {
    await sandbox.close();
  }
});
