import { beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { lastGood } from "../../../pipeline/release/commands/last-good.ts";
import { ledgerBranch } from "../../../pipeline/release/last-good.ts";
import { openWorld, type World } from "../../sandbox/github/replay/world.ts";
import { ask } from "../cli/ask.ts";
import { contract, good, old } from "./setting.ts";

let world: World;
beforeEach(async () => {
  world = await openWorld();
  onTestFinished(() => world.close());
});

const run = (...args: string[]) =>
  ask(["last-good", "--environment", "production", ...args], {
    contract,
    commands: [lastGood],
    environment: { GITHUB_API_URL: world.url, GITHUB_TOKEN: world.token },
  });

async function file(branch = ledgerBranch): Promise<unknown> {
  const { status, body } = await world.send(
    "GET",
    `/repos/acme/app/contents/infrastructure/LAST_PROD_DEPLOY.json?ref=${encodeURIComponent(branch)}`,
  );
  if (status !== 200 || typeof body !== "object" || body === null || Array.isArray(body)) return undefined;
  return JSON.parse(Buffer.from(String(body["content"]), "base64").toString());
}

describe("the last good release", () => {
  it("is none yet", async () => {
    const { code, out } = await run();
    expect(code).toBe(1);
    expect(out).toContain("production has no good release yet");
  });

  it("S000-PROD-05: is written as JSON with the SHA and the time, on a branch of its own", async () => {
    expect((await run("--write", "--sha", good)).code).toBe(0);
    expect(await file()).toEqual({ last_good_sha: good, deployed_at: "2027-02-01T15:00:00.000Z" });
    expect(await file("main")).toBeUndefined();
    expect((await run()).out).toContain(`${good} is the last good release`);
  });

  it("S000-PROD-06: keeps its content unless a release is called good", async () => {
    await run("--write", "--sha", old);
    const before = await file();
    // What a failed deployment's job does: it never comes to --write.
    expect((await run()).code).toBe(0);
    expect(await file()).toEqual(before);
    await run("--write", "--sha", good);
    expect(await file()).toMatchObject({ last_good_sha: good });
  });

  it("is written once for one release", async () => {
    await run("--write", "--sha", good);
    const refs = () =>
      world.state().repositories.find(({ name }) => name === "app")?.git.refs[`refs/heads/${ledgerBranch}`];
    const before = refs();
    expect((await run("--write", "--sha", good)).out).toContain("said so already");
    expect(refs()).toBe(before);
  });

  it("is written on top of what another job wrote at the same time", async () => {
    const staging = ask(["last-good", "--environment", "staging", "--write", "--sha", old], {
      contract,
      commands: [lastGood],
      environment: { GITHUB_API_URL: world.url, GITHUB_TOKEN: world.token },
    });
    const both = await Promise.all([staging, run("--write", "--sha", good)]);
    expect(both.map(({ code, err }) => [code, err])).toEqual([
      [0, ""],
      [0, ""],
    ]);
    expect(await file()).toMatchObject({ last_good_sha: good });
  });
});
