import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import type { Contract } from "../../../pipeline/contract/contract.ts";
import { matchesPath } from "../../../pipeline/guard/pattern.ts";
import { ask, type Said } from "../cli/ask.ts";
import { openHostile, tells, type World } from "../cli/hostile.ts";
import { contract } from "../world.ts";

/** What the settings of the first specification protect; they are the project's own. */
const { protection } = z
  .object({
    config: z.object({
      protection: z.object({
        value: z.object({
          protectedPaths: z.array(z.object({ paths: z.array(z.string()), label: z.string() })),
          dependencyFreeze: z.array(z.object({ manifest: z.string(), lock: z.string(), label: z.string() })),
        }),
      }),
    }),
  })
  .transform(({ config }) => ({ protection: config.protection.value }))
  .parse(parse(readFileSync(new URL("../../../Pulumi.yaml", import.meta.url), "utf8")));

const [core] = protection.protectedPaths;
const rules: Contract = {
  ...contract,
  protection: {
    protectedPaths: protection.protectedPaths.map(({ paths, label }) => ({ paths, label })),
    dependencyFreeze: protection.dependencyFreeze,
  },
};

let world: World;
let main: string;
beforeAll(async () => {
  world = await openHostile();
});
afterAll(() => world.close());

const refs = () => world.sandbox.cloud.read().repositories.find(({ name }) => name === "app")?.git.refs ?? {};
const tip = (branch: string) => refs()[`refs/heads/${branch}`] ?? "";

let count = 0;

/** A branch of its own with these files; null removes one. @returns its tip. */
async function commit(
  files: Record<string, string | null>,
  login = "dora",
): Promise<{ branch: string; head: string }> {
  const branch = `change-${++count}`;
  await world.send(login, "POST", "/git/refs", { ref: `refs/heads/${branch}`, sha: tip("main") });
  const tree = z.object({ sha: z.string() }).parse(
    await world.send(login, "POST", "/git/trees", {
      base_tree: tip(branch),
      tree: Object.entries(files).map(([path, content]) => ({
        path,
        mode: "100644",
        type: "blob",
        ...(content === null ? { sha: null } : { content }),
      })),
    }),
  );
  const made = z.object({ sha: z.string() }).parse(
    await world.send(login, "POST", "/git/commits", {
      message: "Change",
      tree: tree.sha,
      parents: [tip(branch)],
    }),
  );
  await world.send(login, "PATCH", `/git/refs/heads/${branch}`, { sha: made.sha });
  return { branch, head: made.sha };
}

async function open(branch: string, login = "dora"): Promise<number> {
  const answer = await world.send(login, "POST", "/pulls", { title: branch, head: branch, base: "main" });
  return z.object({ number: z.int() }).parse(answer).number;
}

async function merge(number: number, method = "squash"): Promise<string> {
  const answer = await world.send("olga", "PUT", `/pulls/${number}/merge`, { merge_method: method });
  return z.object({ sha: z.string() }).parse(answer).sha;
}

const at = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();

/** Labels as the timeline tells them; the sandbox has no labels on pull requests. */
function labelled(
  number: number,
  by: string | null,
  { label = "approved-core-change", when = at(-60) } = {},
): void {
  world.lies.push(
    tells(`/issues/${number}/labels`, [{ name: label }]),
    tells(`/issues/${number}/timeline`, [
      { event: "labeled", actor: { login: "terry" }, created_at: at(-300), label: { name: label } },
      { event: "unlabeled", actor: { login: "terry" }, created_at: at(-200), label: { name: label } },
      { event: "commented", actor: null, body: "So be it" },
      {
        event: "labeled",
        actor: by === null ? null : { login: by },
        created_at: when,
        label: { name: label },
      },
    ]),
  );
}

const unlabelled = (number: number) => {
  world.lies.push(tells(`/issues/${number}/labels`, []), tells(`/issues/${number}/timeline`, []));
};

const environment = (event: string) => ({
  GITHUB_API_URL: world.url,
  GITHUB_TOKEN: world.token,
  GITHUB_EVENT_NAME: event,
  GITHUB_REF_NAME: "main",
  GITHUB_SHA: tip("main"),
});

