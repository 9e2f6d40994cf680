import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { unknownValue } from "../../../provider/protocol/values.ts";
import { app, delivery, openRoad, type Road } from "./road.ts";

let road: Road;

beforeEach(async () => {
  road = await openRoad();
});
afterEach(() => road.close());

const ci = ".github/workflows/ci.yml";
const two = delivery({ [ci]: "name: ci\n", "docs/pipeline.md": "# Pipeline\n" });
const branch = "gatehouse/delivery";
const outputs = () => road.state()?.outputs;
const branches = () => Object.keys(road.repository().git.refs).map((ref) => ref.replace("refs/heads/", ""));
const paths = (changes: Awaited<ReturnType<Road["preview"]>>) =>
  changes === "create" ? changes : changes.map(({ path, kind }) => `${kind} ${path}`);

describe("an unprotected default branch", () => {
  it("gets all files in one commit, without a pull request", async () => {
    await road.up(two);
    expect(await road.log()).toEqual(["Pipeline files", "Initial commit"]);
    expect(await road.file(ci)).toBe("name: ci\n");
    expect(branches()).toEqual(["main"]);
    expect(road.repository().pulls).toEqual([]);
    expect(outputs()).toEqual({
      live: [ci, "docs/pipeline.md"],
      pending: [],
      leaving: [],
      liveChecks: {},
      delivered: [ci, "docs/pipeline.md"],
      pullRequest: null,
    });
  });

  it("keeps what else it has, and the mode of a program", async () => {
    await road.up(
      delivery({}, { files: { "scripts/rollback.sh": { content: "#!/bin/sh\n", executable: true } } }),
    );
    expect(await road.file("README.md")).toBe("# app\n");
    const tree = Object.values(road.repository().git.objects).flatMap((one) =>
      one.kind === "tree" ? one.entries : [],
    );
    expect(tree).toContainEqual(expect.objectContaining({ name: "rollback.sh", mode: "100755" }));
  });

  it("asks by a pull request before it replaces what people wrote, and again until they merge it", async () => {
    await road.commit(ci, "name: by people\n");
    await road.up(two);
    expect(await road.file(ci)).toBe("name: by people\n");
    expect(road.openPulls()).toHaveLength(1);
    expect(await road.up(two)).toBe(false);
    expect(await road.file(ci)).toBe("name: by people\n");
    await road.merge(1);
    await road.up(two);
    expect(await road.file(ci)).toBe("name: ci\n");
    expect(outputs()).toMatchObject({ live: [ci, "docs/pipeline.md"], pending: [] });
  });

  it("unchanged content makes no commit and no write", async () => {
    await road.up(two);
    road.faults.clear();
    expect(await road.preview(two)).toEqual([]);
    expect(await road.up(two)).toBe(false);
    expect(road.faults.writes()).toEqual([]);
  });

  it("loses a file that leaves the settings, and never one that was there before", async () => {
    await road.commit("docs/old.md", "by hand\n");
    await road.up(delivery({ [ci]: "name: ci\n", "docs/a.md": "a\n", "docs/old.md": "by hand\n" }));
    expect(outputs()?.["delivered"]).toEqual([ci, "docs/a.md"]);
    expect(paths(await road.preview(delivery({ [ci]: "name: ci\n" })))).toEqual(
      expect.arrayContaining(['delete files["docs/a.md"]']),
    );
    await road.up(delivery({ [ci]: "name: ci\n" }));
    expect(await road.file("docs/a.md")).toBeUndefined();
    expect(await road.file("docs/old.md")).toBe("by hand\n");
    expect(await road.file(ci)).toBe("name: ci\n");
  });

  it("that moves while the commit is made gets it on top", async () => {
    road.faults.add({
      on: `PATCH ${app}/git/refs/heads/main`,
      times: 1,
      meanwhile: () => road.commit("other.txt", "x"),
    });
    await road.up(two);
    expect(await road.log()).toEqual(["Pipeline files", "by hand", "Initial commit"]);
    expect(await road.file("other.txt")).toBe("x");
  });

  it("that gets protected meanwhile gets a pull request instead", async () => {
    road.faults.add({ on: `PATCH ${app}/git/refs/heads/main`, times: 1, meanwhile: () => road.protect() });
    await road.up(two);
    expect(await road.log()).toEqual(["Initial commit"]);
    expect(road.openPulls()).toHaveLength(1);
  });

  it("takes over a pull request that was opened while it was protected", async () => {
    await road.protect();
    await road.up(two);
    road.world.edit(({ repositories }) => {
      for (const one of repositories) one.rulesets = [];
    });
    await road.up(two);
    expect(road.openPulls()).toEqual([]);
    expect(branches()).toEqual(["main"]);
    expect(outputs()).toMatchObject({ live: [ci, "docs/pipeline.md"], pending: [], pullRequest: null });
  });
});

