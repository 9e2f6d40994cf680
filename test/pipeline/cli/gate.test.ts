import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { append } from "../../../pipeline/audit/chain/append.ts";
import { recordKey, usualLayout } from "../../../pipeline/audit/chain/place.ts";
import type { Frame } from "../../../pipeline/cli/command.ts";
import { sourcesOf } from "../../../pipeline/cli/sources.ts";
import { readInputs } from "../../../pipeline/facts/declared.ts";
import { gather } from "../../../pipeline/facts/gather.ts";
import { ledgerEvidence } from "../../../pipeline/facts/ledger.ts";
import { branchRef } from "../../../sandbox/github/git/refs.ts";
import { MemoryStore } from "../audit/memory-store.ts";
import { hours, monday, production, ruled, shifted } from "../world.ts";
import { ask, type Said } from "./ask.ts";
import { openHostile, tells, type World } from "./hostile.ts";

let world: World;
let store: MemoryStore;
let release: string;
/** A commit with the same files, and one with others, neither on main. */
const other = "e".repeat(40);

beforeAll(async () => {
  world = await openHostile();
  release =
    world.sandbox.cloud.read().repositories.find(({ name }) => name === "app")?.git.refs[branchRef("main")] ??
    "";
});
afterAll(() => world.close());

const ago = (milliseconds: number) => shifted(monday, -milliseconds);

/** Adds a record to the ledger as the runtime would have, at its own time. */
async function remember(
  type: string,
  body: Record<string, unknown>,
  {
    environment = "production",
    at = ago(hours(2)),
    recorded = at,
    run = "650",
  }: { environment?: string; at?: string; recorded?: string; run?: string } = {},
): Promise<void> {
  const entry = {
    id: `${type}-${at}-${JSON.stringify(body).length}-${store.objects.size}`,
    type,
    at: new Date(at).toISOString(),
    actor: "dora",
    run: { repository: "acme/app", id: run, attempt: 1, job: "deploy", commit: release },
    body,
  };
  await append(
    store,
    { entry, origin: { kind: "direct" } },
    {
      layout: usualLayout,
      place: { book: "ledger", environment },
      clocks: [],
      now: () => Date.parse(recorded),
    },
  );
}

const passed = (change: object = {}) => ({ commit: release, verdict: "pass", ...change });
const went = (sha: string, at: string, outcome = "success") => ({
  commit: { sha, branch: "main" },
  execution: { startedAt: at, endedAt: at, outcome },
});

const contract = {
  ...ruled({
    evidence: { ...production.evidence, records: ["backup"], migrations: "irreversible" },
  }),
};

const run = (change: object = {}) => ({
  id: 700,
  run_attempt: 1,
  event: "workflow_dispatch",
  path: ".github/workflows/deploy-production.yml",
  head_branch: "main",
  head_sha: release,
  actor: { login: "dora" },
  triggering_actor: { login: "dora" },
  run_started_at: ago(hours(1)),
  ...change,
});

const check = (change: object = {}) => ({
  name: "ci",
  app: { slug: "github-actions" },
  conclusion: "success",
  started_at: ago(hours(3)),
  ...change,
});

/** A GitHub that shows nothing against the release. */
beforeEach(async () => {
  store = new MemoryStore();
  world.lies.length = 0;
  world.lies.push(
    ({ path }) =>
      path === "/actions/runs/700/attempts/1"
        ? { status: 200, body: run(), headers: { date: new Date(monday).toUTCString() } }
        : undefined,
    tells("/issues", []),
    tells("/deployments", []),
    tells(`/commits/${release}/check-runs`, { check_runs: [check()] }),
  );
  await remember("deployment", went("c".repeat(40), ago(hours(200))), { at: ago(hours(200)), run: "600" });
  await remember("backup", { outcome: "success" }, { at: ago(hours(1)) });
});

const staged = () => remember("smoke", passed(), { environment: "staging" });

interface Judge {
  event?: unknown;
  sha?: string;
  environment?: Record<string, string>;
  options?: readonly string[];
}