const onPull = (rule: string, number: number, head: string, own = rules): Promise<Said> =>
  ask(["guard", "--rule", rule, "--record", "{record}"], {
    contract: own,
    environment: environment("pull_request"),
    event: { pull_request: { number, base: { ref: "main", sha: tip("main") }, head: { sha: head } } },
  });

const onPush = (rule: string, before: string, after: string, own = rules): Promise<Said> =>
  ask(["guard", "--rule", rule, "--record", "{record}"], {
    contract: own,
    environment: environment("push"),
    event: { before, after, ref: "refs/heads/main" },
  });

beforeEach(() => {
  world.lies.length = 0;
  main = tip("main");
});

const guarded = "backend/app/core/engine.py";

it("S000-GUARD-02: exactly six globs, one sample under each, and not the API", () => {
  const samples = [
    "backend/app/core/a.py",
    "backend/app/security/b/c.py",
    "backend/app/database/d.py",
    "backend/app/services/payments.py",
    "backend/app/guardian/e.py",
    "backend/app/db/migrations/001.sql",
  ];
  expect(core?.paths).toEqual([
    "backend/app/core/**",
    "backend/app/security/**",
    "backend/app/database/**",
    "backend/app/services/payments**",
    "backend/app/guardian/**",
    "backend/app/db/migrations/**",
  ]);
  const judged = [...samples, "backend/app/api/f.py"].map((path) =>
    core?.paths.some((one) => matchesPath(one, path)),
  );
  expect(judged).toEqual([true, true, true, true, true, true, false]);
});

describe("S000-GUARD-01: a pull request that touches a protected path (attacked)", () => {
  it("is refused without the label, and may stand with it", async () => {
    const { branch, head } = await commit({ [guarded]: "x = 1\n" });
    const number = await open(branch);
    unlabelled(number);
    const refused = await onPull("protected-paths", number, head);
    expect([refused.code, refused.output]).toEqual([1, "verdict=no\n"]);
    expect(refused.out).toContain(`#${number} changes ${guarded} and has no label approved-core-change.`);
    labelled(number, "tess");
    const taken = await onPull("protected-paths", number, head);
    expect(taken.err).toBe("");
    expect(taken.code).toBe(0);
  });

  it.each([
    ["its author", "dora", "who wrote it"],
    ["somebody who may triage and not write", "mallory", "who may not write here (read)"],
    ["somebody whom GitHub does not name", null, "whom GitHub does not name"],
  ])("the label set by %s does not count", async (_, by, words) => {
    const { branch, head } = await commit({ [guarded]: "x = 2\n" });
    const number = await open(branch);
    labelled(number, by);
    const said = await onPull("protected-paths", number, head);
    expect(said.code).toBe(1);
    expect(said.out).toContain(words);
  });

  it("the label counts by who set it last, and only of the role that owns the path", async () => {
    const owned: Contract = {
      ...rules,
      protection: {
        ...rules.protection,
        protectedPaths: [{ paths: core?.paths ?? [], label: "approved-core-change", owners: "tech-lead" }],
      },
    };
    const { branch, head } = await commit({ [guarded]: "x = 3\n" });
    const number = await open(branch);
    labelled(number, "quinn");
    expect((await onPull("protected-paths", number, head, owned)).out).toContain("does not hold tech-lead");
    labelled(number, "tess");
    expect((await onPull("protected-paths", number, head, owned)).code).toBe(0);
  });

  it.each<[string, Record<string, string | null>]>([
    ["removes", { "backend/app/security/keys.py": null }],
    ["moves out", { "backend/app/security/keys.py": null, "backend/app/api/keys.py": "k = 1\n" }],
  ])("one that %s a protected file touches it, too", async (_, files) => {
    world.lies.length = 0;
    const first = await commit({ "backend/app/security/keys.py": "k = 1\n" });
    await merge(await open(first.branch));
    const { branch, head } = await commit(files);
    const number = await open(branch);
    unlabelled(number);
    expect((await onPull("protected-paths", number, head)).code).toBe(1);
  });

  it("what the base has got since is none of its changes", async () => {
    const { branch, head } = await commit({ "docs/a.md": "a" });
    const number = await open(branch);
    const other = await commit({ [guarded]: "x = 9\n" });
    await merge(await open(other.branch));
    unlabelled(number);
    expect((await onPull("protected-paths", number, head)).code).toBe(0);
  });

  it("replays byte for byte, by itself", async () => {
    const { branch, head } = await commit({ [guarded]: "x = 4\n" });
    const number = await open(branch);
    unlabelled(number);
    const { record = "" } = await onPull("protected-paths", number, head);
    const { replay } = await import("../../../pipeline/gate/record.ts");
    expect(replay(record)).toMatchObject({ same: true, differences: [] });
    expect(replay(record.replace('"author":"dora"', '"author":"dana"'))).toMatchObject({ same: false });
  });
});

