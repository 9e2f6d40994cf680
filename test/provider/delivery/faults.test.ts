import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Fault } from "../../platforms/github/faults.ts";
import { app, delivery, openRoad, type Road } from "./road.ts";

let road: Road;

beforeEach(async () => {
  road = await openRoad();
});
afterEach(() => road.close());

const ci = ".github/workflows/ci.yml";
const files = delivery({ [ci]: "name: ci\n", "docs/pipeline.md": "# Pipeline\n" });
const branch = "gatehouse/delivery";
const refs = () => Object.keys(road.repository().git.refs);

/** However often and wherever a run was cut, this is what the next one ends with. */
async function expectOneProposal(): Promise<void> {
  expect(road.repository().pulls).toHaveLength(1);
  expect(road.openPulls()).toMatchObject([{ head: branch, base: "main" }]);
  expect(await road.log(branch)).toEqual(["Pipeline files", "Initial commit"]);
  expect(await road.file(ci, branch)).toBe("name: ci\n");
  expect(road.state()?.outputs).toMatchObject({
    pending: [ci, "docs/pipeline.md"],
    pullRequest: { number: 1 },
    delivered: [ci, "docs/pipeline.md"],
  });
  expect(await road.up(files)).toBe(false);
}

describe("a run that GitHub answers badly", () => {
  beforeEach(() => road.protect());

  const answered = (on: string, status: number): Fault => ({ on, times: 1, answer: { status } });
  it.each<[string, Fault]>([
    ["409 to the tree", answered(`POST ${app}/git/trees`, 409)],
    ["409 to the commit", answered(`POST ${app}/git/commits`, 409)],
    // The first request to each of these two only asks whether the token may.
    ["409 to the branch", { ...answered(`POST ${app}/git/refs`, 409), after: 1 }],
    ["422 to the branch", { ...answered(`POST ${app}/git/refs`, 422), after: 1 }],
    ["422 to the pull request", { ...answered(`POST ${app}/pulls`, 422), after: 1 }],
    ["502 to the pull request", { ...answered(`POST ${app}/pulls`, 502), after: 1 }],
    ["429 to the pull request", { ...answered(`POST ${app}/pulls`, 429), after: 1 }],
    ["a cut before the branch is made", { on: `POST ${app}/git/refs`, after: 1, times: 1, cut: "before" }],
    ["a cut after the branch is made", { on: `POST ${app}/git/refs`, after: 1, times: 1, cut: "after" }],
    ["a cut after the pull request is made", { on: `POST ${app}/pulls`, after: 1, times: 1, cut: "after" }],
  ])("%s: ends with one pull request", async (_, fault) => {
    road.faults.add(fault);
    await road.up(files);
    await expectOneProposal();
  });

  it("gives up after a bounded number of 409, with the last answer", async () => {
    road.faults.add({ on: `POST ${app}/git/trees`, answer: { status: 409, message: "Conflict" } });
    await expect(road.up(files)).rejects.toThrow(
      "GitHub answered 409 to POST /repos/{owner}/{repo}/git/trees of acme/app: Conflict.",
    );
    expect(road.faults.requests.filter((line) => line === `POST ${app}/git/trees`)).toHaveLength(5);
  });

  it("gives up on a world that never holds still", async () => {
    let count = 0;
    road.faults.add({
      on: `GET ${app}/branches/main`,
      meanwhile: async () => {
        road.world.edit(({ repositories }) => {
          for (const one of repositories) for (const set of one.rulesets) set.enforcement = "disabled";
        });
        await road.commit(`more-${count++}.txt`, "x");
        await road.protect().catch(() => undefined);
        road.world.edit(({ repositories }) => {
          for (const one of repositories) for (const set of one.rulesets) set.enforcement = "active";
        });
      },
    });
    await expect(road.up(files)).rejects.toThrow("acme/app changes faster than files can be delivered");
  });
});

describe("a run that ends in the middle", () => {
  const ended: Record<string, Fault> = {
    "when the network is gone after the tree": { on: `POST ${app}/git/commits`, cut: "before" },
    "when the network is gone after the commit": { on: `POST ${app}/git/refs`, after: 1, cut: "before" },
    "when the network is gone after the branch is made": { on: `POST ${app}/pulls`, after: 1, cut: "before" },
    "when the network is gone after the pull request is made": {
      on: `POST ${app}/pulls`,
      after: 1,
      cut: "after",
    },
  };

  it.each(Object.keys(ended))("%s: the next one ends with one pull request", async (name) => {
    await road.protect();
    const fault = ended[name];
    if (fault) road.faults.add(fault);
    // From here on nothing reaches GitHub any more.
    road.faults.add({ on: `GET ${app}/branches`, after: 2, cut: "before" });
    await expect(road.up(files)).rejects.toThrow("GitHub gave no answer");
    expect(road.state()).toBeUndefined();
    road.faults.clear();
    await road.up(files);
    await expectOneProposal();
  });

  it("after the pull request and before the state: the next one writes nothing", async () => {
    await road.protect();
    await road.up(files);
    road.setState(undefined);
    road.faults.clear();
    await road.up(files);
    expect(road.faults.writes()).toEqual([]);
    await expectOneProposal();
  });

  it("after a commit to the default branch and before the state: the files are still the delivery's", async () => {
    await road.up(files);
    road.setState(undefined);
    await road.up(files);
    expect(await road.log()).toEqual(["Pipeline files", "Initial commit"]);
    await road.up(delivery({ [ci]: "name: ci\n" }));
    expect(await road.file("docs/pipeline.md")).toBeUndefined();
  });
});

