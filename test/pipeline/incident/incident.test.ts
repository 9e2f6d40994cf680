import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { incident } from "../../../pipeline/incident/command.ts";
import { openWorld, type World } from "../../sandbox/github/replay/world.ts";
import { file, folder, runtime } from "../audit/runtime.ts";
import { contract as usual } from "../world.ts";

async function github(): Promise<World> {
  const world = await openWorld();
  onTestFinished(() => world.close());
  return world;
}

const outage = "Health check fails";

function act(world: World, args: readonly string[], variables: Record<string, string | undefined> = {}) {
  return runtime([incident], ["incident", "--environment", "production", ...args], {
    variables: { GITHUB_API_URL: world.url, GITHUB_TOKEN: world.token, ...variables },
  });
}

const open = (world: World, more: readonly string[] = []) =>
  act(world, ["--action", "open", "--title", outage, ...more]);
const close = (world: World) => act(world, ["--action", "close", "--title", outage]);
const review = (world: World, more: readonly string[] = []) => act(world, ["--action", "review", ...more]);

const issuesOf = (world: World) =>
  world.state().repositories.find(({ name }) => name === "app")?.issues ?? [];

function onlyIssue(world: World) {
  const [issue, ...more] = issuesOf(world);
  expect(more).toEqual([]);
  if (!issue) throw new Error("There is no issue");
  return issue;
}

/** What a person does who writes the post-incident review. */
async function writeReview(
  world: World,
  text = "The pool was exhausted. Limit raised, alarm added: ada, Friday.",
) {
  const { number, body } = onlyIssue(world);
  const answer = await world.send("PATCH", `/repos/acme/app/issues/${number}`, {
    body: `${body?.trimEnd()}\n${text}\n`,
  });
  expect(answer.status).toBe(200);
}

describe("open", () => {
  it("S004-OPS-02: makes one issue with its labels and a field for each of the seven steps", async () => {
    const world = await github();
    const done = await open(world, ["--severity", "critical", "--reason", "5xx above the baseline"]);
    expect(done).toMatchObject({ code: 0, err: "" });
    const issue = onlyIssue(world);
    expect(issue).toMatchObject({
      title: `production: ${outage}`,
      labels: ["incident", "critical"],
      state: "open",
    });
    const headings = (issue.body ?? "").split("\n").filter((line) => line.startsWith("## "));
    expect(headings.map((line) => line.slice(6))).toEqual([
      "Detection",
      "Assessment: severity and impact",
      "Decision: fix forward or roll back",
      "Emergency rollback",
      "Verification",
      "Incident and notification",
      "Post-incident review",
    ]);
    expect(issue.body).toContain("5xx above the baseline");
    expect(issue.comments).toHaveLength(1);
  });

  it("the same title goes on with the same issue, adds to its timeline, and raises its severity", async () => {
    const world = await github();
    await open(world, ["--severity", "high"]);
    await act(world, ["--action", "open", "--title", `  ${outage.toUpperCase()} `, "--severity", "low"]);
    const record = join(folder(), "incident.json");
    await open(world, ["--severity", "critical", "--record", record]);
    const issue = onlyIssue(world);
    expect(issue.labels).toEqual(["incident", "critical"]);
    expect(issue.body).toContain("- Severity: critical");
    expect(issue.comments).toHaveLength(3);
    expect(JSON.parse(readFileSync(record, "utf8"))).toMatchObject({
      command: "incident",
      incidents: [{ issue: issue.number, change: "escalated", severity: "critical" }],
    });
  });

  it("another title, another environment, and an issue of a stranger with the same title are other incidents", async () => {
    const world = await github();
    const stranger = world.issueToken("alice");
    await world.send(
      "POST",
      "/repos/acme/app/issues",
      { title: `production: ${outage}` },
      { authorization: `Bearer ${stranger}` },
    );
    await open(world);
    await act(world, ["--action", "open", "--title", "Disk is full"]);
    await runtime(
      [incident],
      ["incident", "--environment", "staging", "--action", "open", "--title", outage],
      {
        variables: { GITHUB_API_URL: world.url, GITHUB_TOKEN: world.token },
      },
    );
    expect(issuesOf(world)).toHaveLength(4);
  });

  it("of several runs that open it at once one keeps it", async () => {
    const world = await github();
    const done = await Promise.all([open(world), open(world), open(world)]);
    expect(done.map(({ code }) => code)).toEqual([0, 0, 0]);
    const issues = issuesOf(world);
    expect(issues.filter(({ state }) => state === "open")).toHaveLength(1);
    for (const one of issues.slice(1))
      expect(one).toMatchObject({ state: "closed", stateReason: "duplicate" });
    expect((await review(world)).out).not.toContain("reopened");
  });

  it("puts what failed into the timeline, begins with the first bad sample, and keeps secrets out", async () => {
    const world = await github();
    const watch = file("watch.json", {
      command: "watch",
      verdict: "no",
      checks: [
        { name: "health", verdict: "no", why: "answered 500 with a-very-long-password-1" },
        { name: "latency", verdict: "yes", why: "fine" },
      ],
      samples: [
        { at: "2027-02-01T15:00:00Z", ok: true },
        { at: "2027-02-01T15:00:30Z", ok: false },
      ],
    });
    const done = await act(world, ["--action", "open", "--title", outage, "--attach", watch], {
      DATABASE_PASSWORD: "a-very-long-password-1",
    });
    expect(done.code).toBe(0);
    const issue = onlyIssue(world);
    expect(issue.body).toContain("Began at 2027-02-01T15:00:30Z");
    expect(issue.comments[0]?.body).toContain("- watch: fail\n  - health: fail: answered 500 with ***");
    expect(JSON.stringify(issue)).not.toContain("a-very-long-password-1");
  });
});

