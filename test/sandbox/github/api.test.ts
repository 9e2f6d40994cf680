import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Json } from "./replay/recording.ts";
import { openWorld, type World } from "./replay/world.ts";

let world: World;
const app = "/repos/acme/app";

beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());

/** A request in somebody's name. */
const as = (login: string) => {
  const headers = { authorization: `token ${world.issueToken(login)}` };
  return (method: string, path: string, body?: unknown) => world.send(method, path, body, headers);
};

async function must(method: string, path: string, body?: unknown): Promise<Json | undefined> {
  const answer = await world.send(method, path, body);
  expect(
    `${method} ${path}: ${answer.status} ${answer.status >= 400 ? JSON.stringify(answer.body) : ""}`,
  ).toMatch(/: 2/);
  return answer.body;
}

const put = (path: string, message: string, branch = "main") =>
  world.send("PUT", `${app}/contents/${path}`, { message, branch, content: "eA==" });

const main = () => world.state().repositories[0]?.git.refs["refs/heads/main"];

describe("access", () => {
  it.each([
    ["no token", {}],
    ["a token of somebody else", { authorization: "Bearer ghp_other" }],
    ["another scheme", { authorization: "Digest x" }],
  ])("refuses %s", async (_, headers) => {
    const response = await fetch(`${world.url}/api/v3${app}`, { headers });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ message: "Bad credentials" });
  });

  it("takes Bearer, token and Basic, with and without /api/v3", async () => {
    const basic = Buffer.from(`x-access-token:${world.token}`).toString("base64");
    for (const authorization of [`Bearer ${world.token}`, `token ${world.token}`, `Basic ${basic}`]) {
      expect((await fetch(`${world.url}${app}`, { headers: { authorization } })).status).toBe(200);
    }
  });

  it("hides a private repository from an outsider, and keeps settings from a member", async () => {
    world.edit((state) => {
      for (const user of state.users) if (user.login === "carol") user.role = "none";
    });
    expect((await as("carol")("GET", app)).status).toBe(404);
    expect((await as("alice")("GET", app)).status).toBe(200);
    const refused = await as("alice")("PUT", `${app}/environments/production`, {});
    expect(refused.status).toBe(403);
    expect(refused.body).toMatchObject({ message: "Must have admin rights to Repository." });
  });

  it("refuses text that is no JSON with 400", async () => {
    const headers = { authorization: `Bearer ${world.token}` };
    const response = await fetch(`${world.url}${app}`, { method: "PATCH", headers, body: "{" });
    expect(response.status).toBe(400);
  });
});

describe("reads", () => {
  it("answer 304 to the ETag of an unchanged object and 200 after a change", async () => {
    const first = await world.send("GET", app);
    const headers = { "if-none-match": first.headers.get("etag") ?? "" };
    const second = await world.send("GET", app, undefined, headers);
    expect([second.status, second.body]).toEqual([304, undefined]);
    await must("PATCH", app, { description: "changed" });
    expect((await world.send("GET", app, undefined, headers)).status).toBe(200);
  });

  it("come in pages that Link leads through", async () => {
    for (let count = 0; count < 5; count++) await must("POST", `${app}/labels`, { name: `l${count}` });
    const names: Json[] = [];
    let next: string | undefined = `${world.url}/api/v3${app}/labels?per_page=6`;
    let pages = 0;
    while (next) {
      const response: Response = await fetch(next, { headers: { authorization: `Bearer ${world.token}` } });
      const page = z.array(z.json()).parse(await response.json());
      names.push(...page);
      pages += 1;
      next = /<([^>]+)>; rel="next"/.exec(response.headers.get("link") ?? "")?.[1];
    }
    expect([pages, names.length]).toEqual([3, 14]);
  });
});