describe("rights", () => {
  const refused: Record<string, string> = {
    contents: `POST ${app}/git/refs`,
    pull_requests: `POST ${app}/pulls`,
  };

  it.each([
    ["repo", "lacks the scope workflow (it has: repo)"],
    ["workflow", "lacks the scope repo (it has: workflow)"],
    ["", "lacks the scopes repo and workflow (it has: none)"],
  ])(
    "of a classic token with scopes %j are named by preview and update, and nothing is written",
    async (scopes, words) => {
      road.faults.add({ on: `GET ${app}`, headers: { "x-oauth-scopes": scopes } });
      await expect(road.foresee(files)).rejects.toThrow(words);
      await expect(road.up(files)).rejects.toThrow(words);
      expect(road.faults.writes()).toEqual([]);
    },
  );

  it.each([
    ["repo, workflow", files],
    ["repo", delivery({ "docs/a.md": "a" })],
  ])("of a classic token with scopes %s suffice", async (scopes, inputs) => {
    road.faults.add({ on: `GET ${app}`, headers: { "x-oauth-scopes": scopes } });
    expect(await road.up(inputs)).toBe(true);
  });

  it.each(Object.keys(refused))(
    "of an App without %s: write are named before anything is written",
    async (permission) => {
      await road.protect();
      const message = "Resource not accessible by integration";
      road.faults.add({ on: refused[permission] ?? "", answer: { status: 403, message } });
      await expect(road.up(files)).rejects.toThrow(
        `lacks ${permission}: write on acme/app. Nothing was written.`,
      );
      expect(road.faults.writes()).toEqual([]);
    },
  );

  it.each([
    [403, "Resource not accessible by integration"],
    [404, "Not Found"],
    [
      422,
      "refusing to allow a GitHub App to create or update workflow `ci.yml` without `workflows` permission",
    ],
  ])(
    "of an App without workflows: write are named when GitHub answers %i, and no branch is made",
    async (status, message) => {
      await road.protect();
      road.faults.add({ on: `POST ${app}/git/refs`, after: 1, answer: { status, message } });
      await expect(road.up(files)).rejects.toThrow("lacks workflows: write on acme/app");
      expect(refs()).toEqual(["refs/heads/main"]);
      expect(road.faults.writes().filter((line) => line === `POST ${app}/git/refs`)).toHaveLength(1);
    },
  );

  it("need no route that an App's token cannot ask", async () => {
    await road.protect();
    await road.up(files);
    expect(road.faults.requests.filter((line) => !line.includes(app))).toEqual([]);
  });

  it("a commit without a signature is mentioned, with what would sign it", async () => {
    await road.up(files);
    expect(road.said).toEqual([
      expect.stringMatching(/^info: The commit has no signature.*GitHub App's token/),
    ]);
  });

  it("an archived repository is refused in one message", async () => {
    await road.world.send("PATCH", app, { archived: true });
    await expect(road.up(files)).rejects.toThrow("acme/app is archived and takes no changes");
  });

  it("a token that has ended is named", async () => {
    road.faults.add({ on: `GET ${app}`, answer: { status: 401, message: "Bad credentials" } });
    await expect(road.up(files)).rejects.toThrow(/401 .*Bad credentials\. .*GITHUB_TOKEN/);
  });
});

describe("a place that is taken", () => {
  it.each([
    ["a folder", delivery({ docs: "text" }), "docs is a folder, a link or a submodule"],
    [
      "a file",
      delivery({ "README.md/a.txt": "text" }),
      "README.md/a.txt cannot be made, README.md is a file",
    ],
  ])("by %s is named with the branch, and nothing is written", async (_, inputs, words) => {
    await road.commit("docs/a.md", "a");
    await expect(road.up(inputs)).rejects.toThrow(`On branch main of acme/app, ${words}`);
    expect(road.faults.writes()).toEqual([]);
  });

  it("a folder by hand in place of a delivered file is not removed", async () => {
    await road.up(delivery({ docs: "text" }));
    await road.commit("docs", undefined);
    await road.commit("docs/a.md", "by hand");
    await road.up(delivery({}));
    expect(await road.file("docs/a.md")).toBe("by hand");
  });

  it("a default branch that does not exist is named", async () => {
    await expect(road.up({ ...files, base: "trunk" })).rejects.toThrow('acme/app has no branch "trunk"');
  });
});

describe("a tree too large for one answer", () => {
  it("is read folder by folder", async () => {
    await road.up(files);
    const sha = road.repository().git.refs["refs/heads/main"] ?? "";
    const commit = road.repository().git.objects[sha];
    const tree = commit?.kind === "commit" ? commit.tree : "";
    const whole = await road.world.send("GET", `${app}/git/trees/${tree}`);
    road.faults.add({
      on: `GET ${app}/git/trees/${tree}?recursive=1`,
      body: { ...Object(whole.body), truncated: true },
    });
    expect(await road.up(files)).toBe(false);
    expect(await road.preview(delivery({ [ci]: "other\n" }))).toContainEqual(
      expect.objectContaining({ path: `files["${ci}"]`, kind: "update" }),
    );
  });
});