/** The delivered command, with a ledger in memory in place of S3. */
function judge({ event, sha, environment = {}, options = [] }: Judge = {}): Promise<Said> {
  const variables = {
    GITHUB_API_URL: world.url,
    GITHUB_TOKEN: world.token,
    GITHUB_RUN_ID: "700",
    GITHUB_RUN_ATTEMPT: "1",
    GITHUB_SHA: release,
    ...environment,
  };
  const gateFacts: Frame["gateFacts"] = (rules, stage, asked) => {
    const subject = { environment: asked.environment, kind: asked.kind, sha: asked.sha ?? release };
    return gather(
      rules,
      stage,
      {
        ...sourcesOf(rules, { environment: variables, wait: async () => undefined }),
        evidence: ledgerEvidence(() => store, usualLayout),
        now: () => Date.parse(monday),
        environment: variables,
        declare: (of) => (event === undefined ? [] : declared(event, of, subject)),
      },
      { subject, run: { id: 700, attempt: 1 }, artifacts: asked.artifacts, migrations: asked.migrations },
    );
  };
  return ask(
    [
      "gate",
      "--environment",
      "production",
      ...(sha ? ["--sha", sha] : []),
      ...options,
      "--record",
      "{record}",
    ],
    { contract, environment: variables, frame: { gateFacts } },
  );
}

