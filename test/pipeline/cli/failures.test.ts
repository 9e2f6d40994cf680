import { existsSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { contract, release } from "../world.ts";
import { ask, type Said } from "./ask.ts";
import { type Lie, openHostile, type World } from "./hostile.ts";

let world: World;
beforeAll(async () => {
  world = await openHostile();
});
afterAll(() => world.close());
beforeEach(() => {
  world.lies.length = 0;
  world.asked.length = 0;
});

const judge = (change: Record<string, string> = {}, args: readonly string[] = []): Promise<Said> =>
  ask(["approvals", "--environment", "production", "--sha", release, ...args], {
    contract,
    environment: {
      GITHUB_API_URL: world.url,
      GITHUB_TOKEN: world.token,
      GITHUB_RUN_ID: "700",
      GITHUB_RUN_ATTEMPT: "1",
      ...change,
    },
  });

/** One message, no stack, nothing of a secret. */
function expectOneMessage(said: Said): void {
  const all = said.out + said.err + said.summary;
  expect(all).not.toMatch(/\n\s+at .*:\d+:\d+/);
  expect(all).not.toContain(world.token);
}

const refuse = (status: number, message: string, headers: Record<string, string> = {}): Lie => {
  return () => ({ status, body: { message }, headers });
};

describe("GitHub fails, and nothing opens", () => {
  it("an expired token is said once, with what to do", async () => {
    const said = await judge({ GITHUB_TOKEN: "ghs_000000000000000000000000000000000000" });
    expect(said.code).toBe(3);
    expect(said.err).toBe(
      "GitHub answered 401 to GET /repos/{owner}/{repo}/actions/runs/{run_id}/attempts/{attempt_number} of acme/app: " +
        "Bad credentials. The token is wrong or has ended: put a valid one into GITHUB_TOKEN.\n",
    );
    expect(said.out).toBe("");
    expectOneMessage(said);
  });

  it.each<[string, Lie, string, number]>([
    ["403", refuse(403, "Resource not accessible by integration"), "The token may not do that", 1],
    ["404", refuse(404, "Not Found"), "Either it does not exist or the token cannot see it", 1],
    [
      "429 with Retry-After",
      refuse(429, "Too many requests", { "retry-after": "2" }),
      "rate limit ends at",
      4,
    ],
    [
      "429 that asks for an hour",
      refuse(429, "Too many requests", { "retry-after": "3600" }),
      "run again then",
      1,
    ],
    ["500", refuse(500, "Server Error"), "GitHub answered 500", 4],
    [
      "an answer that is not GitHub's",
      () => ({ status: 200, body: { hello: "world" } }),
      "is not GitHub's",
      1,
    ],
  ])("%s", async (_, lie, words, tries) => {
    world.lies.push(lie);
    const said = await judge();
    expect(said.code).toBe(3);
    expect(said.out).toContain(words);
    expect(said.out).toMatch(/^COULD NOT TELL: /);
    expect(said.output).toBe("verdict=unknown\n");
    // The first question is asked so often; the others do not wait on what it says.
    const first = world.asked[0];
    expect(world.asked.filter((one) => one === first)).toHaveLength(tries);
    expectOneMessage(said);
  });

  it("429 once, and then an answer: it goes on", async () => {
    let times = 0;
    world.lies.push(({ path }) =>
      path.startsWith("/orgs/acme/teams/tech-leads") && times++ === 0
        ? { status: 429, body: { message: "Too many requests" }, headers: { "retry-after": "1" } }
        : undefined,
    );
    const said = await judge();
    expect(world.asked.filter((one) => one.includes("/teams/tech-leads/members"))).toHaveLength(2);
    expect(said.code).toBe(3);
  });

  it("half a response", async () => {
    world.lies.push(() => ({ status: 200, body: { id: 700, run_attempt: 1, event: "push" }, half: true }));
    const said = await judge();
    expect(said.code).toBe(3);
    expect(said.out).toContain("is not GitHub's");
    expectOneMessage(said);
  });

  it("nobody there", async () => {
    const said = await judge({ GITHUB_API_URL: "http://127.0.0.1:9" });
    expect(said.code).toBe(3);
    expect(said.err).toContain("Check the network");
    expectOneMessage(said);
  });
});

describe("a wrong place", () => {
  it.each<[string, Record<string, string>, readonly string[], string]>([
    ["no token", { GITHUB_TOKEN: "" }, [], "GITHUB_TOKEN is not set"],
    ["no run", { GITHUB_RUN_ID: "" }, [], 'GITHUB_RUN_ID is ""'],
    [
      "another repository",
      { GITHUB_REPOSITORY: "acme/other" },
      [],
      "is of acme/app, and this job runs in acme/other",
    ],
    ["no contract", {}, ["--contract", "{folder}/none.json"], "There is no contract to decide by"],
    ["an unknown option", {}, ["--now", "2027-01-01T00:00:00Z"], "Unknown option '--now'"],
    [
      "an unknown environment",
      {},
      ["--environment", "moon"],
      'The contract has no environment "moon". Allowed: development, production, staging.',
    ],
    ["an option without its value", {}, ["--record"], "--record"],
  ])("%s exits 2 with one message", async (_, environment, args, words) => {
    const said = await judge(environment, args);
    expect(said.code).toBe(2);
    expect(said.err).toContain(words);
    expect(said.out).toBe("");
    expectOneMessage(said);
  });
});

describe("a full disk", () => {
  it.runIf(existsSync("/dev/full"))("a decision that cannot be kept is none", async () => {
    const said = await judge({}, ["--record", "/dev/full"]);
    expect(said.code).toBe(3);
    expect(said.err).toContain("The decision could not be recorded in /dev/full: ENOSPC");
    expect([said.out, said.output]).toEqual(["", ""]);
  });

  it.runIf(existsSync("/dev/full"))(
    "a summary that cannot be written is a warning, and decides nothing",
    async () => {
      const said = await judge({ GITHUB_STEP_SUMMARY: "/dev/full" });
      expect(said.err).toContain("Warning: GITHUB_STEP_SUMMARY could not be written: ENOSPC");
      expect(said.output).toBe("verdict=unknown\n");
    },
  );
});

it("secrets are masked wherever they turn up, however they are escaped", async () => {
  const secret = 'zz_top*"with`signs\\and_more';
  world.lies.push(refuse(403, `you sent ${secret}`));
  for (const json of [[], ["--json"]]) {
    const said = await judge({ APP_PASSWORD: secret }, ["--record", "{record}", ...json]);
    expect(said.code).toBe(3);
    for (const text of [said.out, said.err, said.summary, said.record ?? ""]) {
      expect(text).not.toContain("zz_top");
      expect(text).not.toContain("and_more");
    }
    expect(said.out).toContain("***");
  }
});

it("--json is one document, also where it fails", async () => {
  const good = await judge({}, ["--json"]);
  expect(JSON.parse(good.out)).toMatchObject({ decision: 1, command: "approvals", verdict: "unknown" });
  const bad = await judge({ GITHUB_TOKEN: "" }, ["--json"]);
  expect(JSON.parse(bad.out)).toEqual({ error: bad.err.trim(), exit: 2 });
});

it("a person who looks for a fault gets the stack by GitHub's own switch, and nobody else", async () => {
  expect((await judge({ GITHUB_TOKEN: "" })).err).not.toMatch(/\n\s+at /);
  expect((await judge({ GITHUB_TOKEN: "", RUNNER_DEBUG: "1" })).err).toMatch(/\n\s+at /);
});
