import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { restRoot } from "../../../platforms/github/address.ts";
import { openGithub } from "../../../platforms/github/client.ts";
import { waitBefore } from "../../../platforms/github/patience.ts";
import { openWorld, type World } from "../../sandbox/github/replay/world.ts";
import { type Fault, type Faults, openFaults } from "./faults.ts";

let world: World;
let faults: Faults;
let waits: number[];

beforeEach(async () => {
  world = await openWorld();
  faults = await openFaults(world.url);
  waits = [];
});
afterEach(async () => {
  await faults.close();
  await world.close();
});

const at = { owner: "acme", repo: "app" };
const repository = "GET /repos/acme/app";
const name = z.object({ name: z.string() });

function ask(token = world.token) {
  const github = openGithub({
    token,
    baseUrl: faults.url,
    wait: async (seconds) => void waits.push(seconds),
  });
  return github.ask("GET /repos/{owner}/{repo}", at, name);
}

const answers = (status: number, times: number, headers: Record<string, string> = {}): Fault => ({
  on: repository,
  times,
  answer: { status, headers },
});

async function refusal(): Promise<string> {
  return ask().then(
    () => "no refusal",
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

describe("the address", () => {
  it.each([
    [undefined, "https://api.github.com"],
    ["", "https://api.github.com"],
    ["https://api.github.com/", "https://api.github.com"],
    ["https://api.acme.ghe.com", "https://api.acme.ghe.com"],
    ["https://github.acme.example/", "https://github.acme.example/api/v3"],
    ["https://github.acme.example/api/v3/", "https://github.acme.example/api/v3"],
    ["http://127.0.0.1:8080", "http://127.0.0.1:8080/api/v3"],
  ])("of %s is %s", (given, root) => {
    expect(restRoot(given)).toBe(root);
  });

  it.each(["github.com", "ftp://github.com"])("%s is refused with what is allowed", (given) => {
    expect(() => restRoot(given)).toThrow(/GITHUB_BASE_URL is .*must be an http or https address/);
  });
});

describe("a request", () => {
  it("is read by a schema, and an answer that is not GitHub's is named", async () => {
    expect((await ask()).data).toEqual({ name: "app" });
    faults.add(answers(200, 1));
    expect(await refusal()).toMatch(/is not GitHub's: name: .*GITHUB_BASE_URL/);
  });

  it("needs a token", () => {
    expect(() => openGithub({ token: "" })).toThrow("put one into GITHUB_TOKEN");
  });

  it.each([500, 502, 503])("is made again after %i, each time later", async (status) => {
    faults.add(answers(status, 3));
    expect((await ask()).data).toEqual({ name: "app" });
    expect(waits).toEqual([1, 2, 4]);
  });

  it("is made again when the network is cut", async () => {
    faults.add({ on: repository, times: 2, cut: "before" });
    expect((await ask()).data).toEqual({ name: "app" });
    expect(waits).toEqual([1, 2]);
  });

  it("is given up after four tries", async () => {
    faults.add(answers(502, 9));
    expect(await refusal()).toContain("GitHub answered 502 to GET /repos/{owner}/{repo} of acme/app");
    expect(faults.requests).toHaveLength(4);
    faults.clear();
    faults.add({ on: repository, cut: "before" });
    expect(await refusal()).toContain("GitHub gave no answer to GET /repos/{owner}/{repo} of acme/app");
  });

  it.each([
    ["429 with a time", answers(429, 1, { "retry-after": "7" }), 7],
    ["429 without one", answers(429, 1), 60],
    [
      "a secondary rate limit",
      {
        on: repository,
        times: 1,
        answer: { status: 403, message: "You have exceeded a secondary rate limit." },
      },
      60,
    ],
    ["503 with a time", answers(503, 1, { "retry-after": "3" }), 3],
  ] satisfies [string, Fault, number][])("waits as %s asks", async (_, fault, seconds) => {
    faults.add(fault);
    expect((await ask()).data).toEqual({ name: "app" });
    expect(waits).toEqual([seconds]);
  });

  it("does not sit out a long rate limit, and says when it ends", async () => {
    faults.add(answers(403, 9, { "retry-after": "3000" }));
    expect(await refusal()).toMatch(/rate limit ends at \d{4}-\d\d-\d\dT.*Z: run again then/);
    expect([waits, faults.requests.length]).toEqual([[], 1]);
  });

  it.each([
    [401, /answered 401 .*put a valid one into GITHUB_TOKEN/],
    [403, /answered 403 .*give it contents=write on acme\/app/],
    [404, /answered 404 .*give the token access to acme\/app/],
    [422, /answered 422/],
  ])("is refused once with %i, in one message", async (status, words) => {
    faults.add(answers(status, 9, { "x-accepted-github-permissions": "contents=write" }));
    expect(await refusal()).toMatch(words);
    expect([waits, faults.requests.length]).toEqual([[], 1]);
  });

  it("tells what GitHub's own errors say", async () => {
    const github = openGithub({ token: world.token, baseUrl: world.url });
    const pull = { ...at, title: "t", head: "none", base: "main" };
    await expect(github.ask("POST /repos/{owner}/{repo}/pulls", pull, name)).rejects.toThrow(
      "GitHub answered 422 to POST /repos/{owner}/{repo}/pulls of acme/app: Validation Failed: head invalid.",
    );
  });

  it("never shows the token", async () => {
    faults.add(answers(401, 9));
    const error: unknown = await ask("ghp_hidden").catch((one: unknown) => one);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error)) + String(error)).not.toContain(
      "ghp_hidden",
    );
  });
});

describe("patience", () => {
  const limited = (headers: Record<string, string>) => ({ status: 403, reason: "limit", headers });
  const now = Date.parse("2026-01-01T00:00:00Z");

  it("takes the reset of a used up rate limit, and one second more", () => {
    const reset = String(now / 1000 + 30);
    expect(waitBefore(1, limited({ "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset }), now)).toBe(
      31,
    );
    expect(
      waitBefore(1, limited({ "x-ratelimit-remaining": "5", "x-ratelimit-reset": reset }), now),
    ).toBeUndefined();
  });

  it("ends at a wait of two minutes and at four tries", () => {
    expect(waitBefore(1, limited({ "retry-after": "120" }), now)).toBe(120);
    expect(waitBefore(1, limited({ "retry-after": "121" }), now)).toBeUndefined();
    expect(waitBefore(4, limited({ "retry-after": "1" }), now)).toBeUndefined();
  });
});