describe("a push to main (attacked)", () => {
  const found = (sha: string, pulls: readonly object[]) =>
    world.lies.push(tells(`/commits/${sha}/pulls`, pulls));
  const pull = (number: number, sha: string, change: object = {}) => ({
    number,
    merged_at: at(-30),
    merge_commit_sha: sha,
    base: { ref: "main" },
    ...change,
  });

  async function pushed(files: Record<string, string>): Promise<{ number: number; sha: string }> {
    const { branch } = await commit(files);
    const number = await open(branch);
    const sha = await merge(number);
    return { number, sha };
  }

  it("takes what came by a merged pull request with its label", async () => {
    const { number, sha } = await pushed({ [guarded]: `x = ${count}\n` });
    found(sha, [pull(number, sha)]);
    labelled(number, "tess");
    expect((await onPush("protected-paths", main, sha)).code).toBe(0);
  });

  it("that came by none is refused, and so is one whose pull request did not bring it", async () => {
    const { number, sha } = await pushed({ [guarded]: `x = ${count}\n` });
    found(sha, []);
    const said = await onPush("protected-paths", main, sha);
    expect(said.code).toBe(1);
    expect(said.out).toContain("came by no merged pull request");
    for (const change of [
      { merged_at: null },
      { base: { ref: "develop" } },
      { merge_commit_sha: "9".repeat(40) },
    ]) {
      found(sha, [pull(number, sha, change)]);
      labelled(number, "tess");
      expect((await onPush("protected-paths", main, sha)).code).toBe(1);
    }
  });

  it("whose label was set after the merge is refused", async () => {
    const { number, sha } = await pushed({ [guarded]: `x = ${count}\n` });
    found(sha, [pull(number, sha)]);
    labelled(number, "tess", { when: at(+60) });
    const said = await onPush("protected-paths", main, sha);
    expect(said.code).toBe(1);
    expect(said.out).toContain("after it was merged");
  });

  it("one labelled change does not carry another without", async () => {
    const one = await pushed({ [guarded]: `x = ${count}\n` });
    const two = await pushed({ "backend/app/guardian/g.py": `g = ${count}\n` });
    found(one.sha, [pull(one.number, one.sha)]);
    found(two.sha, [pull(two.number, two.sha)]);
    labelled(one.number, "tess");
    unlabelled(two.number);
    const said = await onPush("protected-paths", main, two.sha);
    expect(said.code).toBe(1);
    expect(said.out).toContain("backend/app/guardian/g.py");
  });

  it("that touches nothing protected asks nobody", async () => {
    const { sha } = await pushed({ "docs/b.md": String(count) });
    expect((await onPush("protected-paths", main, sha)).code).toBe(0);
  });

  it("GitHub that does not tell opens nothing", async () => {
    const { sha } = await pushed({ [guarded]: `x = ${count}\n` });
    found(sha, []);
    world.lies.push(tells(`/commits/${sha}/pulls`, { message: "Server Error" }, 500));
    expect((await onPush("protected-paths", main, sha)).code).toBe(3);
    world.lies.push(tells(`/git/trees/${sha}`, { tree: [], truncated: true }));
    expect((await onPush("protected-paths", main, sha)).code).toBe(3);
  });
});

