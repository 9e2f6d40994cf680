import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { contract, hours, monday, release, ruled, shifted } from "../world.ts";
import { ask, type Said } from "./ask.ts";
import { approval, deploymentsAt, openHostile, tells, type World } from "./hostile.ts";

let world: World;
beforeAll(async () => {
  world = await openHostile();
});
afterAll(() => world.close());
beforeEach(() => {
  world.lies.length = 0;
  world.sandbox.cloud.change((state) => {
    for (const team of state.teams) {
      if (team.slug === "tech-leads")
        team.members = ["terry", "tess"].map((login) => ({ login, role: "member" }));
    }
  });
});

const ago = (minutes: number) => shifted(monday, -minutes * 60_000);
const opened = {
  "production-tech-lead": [{ id: 1, asked: ago(50), opened: ago(40) }],
  production: [{ id: 2, asked: ago(39), opened: ago(10) }],
};

const run = (change: object = {}) => ({
  id: 700,
  run_attempt: 1,
  event: "workflow_dispatch",
  path: ".github/workflows/deploy-production.yml@refs/heads/main",
  head_branch: "main",
  head_sha: release,
  actor: { login: "dora" },
  triggering_actor: { login: "dora" },
  run_started_at: shifted(monday, -hours(1)),
  ...change,
});

/** A run that terry and quinn approved, told otherwise where a test says so. */
function told(
  approvals: readonly object[] = [approval("production-tech-lead", "terry"), approval("production", "quinn")],
  doors: Parameters<typeof deploymentsAt>[2] = opened,
  change: { run_attempt?: number; actor?: object; triggering_actor?: object; run_started_at?: string } = {},
): void {
  const attempt = change.run_attempt ?? 1;
  world.lies.push(
    tells(`/actions/runs/700/attempts/${attempt}`, run(change)),
    tells("/actions/runs/700/approvals", approvals),
    deploymentsAt(700, release, doors),
  );
}

const judge = (attempt = 1, rules = contract): Promise<Said> =>
  ask(["approvals", "--environment", "production", "--sha", release, "--record", "{record}"], {
    contract: rules,
    environment: {
      GITHUB_API_URL: world.url,
      GITHUB_TOKEN: world.token,
      GITHUB_RUN_ID: "700",
      GITHUB_RUN_ATTEMPT: String(attempt),
    },
  });

describe("the runtime catches it (attacked), whatever GitHub let through", () => {
  it("S002-PROD-01: two people, one for each role, none the starter: yes", async () => {
    told();
    const said = await judge();
    expect(said.err).toBe("");
    expect([said.code, said.output]).toEqual([0, "verdict=yes\n"]);
    expect(said.out).toContain(`Between ${ago(39)} and ${ago(10)}`);
    expect(said.summary).toContain("terry approved at production-tech-lead");
    expect(JSON.parse(said.record ?? "")).toMatchObject({ decision: { verdict: "yes" } });
  });

  it("the same person twice", async () => {
    world.sandbox.cloud.change((state) => {
      state.teams.find(({ slug }) => slug === "tech-leads")?.members.push({ login: "quinn", role: "member" });
    });
    told([approval("production-tech-lead", "quinn"), approval("production", "QUINN")]);
    const said = await judge();
    expect(said.code).toBe(1);
    expect(said.out).toContain("One person would stand for two roles.");
  });

  it.each([
    ["the starter", { actor: { login: "terry" }, triggering_actor: { login: "terry" } }],
    ["the first starter of a run that another ran again", { actor: { login: "terry" } }],
    ["whoever ran it again", { triggering_actor: { login: "TERRY" } }],
  ])("%s approves", async (_, change) => {
    told(undefined, undefined, change);
    const said = await judge();
    expect(said.code).toBe(1);
    expect(said.out).toMatch(/terry started this run|TERRY started this run|nobody approves what they start/);
  });

  it("a member who was removed since", async () => {
    world.sandbox.cloud.change((state) => {
      const team = state.teams.find(({ slug }) => slug === "tech-leads");
      if (team) team.members = team.members.filter(({ login }) => login !== "terry");
    });
    told();
    const said = await judge();
    expect(said.code).toBe(1);
    expect(said.out).toContain("terry does not hold tech-lead now");
  });

  it.each(["github-actions[bot]", "road[bot]", "mallory", "ghost"])(
    "%s, who holds no role",
    async (login) => {
      told([approval("production-tech-lead", login), approval("production", "quinn")]);
      expect((await judge()).code).toBe(1);
    },
  );

  it("an approval of an earlier attempt", async () => {
    const before = {
      "production-tech-lead": [{ id: 1, asked: ago(50), opened: ago(40) }],
      production: opened.production,
    };
    told(undefined, before, { run_attempt: 2, run_started_at: ago(39) });
    const said = await judge(2);
    expect(said.code).toBe(1);
    expect(said.out).toContain("An approval of an earlier attempt does not count.");
  });

  it("a door that opened though nobody approved: its reviewers were taken away, or bypassed", async () => {
    told([approval("production", "quinn")]);
    const said = await judge();
    expect(said.code).toBe(1);
    expect(said.out).toContain("it has no reviewers, or they were bypassed");
  });

  it("a rejection that GitHub shows beside an open door", async () => {
    told([approval("production-tech-lead", "terry", "", "rejected"), approval("production", "quinn")]);
    expect((await judge()).code).toBe(1);
  });

  it("a door that GitHub calls approved and no deployment passed", async () => {
    told(undefined, { ...opened, production: [{ id: 2, asked: ago(39), opened: null }] });
    expect((await judge()).code).toBe(1);
  });

  it("deployments of another run at the same doors", async () => {
    told();
    world.lies.push(deploymentsAt(699, release, opened));
    expect((await judge()).code).toBe(1);
  });

  it("a team that cannot be read never counts as empty or full", async () => {
    told();
    world.lies.push(({ path }) =>
      path.startsWith("/orgs/")
        ? { status: 403, body: { message: "Resource not accessible by integration" } }
        : undefined,
    );
    const said = await judge();
    expect(said.code).toBe(3);
    expect(said.out).toContain("GATEHOUSE_MEMBERS_TOKEN");
  });
});