describe("what a plan lacks", () => {
  const open = async (plan: "free" | "team") => {
    await world.close();
    world = await openWorld(plan);
  };
  const reviewers = { reviewers: [{ type: "User", id: 11 }] };
  const ruleset = { name: "r", enforcement: "active", rules: [] };

  it("required reviewers and wait timers of a private repository need Enterprise", async () => {
    await open("team");
    for (const [body, what] of [
      [reviewers, "required reviewers"],
      [{ wait_timer: 5 }, "wait timer"],
    ] as const) {
      const { status, body: answer } = await world.send("PUT", `${app}/environments/production`, body);
      expect(status).toBe(422);
      expect(answer).toMatchObject({
        message: `Failed to create the environment protection rule. Please ensure the billing plan supports the ${what} protection rule.`,
      });
    }
    expect((await world.send("PUT", `${app}/environments/production`, {})).status).toBe(200);
  });

  it("a public repository has them on every plan", async () => {
    await open("free");
    await must("PATCH", app, { visibility: "public" });
    await must("PUT", `${app}/environments/production`, reviewers);
    await must("POST", `${app}/rulesets`, ruleset);
  });

  it("rulesets of a private repository need Team", async () => {
    await open("free");
    const { status, body } = await world.send("POST", `${app}/rulesets`, ruleset);
    expect(status).toBe(403);
    expect(body).toMatchObject({
      message: "Upgrade to GitHub Pro or make this repository public to enable this feature.",
    });
    await open("team");
    await must("POST", `${app}/rulesets`, ruleset);
  });
});

describe("environments", () => {
  const environment = `${app}/environments/production`;

  it("drop a team that cannot read the repository, and say nothing", async () => {
    const body = { reviewers: [{ type: "Team", id: 22 }] };
    expect(await must("PUT", environment, body)).toMatchObject({ protection_rules: [] });
    await must("PUT", `/orgs/acme/teams/platform/repos/acme/app`, { permission: "pull" });
    expect(await must("PUT", environment, body)).toMatchObject({
      protection_rules: [{ type: "required_reviewers", reviewers: [{ type: "Team" }] }],
    });
  });

  it("take six reviewers and refuse seven", async () => {
    world.edit((state) => {
      for (let id = 100; id < 107; id++) {
        state.users.push({ id, login: `user-${id}`, role: "member", createdAt: "2026-01-01T00:00:00Z" });
      }
    });
    const reviewers = Array.from({ length: 7 }, (_, at) => ({ type: "User", id: 100 + at }));
    await must("PUT", environment, { reviewers: reviewers.slice(1) });
    expect((await world.send("PUT", environment, { reviewers })).status).toBe(422);
  });

  it("go back to the default in what an update leaves out", async () => {
    await must("PUT", environment, { wait_timer: 30, can_admins_bypass: false });
    expect(await must("PUT", environment, {})).toMatchObject({
      can_admins_bypass: true,
      protection_rules: [],
    });
  });
});

describe("secrets", () => {
  it("are opened: a box for another key is refused", async () => {
    const { body } = await world.send("GET", `${app}/actions/secrets/public-key`);
    const key_id = typeof body === "object" && body && "key_id" in body ? body["key_id"] : "";
    const encrypted_value = Buffer.alloc(60).toString("base64");
    expect((await world.send("PUT", `${app}/actions/secrets/A`, { key_id, encrypted_value })).status).toBe(
      422,
    );
    expect((await world.send("GET", `${app}/actions/secrets/A`)).status).toBe(404);
  });
});