describe("a repository without a commit", () => {
  it("gets a first commit by the contents route, and the rest in one more", async () => {
    await road.world.send("POST", "/orgs/acme/repos", { name: "fresh", visibility: "private" });
    await road.up({ ...two, repository: "fresh" });
    const fresh = road.world.state().repositories.find((one) => one.name === "fresh");
    expect(Object.values(fresh?.git.objects ?? {}).filter((one) => one.kind === "commit")).toHaveLength(2);
    expect(outputs()).toMatchObject({ live: [ci, "docs/pipeline.md"], delivered: [ci, "docs/pipeline.md"] });
  });
});

describe("a protected default branch", () => {
  beforeEach(() => road.protect());

  it("gets one pull request with one commit, and nothing before it is merged", async () => {
    await road.up(two);
    expect(await road.log(branch)).toEqual(["Pipeline files", "Initial commit"]);
    expect(await road.file(ci)).toBeUndefined();
    expect(road.openPulls()).toMatchObject([{ title: "Pipeline files", head: branch, base: "main" }]);
    expect(outputs()).toMatchObject({
      live: [],
      pending: [ci, "docs/pipeline.md"],
      pullRequest: { number: 1, url: expect.stringMatching(/\/acme\/app\/pull\/1$/) },
    });
  });

  it("is known by its rules where GitHub does not call the branch protected", async () => {
    const { body } = await road.world.send("GET", `${app}/branches/main`);
    road.faults.add({ on: `GET ${app}/branches/main`, body: { ...Object(body), protected: false } });
    await road.up(two);
    expect(await road.log()).toEqual(["Initial commit"]);
    expect(road.faults.writes()).not.toContain(`PATCH ${app}/git/refs/heads/main`);
  });

  it("says in the pull request what changes and why it is safe", async () => {
    await road.up(two);
    const body = road.openPulls()[0]?.body ?? "";
    expect(body).toContain(`### What changes\n- adds \`${ci}\`\n- adds \`docs/pipeline.md\``);
    expect(body).toContain("### Why it is safe\n- Rendered from reviewed settings.");
  });

  it("an open pull request is left alone while nothing changes", async () => {
    await road.up(two);
    road.faults.clear();
    expect(await road.preview(two)).toEqual([]);
    expect(await road.up(two)).toBe(false);
    expect(road.faults.writes()).toEqual([]);
  });

  it("merged: the next update sees the files live and clears the branch away", async () => {
    await road.up(two);
    await road.merge(1);
    expect(paths(await road.preview(two))).toEqual(["update live", "update pending", "update pullRequest"]);
    await road.up(two);
    expect(outputs()).toMatchObject({ live: [ci, "docs/pipeline.md"], pending: [], pullRequest: null });
    expect(branches()).toEqual(["main"]);
    expect(road.repository().pulls).toHaveLength(1);
    expect(await road.up(two)).toBe(false);
  });

  it("merged and its branch gone: the same", async () => {
    await road.up(two);
    await road.merge(1);
    await road.world.send("DELETE", `${app}/git/refs/heads/${branch}`);
    await road.up(two);
    expect(outputs()).toMatchObject({ live: [ci, "docs/pipeline.md"], pullRequest: null });
    expect(road.repository().pulls).toHaveLength(1);
  });

  it("closed without a merge: the preview says so, and the next update opens another without a new commit", async () => {
    await road.up(two);
    const before = road.repository().git.refs[`refs/heads/${branch}`];
    await road.world.send("PATCH", `${app}/pulls/1`, { state: "closed" });
    expect(paths(await road.preview(two))).toEqual(["update pullRequest"]);
    await road.up(two);
    expect(road.openPulls()).toMatchObject([
      { number: 2, body: expect.stringContaining("It takes the place of #1.") },
    ]);
    expect(road.repository().git.refs[`refs/heads/${branch}`]).toBe(before);
  });

  it("a deleted branch: branch and pull request are made anew", async () => {
    await road.up(two);
    await road.world.send("DELETE", `${app}/git/refs/heads/${branch}`);
    expect(road.openPulls()).toEqual([]);
    await road.up(two);
    expect(road.openPulls()).toMatchObject([{ number: 2 }]);
    expect(await road.file(ci, branch)).toBe("name: ci\n");
  });

  it("changed settings: the same pull request, one commit in place of the old one, the words anew", async () => {
    await road.up(two);
    const next = delivery({ [ci]: "name: ci\non: push\n" });
    expect(paths(await road.preview(next))).toEqual(
      expect.arrayContaining([`update files["${ci}"]`, 'delete files["docs/pipeline.md"]']),
    );
    await road.up(next);
    expect(await road.log(branch)).toEqual(["Pipeline files", "Initial commit"]);
    expect(await road.file("docs/pipeline.md", branch)).toBeUndefined();
    expect(road.openPulls()).toMatchObject([{ number: 1 }]);
    expect(road.openPulls()[0]?.body).not.toContain("docs/pipeline.md");
    expect(outputs()).toMatchObject({ pending: [ci], delivered: [ci] });
  });

  it("settings that are as the default branch again: the pull request is closed and its branch removed", async () => {
    await road.up(two);
    await road.up(delivery({ "README.md": "# app\n" }));
    expect(road.openPulls()).toEqual([]);
    expect(road.repository().pulls[0]?.body).toMatch(/^Nothing is left to deliver by it\./);
    expect(branches()).toEqual(["main"]);
    expect(outputs()).toMatchObject({ live: ["README.md"], delivered: [], pullRequest: null });
  });

  it("a moved default branch: one new commit on its new head, in the same pull request", async () => {
    await road.up(two);
    await move("other.txt", "x");
    expect(paths(await road.preview(two))).toEqual([`add files["${ci}"]`, 'add files["docs/pipeline.md"]']);
    await road.up(two);
    expect(await road.log(branch)).toEqual(["Pipeline files", "by hand", "Initial commit"]);
    expect(road.openPulls()).toMatchObject([{ number: 1 }]);
  });

  it("a conflict: resolved for the settings, and the words say that the file is changed", async () => {
    await road.up(two);
    await move(ci, "name: another\n");
    expect((await road.world.send("GET", `${app}/pulls/1`)).body).toMatchObject({ mergeable: false });
    await road.up(two);
    expect((await road.world.send("GET", `${app}/pulls/1`)).body).toMatchObject({ mergeable: true });
    expect(road.openPulls()[0]?.body).toContain(`- changes \`${ci}\``);
  });

  it("a commit of somebody else on top of the delivery stays while it takes nothing away", async () => {
    await road.up(two);
    await road.commit("note.txt", "x", branch);
    expect(await road.up(two)).toBe(false);
    await road.commit(ci, "name: mine\n", branch);
    await road.up(two);
    expect(await road.log(branch)).toEqual(["Pipeline files", "Initial commit"]);
    expect(await road.file(ci, branch)).toBe("name: ci\n");
  });

  it("a file edited by hand is drift, for the preview and for a refresh", async () => {
    await road.up(two);
    await road.merge(1);
    await road.up(two);
    await move(ci, "name: by hand\n");
    expect(paths(await road.preview(two))).toEqual(expect.arrayContaining([`update files["${ci}"]`]));
    const live = await road.refresh();
    expect(live?.inputs["files"]).toMatchObject({ [ci]: { content: "name: by hand\n" } });
    expect(live?.outputs).toMatchObject({ live: ["docs/pipeline.md"], pending: [ci] });
    await road.up(two);
    expect(road.openPulls()).toMatchObject([{ body: expect.stringContaining(`- changes \`${ci}\``) }]);
  });

  it("a file removed by hand is drift as well", async () => {
    await road.up(two);
    await road.merge(1);
    await road.up(two);
    await move(ci, undefined);
    const live = await road.refresh();
    expect(live?.inputs["files"]).not.toHaveProperty([ci]);
    expect(paths(await road.preview(two))).toEqual(expect.arrayContaining([`add files["${ci}"]`]));
  });

  it("a refresh takes what waits in the pull request for declared", async () => {
    await road.up(two);
    const before = road.state();
    expect(await road.refresh()).toEqual(before);
  });

  it("a file that leaves the settings is leaving until the removal is merged", async () => {
    await road.up(two);
    await road.merge(1);
    const one = delivery({ [ci]: "name: ci\n" });
    await road.up(one);
    expect(outputs()).toMatchObject({
      live: [ci],
      leaving: ["docs/pipeline.md"],
      delivered: [ci, "docs/pipeline.md"],
    });
    expect(road.openPulls()[0]?.body).toContain("- removes `docs/pipeline.md`");
    await road.merge(2);
    await road.up(one);
    expect(outputs()).toMatchObject({ live: [ci], leaving: [], delivered: [ci] });
    expect(await road.file("docs/pipeline.md")).toBeUndefined();
  });

  it("another branch in the settings: the old pull request is closed as superseded", async () => {
    await road.up(two);
    await road.up({ ...two, branch: "gatehouse/files" });
    expect(road.openPulls()).toMatchObject([{ number: 2, head: "gatehouse/files" }]);
    expect(road.repository().pulls[0]).toMatchObject({
      state: "closed",
      body: expect.stringMatching(/^Superseded by #2\./),
    });
    expect(branches().toSorted()).toEqual(["gatehouse/files", "main"]);
  });

  it("a pull request of the delivery to another target is closed as superseded", async () => {
    await road.up(two);
    const main = road.repository().git.refs["refs/heads/main"];
    await road.world.send("POST", `${app}/git/refs`, { ref: "refs/heads/develop", sha: main });
    await road.world.send("PATCH", `${app}/pulls/1`, { base: "develop" });
    await road.up(two);
    expect(road.openPulls()).toMatchObject([{ number: 2, base: "main" }]);
  });

  it("a pull request that a person opened from the branch is the one", async () => {
    await road.up(two);
    await road.world.send("PATCH", `${app}/pulls/1`, { state: "closed" });
    await road.world.send("POST", `${app}/pulls`, { title: "mine", head: branch, base: "main" });
    await road.up(two);
    expect(road.openPulls()).toMatchObject([{ number: 2, title: "Pipeline files" }]);
  });

  it("a branch of somebody else with its name is not touched", async () => {
    const main = road.repository().git.refs["refs/heads/main"];
    await road.world.send("POST", `${app}/git/refs`, { ref: `refs/heads/${branch}`, sha: main });
    await road.commit("mine.txt", "mine", branch);
    await expect(road.up(two)).rejects.toThrow(
      /gatehouse\/delivery of acme\/app has a last commit that no delivery made/,
    );
    expect(await road.file("mine.txt", branch)).toBe("mine");
    await road.up(delivery({}));
    expect(branches()).toContain(branch);
  });

  it("a new title is written without a commit", async () => {
    await road.up(two);
    const before = road.repository().git.refs[`refs/heads/${branch}`];
    await road.up({ ...two, title: "Other words" });
    expect(road.openPulls()).toMatchObject([{ number: 1, title: "Other words" }]);
    expect(road.repository().git.refs[`refs/heads/${branch}`]).toBe(before);
  });

  it("destroy closes the pull request, removes the branch and leaves the files, and says so", async () => {
    await road.up(two);
    await road.merge(1);
    await road.up(two);
    await road.up(delivery({ [ci]: "name: ci\non: push\n", "docs/pipeline.md": "# Pipeline\n" }));
    await road.destroy();
    expect(road.openPulls()).toEqual([]);
    expect(branches()).toEqual(["main"]);
    expect(await road.file(ci)).toBe("name: ci\n");
    expect(road.said.join()).toMatch(/warning: \d delivered files stay on main .*docs\/pipeline\.md/);
  });

  /** A change by others that reached the default branch by the book. */
  async function move(path: string, content: string | undefined): Promise<void> {
    const active = (on: boolean) =>
      road.world.edit(({ repositories }) => {
        for (const one of repositories)
          for (const set of one.rulesets) set.enforcement = on ? "active" : "disabled";
      });
    active(false);
    await road.commit(path, content);
    active(true);
  }
});

describe("a preview", () => {
  it("makes no call that writes", async () => {
    await road.protect();
    await road.foresee(two);
    await road.up(two);
    road.faults.clear();
    await road.preview(delivery({ [ci]: "other\n" }));
    await road.foresee(delivery({ [ci]: "other\n" }));
    expect(road.faults.requests.filter((line) => !line.startsWith("GET "))).toEqual([]);
  });

  it("knows what will be live, and not the number of a pull request that is to be opened", async () => {
    expect(await road.foresee(two)).toMatchObject({
      live: [ci, "docs/pipeline.md"],
      pending: [],
      pullRequest: null,
    });
    await road.protect();
    expect(await road.foresee(two)).toMatchObject({
      live: [],
      pending: [ci, "docs/pipeline.md"],
      pullRequest: unknownValue,
    });
  });

  it("takes a repository that the same program will create for unknown, an update does not", async () => {
    const elsewhere = { ...two, repository: "later" };
    expect(await road.foresee(elsewhere)).toMatchObject({ live: unknownValue, pullRequest: unknownValue });
    await expect(road.up(elsewhere)).rejects.toThrow("GitHub shows no repository acme/later: mend its name");
  });

  it("asks GitHub nothing while an input is unknown", async () => {
    await road.up(two);
    road.faults.clear();
    const unknown = delivery({ [ci]: unknownValue });
    expect(await road.foresee(unknown)).toMatchObject({ live: unknownValue });
    expect(paths(await road.preview(unknown))).toEqual(expect.arrayContaining([`update files["${ci}"]`]));
    expect(road.faults.requests).toEqual([]);
  });

  it("replaces the resource for another repository", async () => {
    await road.up(two);
    await road.world.send("POST", "/orgs/acme/repos", { name: "other" });
    expect(paths(await road.preview({ ...two, repository: "other" }))).toEqual(["update repository"]);
  });
});
