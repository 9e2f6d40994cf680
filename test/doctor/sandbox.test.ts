import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { z } from "zod";
import { type Account, openSandbox, readAccount } from "../../sandbox/index.ts";
import { openSession } from "../../start/engine/session.ts";
import { contentsOf, layOut, type Place } from "../e2e/harness.ts";
import { diagnosisIn, doctor, type Run } from "./run.ts";

const places: Place[] = [];
afterAll(() => {
  for (const place of places) place.remove();
});

function place(): Place {
  const made = layOut();
  places.push(made);
  return made;
}

/** A sandbox in which nothing was declared yet. */
async function accounts(change: (account: Account) => void): Promise<Place> {
  const made = place();
  const account = readAccount();
  change(account);
  await (await openSandbox({ folder: made.folder, account })).close();
  return made;
}

async function putUp({ config, folder }: Place, stacks: readonly string[]): Promise<void> {
  const session = await openSession(inject("engine"), { config, folder });
  try {
    for (const name of stacks) await (await session.open(name)).up({ color: "never" });
  } finally {
    await session.close();
  }
}

/** Everything that the clouds, Pulumi and the project's files hold, byte by byte. */
function everything({ folder, config }: Place): Record<string, string> {
  const kept = Object.entries(contentsOf(folder)).filter(([file]) => /^\/(clouds|state)\//.test(file));
  return Object.fromEntries([...kept, ...settingsOf(config)]);
}

const tokens = z.looseObject({ tokens: z.array(z.looseObject({ readOnly: z.boolean().optional() })) });

/** The one thing that an app's credential makes at GitHub: a token that can only read, and ends after an hour. */
function withoutReadingTokens(all: Record<string, string>): Record<string, string> {
  const file = "/clouds/github.json";
  const state = tokens.parse(JSON.parse(all[file] ?? ""));
  const kept = state.tokens.filter(({ readOnly }) => !readOnly);
  return { ...all, [file]: JSON.stringify({ ...state, tokens: kept }) };
}

const settingsOf = (config: string) =>
  ["", ".shared", ".development", ".staging", ".production"].map(
    (name) => [name, readFileSync(join(config, `Pulumi${name}.yaml`), "utf8")] as const,
  );

/** Doctor's diagnosis of a place, which must be the same place afterwards. */
async function examined(
  of: Place,
  environment: NodeJS.ProcessEnv = {},
  look: (all: Record<string, string>) => Record<string, string> = (all) => all,
) {
  const before = look(everything(of));
  const run = await doctor(["--config", of.config, "--sandbox", of.folder, "--json"], environment);
  expect(look(everything(of))).toEqual(before);
  const diagnosis = diagnosisIn(run);
  expect(run.exitCode).toBe(diagnosis.exitCode);
  return { run, ...diagnosis };
}

const expectNoSecret = ({ stdout, stderr }: Run, { folder }: Place) => {
  const secrets = z
    .object({ secrets: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.string()))) })
    .parse(JSON.parse(readFileSync(join(folder, "clouds", "doppler.json"), "utf8"))).secrets;
  const values = Object.values(secrets).flatMap((configs) => Object.values(configs).flatMap(Object.values));
  expect(values.length).toBeGreaterThan(10);
  for (const value of values) expect(stdout + stderr).not.toContain(value);
};

describe("an empty account", { timeout: 90_000 }, () => {
  it("needs its repository first, and no later step is done by chance", async () => {
    const empty = await accounts((account) => {
      account.github.repositories = {};
      account.github.teams = {};
      account.doppler.projects = {};
      account.aws.hostedZones = [];
    });
    const { exitCode, nextStep, verdict, states } = await examined(empty);
    expect({ exitCode, nextStep }).toEqual({ exitCode: 1, nextStep: "repository" });
    expect(verdict).toBe("Next step: Application repository (repository).");
    expect(states).toMatchObject({
      "github-plan": "done",
      repository: "missing",
      teams: "missing",
      "dns-zone": "missing",
      "doppler-project": "missing",
      "doppler-integration": "unknown",
      "stack-shared": "missing",
      rulesets: "missing",
      environments: "missing",
      "ci-identities": "missing",
    });
  });

  it("needs what is wrong before what comes after it", async () => {
    const lesser = await accounts((account) => {
      account.github.plan = "team";
      account.github.teams = { ...account.github.teams, "release-approvers": [] };
    });
    const { nextStep, steps } = await examined(lesser);
    expect(nextStep).toBe("github-plan");
    expect(steps.find(({ id }) => id === "teams")?.found).toContain("nobody could ever approve");
  });

  it("needs an app's missing permissions by name", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const withApp = await accounts((account) => {
      account.github.apps = [
        {
          id: 7,
          slug: "road",
          publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
          installationId: 70,
          permissions: { metadata: "read", administration: "read" },
          suspended: false,
        },
      ];
    });
    const configured = join(withApp.config, "Pulumi.yaml");
    writeFileSync(
      configured,
      readFileSync(configured, "utf8").replace(/^config:\n/m, "config:\n  github:appAuth:\n    value: {}\n"),
    );
    const app = {
      GITHUB_APP_ID: "7",
      GITHUB_APP_INSTALLATION_ID: "70",
      GITHUB_APP_PEM_FILE: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    };
    const { nextStep, steps } = await examined(withApp, app, withoutReadingTokens);
    expect(nextStep).toBe("github-access");
    expect(steps.find(({ id }) => id === "github-access")?.found).toMatch(
      /^the app lacks administration: write, actions: write/,
    );
  });
});