function declared(
  event: unknown,
  ...[of, subject]: [Parameters<typeof readInputs>[1], Parameters<typeof readInputs>[2]]
) {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-event-"));
  try {
    const file = join(folder, "event.json");
    writeFileSync(file, JSON.stringify(event));
    return readInputs(file, of, subject);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Which gates do not say yes, by the decision that was recorded. */
function shut({ record }: Said): string[] {
  const { decision }: { decision: { gates: { gate: string; verdict: string }[] } } = JSON.parse(record ?? "");
  return decision.gates
    .filter(({ verdict }) => verdict !== "yes")
    .map(({ gate, verdict }) => `${gate} ${verdict}`);
}

it("a release that has everything goes", async () => {
  await staged();
  const said = await judge();
  expect(shut(said)).toEqual([]);
  expect([said.code, said.output]).toEqual([0, "verdict=yes\n"]);
});

describe("forged dispatches (attacked)", () => {
  beforeEach(staged);

  it("S002-PROD-02: of somebody who is no deployment manager, whatever the job's variables say", async () => {
    world.lies.push(
      tells(
        "/actions/runs/700/attempts/1",
        run({ actor: { login: "mallory" }, triggering_actor: { login: "mallory" } }),
      ),
    );
    const said = await judge({ environment: { GITHUB_ACTOR: "dora", GITHUB_TRIGGERING_ACTOR: "dora" } });
    expect(said.code).toBe(1);
    expect(shut(said)).toContain("starter no");
  });

  it("of another branch", async () => {
    world.lies.push(tells("/actions/runs/700/attempts/1", run({ head_branch: "feature/x" })));
    expect(shut(await judge())).toContain("branch no");
  });

  it("for a commit that is not on main, though the run is", async () => {
    await world.send("dora", "POST", "/git/refs", { ref: "refs/heads/aside", sha: release });
    await world.send("dora", "PUT", "/contents/evil.txt", { message: "x", branch: "aside", content: "eA==" });
    const aside =
      world.sandbox.cloud.read().repositories.find(({ name }) => name === "app")?.git.refs[
        branchRef("aside")
      ] ?? "";
    const said = await judge({ sha: aside });
    expect(said.code).toBe(1);
    expect(shut(said)).toEqual(expect.arrayContaining(["branch no", "earlier-stage no"]));
  });

  it("with an override in the name of somebody else: the event's words name nobody", async () => {
    world.lies.push(
      tells("/issues", [{ number: 5, title: "Audit week", created_at: ago(hours(1)), closed_at: null }]),
    );
    const event = {
      sender: { login: "terry" },
      inputs: { override: "freeze", override_until: shifted(monday, hours(1)), reason: "Because" },
    };
    const said = await judge({ event });
    expect(shut(said)).toEqual(expect.arrayContaining(["freeze no"]));
    expect(said.out).toContain("dora does not hold tech-lead");
  });

  it("that is no run of GitHub at all", async () => {
    world.lies.push(tells("/actions/runs/700/attempts/1", { message: "Not Found" }, 404));
    expect((await judge()).code).toBe(3);
  });
});

describe("stale and forged passes (attacked)", () => {
  it.each<[string, () => Promise<void>, string]>([
    ["none yet", async () => undefined, "earlier-stage no"],
    [
      "S002-PROD-06: 25 hours old",
      () => remember("smoke", passed(), { environment: "staging", at: ago(hours(25)) }),
      "earlier-stage no",
    ],
    [
      "dated freshly by its job and recorded 25 hours ago",
      () =>
        remember("smoke", passed(), { environment: "staging", at: ago(hours(1)), recorded: ago(hours(25)) }),
      "earlier-stage no",
    ],
    [
      "of another commit",
      () => remember("smoke", passed({ commit: other }), { environment: "staging" }),
      "earlier-stage no",
    ],
    [
      "that was inconclusive",
      () => remember("smoke", passed({ verdict: "inconclusive" }), { environment: "staging" }),
      "earlier-stage no",
    ],
    [
      "in another environment's chain",
      () => remember("smoke", passed(), { environment: "development" }),
      "earlier-stage no",
    ],
  ])("%s", async (_, given, expected) => {
    await given();
    const said = await judge();
    expect(said.code).toBe(1);
    expect(shut(said)).toEqual([expected]);
  });

  it("a record that somebody changed beneath S3 is no evidence", async () => {
    await staged();
    const key = recordKey(usualLayout, { book: "ledger", environment: "staging" }, 1);
    store.tamper(
      key,
      Buffer.from(store.bytes(key).toString().replace("pass", "fail").replace("fail", "pass ")),
    );
    const said = await judge();
    expect(said.code).toBe(3);
    expect(shut(said)).toEqual(["earlier-stage unknown"]);
  });
});

describe("what hides (attacked)", () => {
  beforeEach(staged);

  it.each<[string, () => unknown, string]>([
    [
      "a critical incident whose label was taken off",
      async () => {
        await remember(
          "incident",
          { issue: 7, change: "opened", severity: "critical", title: "Down" },
          { at: ago(hours(3)) },
        );
        world.lies.push(
          tells("/issues/7", { number: 7, title: "Down", created_at: ago(hours(3)), closed_at: null }),
        );
      },
      "incidents no",
    ],
    [
      "a check of the right name by another app",
      () =>
        world.lies.push(
          tells(`/commits/${release}/check-runs`, { check_runs: [check({ app: { slug: "mine" } })] }),
        ),
      "checks no",
    ],
    [
      "a release by the API, which skips reviewers and writes no record",
      () =>
        world.lies.push(
          tells("/deployments", [
            { id: 9, sha: other, created_at: ago(hours(1)), updated_at: ago(hours(1)) },
          ]),
          tells("/deployments/9/statuses", [{ state: "success", created_at: ago(hours(1)) }]),
        ),
      "rate-limit no",
    ],
    [
      "a release that the ledger alone knows",
      () => remember("deployment", went(other, ago(hours(1)), "failure"), { at: ago(hours(1)), run: "640" }),
      "rate-limit no",
    ],
  ])("%s", async (_, given, expected) => {
    await given();
    const said = await judge();
    expect(shut(said)).toEqual([expected]);
    expect(said.code).toBe(1);
  });

  it("a clock that is two hours off decides nothing", async () => {
    world.lies.push(({ path }) =>
      path === "/actions/runs/700/attempts/1"
        ? { status: 200, body: run(), headers: { date: new Date(ago(hours(2))).toUTCString() } }
        : undefined,
    );
    const said = await judge();
    expect([said.code, shut(said)]).toEqual([3, ["clock unknown"]]);
  });
});

describe("a rollback", () => {
  it("goes while the ledger is away, to what GitHub shows to have been good", async () => {
    store.get = async () => {
      throw new Error("No S3 may be asked");
    };
    world.lies.push(
      tells("/deployments", [
        { id: 3, sha: release, created_at: ago(hours(90)), updated_at: ago(hours(90)) },
      ]),
      tells("/deployments/3/statuses", [{ state: "success", created_at: ago(hours(90)) }]),
    );
    const said = await judge({ options: ["--kind", "rollback"] });
    expect([said.code, shut(said)]).toEqual([0, []]);
  });

  it("is no way in for a commit that never was good here", async () => {
    const said = await judge({ options: ["--kind", "rollback"] });
    expect([said.code, shut(said)]).toEqual([1, ["rollback-target no"]]);
  });
});