describe("rulesets", () => {
  const review = {
    dismiss_stale_reviews_on_push: true,
    require_code_owner_review: false,
    require_last_push_approval: true,
    required_approving_review_count: 1,
    required_review_thread_resolution: false,
  };
  const pullRequest = (more: object = {}) => ({ type: "pull_request", parameters: { ...review, ...more } });
  const checks = {
    type: "required_status_checks",
    parameters: { required_status_checks: [{ context: "ci" }], strict_required_status_checks_policy: false },
  };
  const protect = (rules: object[], more: object = {}) =>
    must("POST", `${app}/rulesets`, {
      name: "main",
      target: "branch",
      enforcement: "active",
      conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
      rules,
      ...more,
    });

  /** A branch with one new file, as a pull request of the owner. */
  async function propose(path = "new.txt"): Promise<void> {
    await must("POST", `${app}/git/refs`, { ref: "refs/heads/topic", sha: main() });
    expect((await put(path, "topic", "topic")).status).toBe(201);
    await must("POST", `${app}/pulls`, { title: "Topic", head: "topic", base: "main" });
    await must("PUT", "/orgs/acme/teams/platform/repos/acme/app", { permission: "push" });
  }

  const merge = () => world.send("PUT", `${app}/pulls/1/merge`, { merge_method: "squash" });
  const message = (answer: { body: Json | undefined }): string => JSON.stringify(answer.body);

  it("refuse a direct write to the contents with 409 and to the ref with 422", async () => {
    await protect([pullRequest()]);
    const before = main();
    const written = await put("x", "direct");
    expect(written.status).toBe(409);
    expect(written.body).toMatchObject({
      message: "Repository rule violations found\n\nChanges must be made through a pull request.\n\n",
    });
    await must("POST", `${app}/git/refs`, { ref: "refs/heads/topic", sha: before });
    expect((await put("x", "topic", "topic")).status).toBe(201);
    const sha = world.state().repositories[0]?.git.refs["refs/heads/topic"];
    const moved = await world.send("PATCH", `${app}/git/refs/heads/main`, { sha });
    expect([moved.status, message(moved)]).toEqual([422, expect.stringContaining("through a pull request")]);
    expect(main()).toBe(before);
  });

  it("open a merge only to another person's approval of the last commit", async () => {
    await protect([pullRequest()]);
    await propose();
    expect(message(await merge())).toContain("At least 1 approving review is required");
    expect((await world.send("POST", `${app}/pulls/1/reviews`, { event: "APPROVE" })).status).toBe(422);
    expect((await as("alice")("POST", `${app}/pulls/1/reviews`, { event: "APPROVE" })).status).toBe(200);
    expect((await put("more.txt", "after the approval", "topic")).status).toBe(201);
    expect((await merge()).status).toBe(405);
    expect((await as("alice")("POST", `${app}/pulls/1/reviews`, { event: "APPROVE" })).status).toBe(200);
    expect((await merge()).status).toBe(200);
    expect(await must("GET", `${app}/contents/more.txt`)).toMatchObject({ path: "more.txt" });
  });

  it("do not count an approval of somebody without write access", async () => {
    await protect([pullRequest()]);
    await propose();
    expect((await as("carol")("POST", `${app}/pulls/1/reviews`, { event: "APPROVE" })).status).toBe(200);
    expect((await merge()).status).toBe(405);
  });

  it("wait for the code owner of a changed path", async () => {
    const content = Buffer.from("* @acme/platform\n/docs/ @carol\n").toString("base64");
    await must("PUT", `${app}/contents/.github/CODEOWNERS`, { message: "owners", content });
    await must("PUT", `${app}/collaborators/carol`, { permission: "push" });
    await protect([pullRequest({ require_code_owner_review: true })]);
    await propose("docs/a.md");
    await as("alice")("POST", `${app}/pulls/1/reviews`, { event: "APPROVE" });
    expect(message(await merge())).toContain("Waiting on code owner review from carol.");
    await as("carol")("POST", `${app}/pulls/1/reviews`, { event: "APPROVE" });
    expect((await merge()).status).toBe(200);
  });

  it("wait for the required status check of the head", async () => {
    await protect([checks]);
    await propose();
    expect(message(await merge())).toContain('Required status check \\"ci\\" is expected.');
    const sha = world.state().repositories[0]?.pulls[0]?.headSha;
    await must("POST", `${app}/statuses/${sha}`, { state: "failure", context: "ci" });
    expect((await merge()).status).toBe(405);
    await must("POST", `${app}/statuses/${sha}`, { state: "success", context: "ci" });
    expect((await merge()).status).toBe(200);
  });

  it("keep a branch from deletion, force pushes and merge commits", async () => {
    await must("POST", `${app}/git/refs`, { ref: "refs/heads/release", sha: main() });
    const rules = [{ type: "deletion" }, { type: "non_fast_forward" }, { type: "required_linear_history" }];
    const conditions = { ref_name: { include: ["~DEFAULT_BRANCH", "refs/heads/rel*"], exclude: [] } };
    await protect(rules, { conditions });
    const old = main();
    expect((await put("y", "y")).status).toBe(201);
    expect(message(await world.send("DELETE", `${app}/git/refs/heads/release`))).toContain(
      "Cannot delete this branch",
    );
    const back = await world.send("PATCH", `${app}/git/refs/heads/main`, { sha: old, force: true });
    expect(message(back)).toContain("Cannot force-push to this branch");
    await propose("z");
    const merged = await world.send("PUT", `${app}/pulls/1/merge`, { merge_method: "merge" });
    expect(message(merged)).toContain("must not contain merge commits");
    expect((await merge()).status).toBe(200);
  });

  it("let only those pass who may bypass, and only as their mode says", async () => {
    const actor = { actor_id: null, actor_type: "OrganizationAdmin", bypass_mode: "pull_request" };
    await protect([pullRequest()], { bypass_actors: [actor] });
    expect((await put("x", "direct")).status).toBe(409);
    await propose();
    expect((await merge()).status).toBe(200);
  });

  it("bind nothing while they are disabled or only evaluated", async () => {
    await protect([pullRequest()], { enforcement: "disabled" });
    await protect([pullRequest()], { enforcement: "evaluate", name: "other" });
    expect((await put("x", "direct")).status).toBe(201);
  });

  it.each([
    ["an unknown enforcement", { enforcement: "on" }, "/enforcement"],
    ["an unknown rule", { rules: [{ type: "no_such_rule" }] }, "/rules/0"],
    ["eleven approvals", { rules: [pullRequest({ required_approving_review_count: 11 })] }, "/rules/0"],
    [
      "a short branch name",
      { conditions: { ref_name: { include: ["main"], exclude: [] } } },
      "Invalid target patterns: 'main'",
    ],
    [
      "a push rule on a branch",
      { rules: [{ type: "max_file_size", parameters: { max_file_size: 1 } }] },
      "Invalid rule 'max_file_size'",
    ],
  ])("refuse %s with 422", async (_, change, words) => {
    const body = { name: "r", target: "branch", enforcement: "active", rules: [], ...change };
    const answer = await world.send("POST", `${app}/rulesets`, body);
    expect([answer.status, message(answer)]).toEqual([422, expect.stringContaining(words)]);
    expect(world.state().repositories[0]?.rulesets).toEqual([]);
  });
});