describe("promotion by pull request", () => {
  const promoted = ruled({
    approval: "pull-request",
    doors: [
      {
        name: "production",
        purpose: "entry",
        promotion: { branch: "release", roles: ["tech-lead", "qa-lead"] },
      },
      { name: "production-rollback", purpose: "rollback" },
    ],
  });
  const review = (login: string, commit = "d".repeat(40), change: object = {}) => ({
    user: { login },
    state: "APPROVED",
    body: "",
    commit_id: commit,
    submitted_at: ago(30),
    ...change,
  });
  const pull = (reviews: readonly object[], change: object = {}) => {
    world.lies.push(
      tells("/actions/runs/700/attempts/1", run()),
      tells(`/commits/${release}/pulls`, [
        { number: 9, merged_at: ago(20), merge_commit_sha: release, base: { ref: "release" } },
      ]),
      tells("/pulls/9", {
        user: { login: "dora" },
        merged_by: { login: "dan" },
        merged_at: ago(20),
        head: { sha: "d".repeat(40) },
        ...change,
      }),
      tells("/pulls/9/reviews", reviews),
    );
  };

  it("counts the reviews of each role", async () => {
    pull([review("terry"), review("quinn")]);
    expect((await judge(1, promoted)).code).toBe(0);
  });

  it.each<[string, readonly object[], object?]>([
    ["of an older commit", [review("terry", "e".repeat(40)), review("quinn")]],
    [
      "that were dismissed",
      [
        review("terry"),
        review("terry", undefined, { state: "DISMISSED", submitted_at: ago(25) }),
        review("quinn"),
      ],
    ],
    ["given after the merge", [review("terry", undefined, { submitted_at: ago(5) }), review("quinn")]],
    ["of the author", [review("terry"), review("quinn")], { user: { login: "terry" } }],
    ["of who merged", [review("terry"), review("quinn")], { merged_by: { login: "quinn" } }],
    ["of a bot", [review("road[bot]"), review("quinn")]],
  ])("takes no reviews %s", async (_, reviews, change) => {
    pull(reviews, change);
    expect((await judge(1, promoted)).code).toBe(1);
  });

  it("takes no commit that came without one", async () => {
    pull([]);
    world.lies.push(tells(`/commits/${release}/pulls`, []));
    expect((await judge(1, promoted)).code).toBe(1);
  });
});