const githubState = z.looseObject({
  repositories: z.array(
    z.looseObject({ environments: z.array(z.looseObject({ reviewers: z.array(z.unknown()) })) }),
  ),
});

describe("an account on its way", { timeout: 90_000 }, () => {
  let way: Place;
  beforeAll(() => {
    way = place();
  });

  it("needs the shared stack when every account is ready", async () => {
    await (await openSandbox({ folder: way.folder })).close();
    const { exitCode, nextStep, steps } = await examined(way);
    expect({ exitCode, nextStep }).toEqual({ exitCode: 1, nextStep: "stack-shared" });
    expect(steps.find(({ id }) => id === "stack-shared")?.next).toBe("npm start -- --stack shared");
  });

  it("needs the first environment when the shared stack is up", { timeout: 180_000 }, async () => {
    await putUp(way, ["shared"]);
    const { exitCode, nextStep, states, steps } = await examined(way);
    expect({ exitCode, nextStep }).toEqual({ exitCode: 1, nextStep: "environments" });
    expect(states).toMatchObject({ "stack-shared": "done", rulesets: "done", "aws-oidc": "done" });
    expect(steps.find(({ id }) => id === "environments")?.next).toBe("npm start -- --stack development");
  });

  it("needs nothing when all stacks are up, and shows no secret", { timeout: 400_000 }, async () => {
    await putUp(way, ["development", "staging", "production"]);
    const { run, exitCode, verdict, states } = await examined(way);
    expect(Object.entries(states).filter(([, state]) => state !== "done")).toEqual([]);
    expect({ exitCode, verdict }).toEqual({
      exitCode: 0,
      verdict: "Nothing is missing: all 18 steps are done.",
    });
    expectNoSecret(run, way);
  });

  it("sees a reviewer that somebody took away at GitHub, which the provider's refresh does not", async () => {
    const file = join(way.folder, "clouds", "github.json");
    const state = githubState.parse(JSON.parse(readFileSync(file, "utf8")));
    for (const one of state.repositories.flatMap(({ environments }) => environments)) one.reviewers = [];
    writeFileSync(file, JSON.stringify(state));
    const { exitCode, nextStep, steps } = await examined(way);
    expect({ exitCode, nextStep }).toEqual({ exitCode: 1, nextStep: "environments" });
    expect(steps.find(({ id }) => id === "environments")).toMatchObject({
      state: "wrong",
      found: expect.stringContaining("environment production lacks a required reviewer"),
    });
  });

  it("is told to people with the verdict first, progress apart from it", async () => {
    const { exitCode, stdout, stderr } = await doctor(["--config", way.config, "--sandbox", way.folder]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^Next step: mend "Environments are up" \(environments\)\.\n/);
    expect(stdout).not.toContain("\u001b");
    expect(stderr).toMatch(/^✓ reading the accounts .* 18 steps looked at, nothing changed\n$/);
  });
});

describe("wrong use", { timeout: 60_000 }, () => {
  it("is an option that does not exist, told once and in JSON where that was asked for", async () => {
    const mistyped = await doctor(["--sandbx"]);
    expect(mistyped).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining("--sandbx") });
    const json = await doctor(["--sandbx", "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      exitCode: 2,
      message: expect.stringContaining("--sandbx"),
    });
  });

  it("is a folder without a pipeline, or settings that are not sound", async () => {
    const made = place();
    expect(await doctor(["--config", made.root])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/^Settings: there is no Pulumi\.yaml in /),
    });
  });

  it("is a sandbox that is not there: making one would be a change", async () => {
    const made = place();
    mkdirSync(made.folder);
    const { exitCode, stderr } = await doctor(["--config", made.config, "--sandbox", made.folder]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^There is no sandbox in .* npm start makes one/);
    expect(contentsOf(made.folder)).toEqual({});
  });

  it("is a shell that was meant for the sandbox", async () => {
    const { exitCode, stderr } = await doctor([], { PULUMI_DEBUG_PROVIDERS: "github:1" });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("npm run doctor -- --sandbox");
  });

  it("is none of --help, manifest and its page", async () => {
    expect(await doctor(["--help"])).toMatchObject({
      exitCode: 0,
      stderr: "",
      stdout: expect.stringContaining("Exits 0:"),
    });
    const { stdout } = await doctor(["manifest"]);
    expect(JSON.parse(stdout)).toMatchObject({
      public: false,
      default_permissions: { administration: "write" },
    });
    expect((await doctor(["manifest", "--html"])).stdout).toMatch(/^<!doctype html>/);
  });
});