describe("repositories", () => {
  it("refuse a name that is taken, whatever its case", async () => {
    const answer = await world.send("POST", "/orgs/acme/repos", { name: "APP" });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      message: "Repository creation failed.",
      errors: [
        {
          resource: "Repository",
          code: "custom",
          field: "name",
          message: "name already exists on this account",
        },
      ],
    });
  });

  it.each([".", "x.git", "x".repeat(101)])("refuse the name %s", async (name) => {
    expect((await world.send("POST", "/orgs/acme/repos", { name })).status).toBe(422);
  });

  it("are read only once archived", async () => {
    await must("PATCH", app, { archived: true });
    const answer = await world.send("POST", `${app}/labels`, { name: "late" });
    expect(answer.status).toBe(403);
    expect(answer.body).toMatchObject({ message: "Repository was archived so is read-only." });
    await must("PATCH", app, { archived: false });
    await must("POST", `${app}/labels`, { name: "late" });
  });
});

describe("git", () => {
  it("names objects as git does", async () => {
    const blob = await must("POST", `${app}/git/blobs`, { content: "hello\n" });
    // `echo hello | git hash-object --stdin`
    expect(blob).toMatchObject({ sha: "ce013625030ba8dba906f756967f9e9ca394464a" });
    const empty = await must("POST", `${app}/git/trees`, { tree: [] });
    // `git hash-object -t tree /dev/null`
    expect(empty).toMatchObject({ sha: "4b825dc642cb6eb9a060e54bf8d69288fbee4904" });
  });

  it("removes a folder with all that it holds, and refuses to remove what is not there", async () => {
    expect((await put("docs/a.md", "a")).status).toBe(201);
    const remove = (path: string) =>
      world.send("POST", `${app}/git/trees`, {
        base_tree: main(),
        tree: [{ path, mode: "100644", type: "blob", sha: null }],
      });
    const left = await remove("docs");
    expect([left.status, JSON.stringify(left.body)]).toEqual([201, expect.not.stringContaining("docs")]);
    expect((await remove("none")).status).toBe(422);
  });

  it("takes nothing into a repository without a commit but by the contents route", async () => {
    await must("POST", "/orgs/acme/repos", { name: "fresh" });
    const fresh = "/repos/acme/fresh";
    for (const [route, body] of [
      ["blobs", { content: "x" }],
      ["trees", { tree: [] }],
      ["commits", { message: "m", tree: "0" }],
      ["refs", { ref: "refs/heads/main", sha: "0" }],
    ] as const) {
      const answer = await world.send("POST", `${fresh}/git/${route}`, body);
      expect([route, answer.status]).toEqual([route, 409]);
      expect(answer.body).toMatchObject({ message: "Git Repository is empty." });
    }
    await must("PUT", `${fresh}/contents/a.txt`, { message: "m", content: "eA==" });
    await must("POST", `${fresh}/git/blobs`, { content: "x" });
  });

  it("compares two branches by the commits that each lacks", async () => {
    await must("POST", `${app}/git/refs`, { ref: "refs/heads/topic", sha: main() });
    expect(await must("GET", `${app}/compare/main...topic`)).toMatchObject({ status: "identical" });
    expect((await put("topic.txt", "topic", "topic")).status).toBe(201);
    expect(await must("GET", `${app}/compare/main...topic`)).toMatchObject({
      status: "ahead",
      ahead_by: 1,
      behind_by: 0,
      files: [{ filename: "topic.txt" }],
    });
    expect((await put("main.txt", "main")).status).toBe(201);
    expect(await must("GET", `${app}/compare/main...topic`)).toMatchObject({
      status: "diverged",
      behind_by: 1,
    });
  });

  it("refuses a write over a newer file with 409", async () => {
    expect((await put("x", "first")).status).toBe(201);
    const body = { message: "m", content: "eQ==", sha: "0".repeat(40) };
    expect((await world.send("PUT", `${app}/contents/x`, body)).status).toBe(409);
  });

  it("tells a conflict from a clean merge", async () => {
    await must("POST", `${app}/git/refs`, { ref: "refs/heads/topic", sha: main() });
    expect((await put("same.txt", "topic", "topic")).status).toBe(201);
    await must("PUT", `${app}/contents/same.txt`, { message: "main", content: "eQ==" });
    await must("POST", `${app}/pulls`, { title: "t", head: "topic", base: "main" });
    expect(await must("GET", `${app}/pulls/1`)).toMatchObject({ mergeable: false, mergeable_state: "dirty" });
    expect((await world.send("PUT", `${app}/pulls/1/merge`)).status).toBe(405);
  });
});

describe("hand-made drift", () => {
  it("shows at once what was edited in the file", async () => {
    world.edit((state) => {
      for (const repository of state.repositories) repository.settings.description = "by hand";
    });
    expect(await must("GET", app)).toMatchObject({ description: "by hand" });
  });
});