describe("S004-GOV-06: the post-incident review", () => {
  it("close notes that it is over once, and the issue stays open until the review is written", async () => {
    const world = await github();
    await open(world);
    expect((await close(world)).out).toContain("stays open until its post-incident review is written");
    await close(world);
    expect(onlyIssue(world)).toMatchObject({ state: "open" });
    expect(onlyIssue(world).comments).toHaveLength(2);
    expect(await review(world)).toMatchObject({ code: 1 });
    await writeReview(world, "<!-- later -->");
    expect(await review(world)).toMatchObject({ code: 1 });
    await writeReview(world);
    expect(await review(world)).toMatchObject({ code: 0 });
    expect(onlyIssue(world)).toMatchObject({ state: "closed", stateReason: "completed" });
  });

  it("close closes at once what is reviewed", async () => {
    const world = await github();
    await open(world);
    await writeReview(world);
    await close(world);
    expect(onlyIssue(world)).toMatchObject({ state: "closed", stateReason: "completed" });
  });

  it.each(["completed", "not_planned", "duplicate"])(
    "one that a person closes as %s without it is opened again",
    async (why) => {
      const world = await github();
      await open(world);
      const { number } = onlyIssue(world);
      await world.send("PATCH", `/repos/acme/app/issues/${number}`, { state: "closed", state_reason: why });
      const done = await review(world);
      expect(done).toMatchObject({ code: 1 });
      expect(done.out).toContain("reopened");
      expect(onlyIssue(world)).toMatchObject({ state: "open", stateReason: "reopened" });
      expect(onlyIssue(world).comments.at(-1)?.body).toContain("without its post-incident review");
    },
  );

  it("trouble that comes again after it was over keeps a reviewed one open", async () => {
    const world = await github();
    await open(world);
    await close(world);
    await open(world);
    await writeReview(world);
    expect(await review(world)).toMatchObject({ code: 0 });
    expect(onlyIssue(world)).toMatchObject({ state: "open" });
  });
});

describe("nothing to do, and wrong use", () => {
  it("with no open incident there is nothing to update, close or review", async () => {
    const world = await github();
    for (const action of ["update", "close"]) {
      const done = await act(world, ["--action", action, "--title", outage]);
      expect(done).toMatchObject({ code: 0 });
      expect(done.out).toContain("There is no such incident of production");
    }
    expect(await review(world)).toMatchObject({ code: 0 });
    expect(issuesOf(world)).toEqual([]);
  });

  it.each([
    [["--action", "celebrate", "--title", "x"], {}, /--action is "celebrate". Allowed: open/, 2],
    [["--action", "open", "--title", "x", "--severity", "bad"], {}, /--severity is "bad". Allowed: low/, 2],
    [["--action", "open"], {}, /--title/, 2],
    [["--action", "open", "--title", "x"], { GITHUB_TOKEN: "" }, /GITHUB_TOKEN is not set/, 2],
    [["--action", "open", "--title", "x"], { GITHUB_TOKEN: "ghp_wrong" }, /GitHub answered 401/, 3],
  ] as const)("%j %j", async (args, variables, message, code) => {
    const world = await github();
    const done = await act(world, args, variables);
    expect(done.code).toBe(code);
    expect(done.err).toMatch(message);
  });

  it("the severity is the environment's, where none is given", async () => {
    const world = await github();
    const { production, ...others } = usual.environments;
    if (!production) throw new Error("The test's contract has no production");
    const alerts = {
      severity: "critical" as const,
      escalation: [{ afterMinutes: 0, emails: ["a@acme.example"] }],
    };
    const done = await runtime(
      [incident],
      ["incident", "--environment", "production", "--action", "open", "--title", "x", "--json"],
      {
        contract: { ...usual, environments: { ...others, production: { ...production, alerts } } },
        variables: { GITHUB_API_URL: world.url, GITHUB_TOKEN: world.token },
      },
    );
    const told = z
      .object({ incidents: z.array(z.object({ severity: z.string() })) })
      .parse(JSON.parse(done.out));
    expect(told.incidents).toEqual([{ severity: "critical" }]);
  });
});