describe("dependencies that are frozen (attacked)", () => {
  const manifest = "backend/requirements.txt";
  const lock = "backend/requirements.lock";
  const approved = "approved-dependency-upgrade";
  const judged = async (files: Record<string, string | null>, by: string | null | undefined) => {
    const { branch, head } = await commit(files);
    const number = await open(branch);
    if (by === undefined) unlabelled(number);
    else labelled(number, by, { label: approved });
    return onPull("dependency-freeze", number, head);
  };
  const pinned = { [manifest]: "fastapi==0.110.0\n", [lock]: "fastapi==0.110.0\n" };

  it("nothing is wrong while there are none", async () => {
    expect((await judged({ "docs/c.md": "c" }, undefined)).code).toBe(0);
  });

  it.each([[manifest], [lock]])("S000-DEPF-03: a change of %s needs the label", async (path) => {
    await merge(await open((await commit(pinned)).branch));
    const next = { ...pinned, [path]: `# ${count}\nfastapi==0.110.0\n` };
    expect((await judged(next, undefined)).code).toBe(1);
    expect((await judged(next, "tess")).code).toBe(0);
    expect((await judged(next, "dora")).code).toBe(1);
  });

  it.each([
    ["unpinned", "fastapi\n"],
    ["ranged", "fastapi>=0.110\n"],
    ["an address", "git+https://example.com/x.git\n"],
  ])("S000-DEPF-01: %s is refused whatever the label", async (_, text) => {
    const said = await judged({ ...pinned, [manifest]: text }, "tess");
    expect(said.code).toBe(1);
    expect(said.out).toContain("is not pinned as name==version");
  });

  it.each([
    ["S000-DEPF-04: without a lock", { ...pinned, [lock]: null }, "has no backend/requirements.lock"],
    [
      "S000-DEPF-04: a stale lock",
      { ...pinned, [lock]: "fastapi==0.109.0\n" },
      "fastapi is 0.110.0, and 0.109.0 in the lock",
    ],
    [
      "S000-DEPF-02: one package more in the lock",
      { ...pinned, [lock]: "fastapi==0.110.0\nx==1\n" },
      "x 1 is in the lock alone",
    ],
  ])("%s it is refused whatever the label", async (_, files, words) => {
    await merge(
      await open((await commit({ ...pinned, [manifest]: `# ${count}\nfastapi==0.110.0\n` })).branch),
    );
    const said = await judged(files, "tess");
    expect(said.code).toBe(1);
    expect(said.out).toContain(words);
  });
});

it("lockfiles: out of step is refused, with what mends it", async () => {
  const { branch, head } = await commit({
    "web/package.json": '{"dependencies":{"zod":"4"}}',
    "web/package-lock.json": '{"lockfileVersion":3,"packages":{"":{}}}',
  });
  const said = await onPull("lockfiles", await open(branch), head);
  expect(said.code).toBe(1);
  expect(said.out).toContain(
    "web/package-lock.json is out of step: web/package.json: zod 4 is not in the lock",
  );
  expect(said.out).toContain("npm install --package-lock-only");
});

it("any other event is judged by the run's own commit", async () => {
  const { branch, head } = await commit({ [guarded]: `x = ${count}\n` });
  const said = await ask(["guard", "--rule", "protected-paths"], {
    contract: rules,
    environment: { ...environment("workflow_dispatch"), GITHUB_SHA: head, GITHUB_REF_NAME: branch },
  });
  world.lies.push(tells(`/commits/${head}/pulls`, []));
  const again = await ask(["guard", "--rule", "protected-paths"], {
    contract: rules,
    environment: { ...environment("workflow_dispatch"), GITHUB_SHA: head, GITHUB_REF_NAME: branch },
  });
  expect([said.code, again.code]).toEqual([3, 1]);
});

it.each([
  [["--rule", "nothing"], '--rule is "nothing". Allowed: protected-paths, dependency-freeze, lockfiles.'],
  [["--rule", "lockfiles", "--base", "main"], '--base is "main". Allowed: a commit\'s full SHA'],
  [[], "guard needs --rule"],
])("wrong use: %j", async (args, words) => {
  const said = await ask(["guard", ...args], {
    contract: rules,
    environment: environment("pull_request"),
    event: { pull_request: { number: 1, base: { ref: "main", sha: main }, head: { sha: main } } },
  });
  expect(said.code).toBe(2);
  expect(said.err).toContain(words);
});
