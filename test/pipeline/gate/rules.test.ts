import { describe, expect, it } from "vitest";
import type { Contract } from "../../../pipeline/contract/contract.ts";
import type { Facts } from "../../../pipeline/facts/facts.ts";
import { decide } from "../../../pipeline/gate/decide.ts";
import { contract, goodFacts, hours, monday, production, release, ruled, shifted, tree } from "../world.ts";

interface Case {
  facts?: Partial<Facts>;
  contract?: Contract;
  at?: string;
}

function ask({ facts, contract: rules = contract, at = monday }: Case) {
  return decide(rules, { ...goodFacts, ...facts }, Date.parse(at));
}

/** The gates that do not say yes, with their verdicts. */
function shut(given: Case): Record<string, string> {
  const { gates } = ask(given);
  return Object.fromEntries(
    gates.filter(({ verdict }) => verdict !== "yes").map(({ gate, verdict }) => [gate, verdict]),
  );
}

const at = (local: string) => `${local}:00-05:00`;
const utc = (text: string) => new Date(text).toISOString();

it("lets a release go that has everything", () => {
  const decision = ask({});
  expect(shut({})).toEqual({});
  expect(decision).toMatchObject({ verdict: "yes", environment: "production", sha: release, time: monday });
});

describe("S002-PROD-04: Monday to Thursday, 9 to 15 in New York", () => {
  it.each([
    ["Monday 09:00", "2027-02-01T09:00", {}],
    ["Monday 14:59", "2027-02-01T14:59", {}],
    ["Thursday 12:00", "2027-02-04T12:00", {}],
    ["Monday 08:59", "2027-02-01T08:59", { window: "no" }],
    ["Monday 15:00", "2027-02-01T15:00", { window: "no" }],
    ["Friday", "2027-02-05T12:00", { window: "no" }],
    ["Saturday", "2027-02-06T12:00", { window: "no" }],
    ["Sunday", "2027-02-07T12:00", { window: "no" }],
  ])("%s", (_, local, expected) => {
    const only = ruled({ requires: undefined });
    expect(shut({ contract: only, at: utc(at(local)) })).toEqual(expected);
  });

  it("in summer by New York's clock, not by a fixed five hours", () => {
    const only = ruled({ requires: undefined });
    expect(shut({ contract: only, at: "2027-07-05T13:00:00Z" })).toEqual({});
    expect(shut({ contract: only, at: "2027-07-05T19:00:00Z" })).toEqual({ window: "no" });
  });

  it("leaves room for the deployment and its rollback where runway is on", () => {
    const window = { ...production.window, runway: true };
    const rules = ruled({ window: { zone: "", hours: [], ...window } });
    expect(shut({ contract: rules, at: utc(at("2027-02-01T14:35")) })).toEqual({});
    expect(shut({ contract: rules, at: utc("2027-02-01T14:35:01-05:00") })).toEqual({ window: "no" });
  });
});

it("S002-WIN-01: development and staging are open at any hour", () => {
  for (const environment of ["development", "staging"]) {
    for (let hour = 0; hour < 168; hour++) {
      const facts = { subject: { ...goodFacts.subject, environment } };
      expect(shut({ facts, at: shifted(monday, hours(hour)) })).toEqual({});
    }
  }
  const { development, staging } = contract.environments;
  for (const stage of [development, staging]) {
    expect([stage?.window, stage?.rateLimit]).toEqual([undefined, undefined]);
  }
});

describe("S002-PROD-05: one release in four hours", () => {
  const went = (before: number, more: object = {}) => ({
    value: [{ run: 600, sha: release, at: shifted(monday, -before), source: "deployment 1", ...more }],
  });

  it.each([
    ["3 h 59 min ago", hours(4) - 60_000, { "rate-limit": "no" }],
    ["4 h ago", hours(4), {}],
  ])("the last one %s", (_, before, expected) => {
    expect(shut({ facts: { deployments: went(before) } })).toEqual(expected);
    expect(shut({ facts: { releases: went(before) } })).toEqual(expected);
  });

  it("counts a release once, however many jobs and records speak of it", () => {
    const rules = ruled({ rateLimit: { deployments: 2, perHours: 4 } });
    const three = { value: [...went(hours(1)).value, ...went(hours(1) + 60_000).value] };
    expect(shut({ contract: rules, facts: { deployments: three, releases: went(hours(1)) } })).toEqual({});
    const other = { value: [...three.value, ...went(hours(2), { run: 601 }).value] };
    expect(shut({ contract: rules, facts: { deployments: other } })).toEqual({ "rate-limit": "no" });
  });

  it("S004-MET-03: two releases in one day's window are allowed", () => {
    const only = ruled({ requires: undefined });
    const first = utc(at("2027-02-01T09:30"));
    expect(shut({ contract: only, at: first })).toEqual({});
    const before = { value: [{ run: 600, sha: release, at: first, source: "deployment 1" }] };
    expect(shut({ contract: only, at: utc(at("2027-02-01T13:30")), facts: { deployments: before } })).toEqual(
      {},
    );
  });

  it("leaves out what this attempt did itself, and counts what an earlier attempt of this run did", () => {
    const own = went(60_000, { run: 700 });
    expect(shut({ facts: { deployments: own } })).toEqual({});
    const before = went(hours(2), { run: 700 });
    expect(shut({ facts: { deployments: before } })).toEqual({ "rate-limit": "no" });
  });
});

describe("S002-PROD-06: staging passed at most 24 hours ago", () => {
  const passed = (before: number, change: object = {}): Pick<Facts, "passes"> => ({
    passes: {
      value: [
        {
          environment: "staging",
          sha: release,
          tree,
          at: shifted(monday, -before),
          outcome: "pass",
          source: "staging/1",
          ...change,
        },
      ],
    },
  });

  it.each<[string, Pick<Facts, "passes">, object]>([
    ["24 h ago", passed(hours(24)), {}],
    ["a second more", passed(hours(24) + 1000), { "earlier-stage": "no" }],
    ["never", { passes: { value: [] } }, { "earlier-stage": "no" }],
    ["in another environment", passed(hours(1), { environment: "development" }), { "earlier-stage": "no" }],
    ["and failed", passed(hours(1), { outcome: "fail" }), { "earlier-stage": "no" }],
    ["in the future", passed(-hours(1)), { "earlier-stage": "unknown" }],
    [
      "where the ledger is away",
      { passes: { missing: "S3 gave no answer." } },
      { "earlier-stage": "unknown" },
    ],
  ])("%s", (_, facts, expected) => {
    expect(shut({ facts })).toEqual(expected);
  });

  it("a later failure ends an earlier pass", () => {
    const value = [passed(hours(3)), passed(hours(2), { outcome: "fail" })].flatMap(({ passes }) =>
      "value" in passes ? passes.value : [],
    );
    expect(shut({ facts: { passes: { value } } })).toEqual({ "earlier-stage": "no" });
  });

  it("S000-PROD-04: it is the very commit, or another one with the same tree", () => {
    const other = "d".repeat(40);
    expect(shut({ facts: passed(hours(1), { sha: other, tree: other }) })).toEqual({ "earlier-stage": "no" });
    expect(shut({ facts: passed(hours(1), { sha: other, tree: null }) })).toEqual({ "earlier-stage": "no" });
    expect(shut({ facts: passed(hours(1), { sha: other }) })).toEqual({});
  });
});

describe("S002-PROD-07: no critical incident in 24 hours", () => {
  const incident = (openedAt: string, closedAt: string | null) => ({
    incidents: { value: [{ reference: "#12", title: "Down", openedAt, closedAt }] },
  });
  it.each([
    ["open for a week", incident(shifted(monday, -hours(168)), null), { incidents: "no" }],
    [
      "opened and closed an hour ago",
      incident(shifted(monday, -hours(2)), shifted(monday, -hours(1))),
      { incidents: "no" },
    ],
    ["closed 24 h ago", incident(shifted(monday, -hours(40)), shifted(monday, -hours(24))), {}],
    [
      "a second less",
      incident(shifted(monday, -hours(40)), shifted(monday, -hours(24) + 1000)),
      { incidents: "no" },
    ],
  ])("%s", (_, facts, expected) => {
    expect(shut({ facts })).toEqual(expected);
  });
});

describe("S002-PROD-08: blackouts", () => {
  const noStage = ruled({ requires: undefined });
  it.each([
    ["a holiday", "2027-02-15T12:00", { blackout: "no" }],
    ["the last minute before one", "2027-02-14T23:59", { window: "no" }],
    ["the first day of planned maintenance", "2027-02-08T09:00", { blackout: "no" }],
    ["its last day", "2027-02-09T14:59", { blackout: "no" }],
    ["the day after", "2027-02-10T09:00", {}],
  ])("%s", (_, local, expected) => {
    expect(shut({ contract: noStage, at: utc(at(local)) })).toEqual(expected);
  });

  it("an active incident", () => {
    const value = [{ reference: "#1", title: "Down", openedAt: monday, closedAt: null }];
    expect(shut({ facts: { incidents: { value } } })).toEqual({ incidents: "no" });
  });

  it("a freeze by hand", () => {
    const value = [{ reference: "#5", title: "Audit week" }];
    expect(shut({ facts: { freezes: { value } } })).toEqual({ freeze: "no" });
  });
});

describe("S002-PROD-02: only a deployment manager starts it", () => {
  const startedBy = (actor: string, triggeringActor = actor) => {
    if (!("value" in goodFacts.run)) throw new Error("The run is known");
    return { run: { value: { ...goodFacts.run.value, actor, triggeringActor } } };
  };
  it.each([
    ["a member", startedBy("dan"), {}],
    ["a member, whatever the case", startedBy("DAN"), {}],
    ["somebody else", startedBy("mallory"), { starter: "no" }],
    ["somebody else, who ran a member's run again", startedBy("dora", "mallory"), { starter: "no" }],
    ["a member, who ran somebody else's run again", startedBy("mallory", "dora"), { starter: "no" }],
    ["the workflow's own token", startedBy("github-actions[bot]"), { starter: "no" }],
  ])("%s", (_, facts, expected) => {
    expect(shut({ facts })).toEqual(expected);
  });

  it("somebody who was taken off the team", () => {
    const members = {
      ...goodFacts.members,
      "deployment-manager": { value: { logins: ["dan"], readAt: monday } },
    };
    expect(shut({ facts: { members } })).toEqual({ starter: "no" });
  });

  it("is not known where the team cannot be read", () => {
    const members = { ...goodFacts.members, "deployment-manager": { missing: "GitHub answered 403." } };
    expect(shut({ facts: { members } })).toEqual({ starter: "unknown" });
  });
});

describe("proof", () => {
  const check = (change: object) => ({
    checks: {
      value: [
        { name: "ci", app: "github-actions", conclusion: "success", startedAt: shifted(monday, -hours(3)) },
        {
          name: "ci",
          app: "github-actions",
          conclusion: "success",
          startedAt: shifted(monday, -hours(2)),
          ...change,
        },
      ],
    },
  });
  const attested = ruled({ evidence: { ...production.evidence, attestation: { workflow: "build.yml" } } });
  const lag = { clock: { value: { runner: shifted(monday, hours(2)), github: monday } } };

  it.each<[string, Case, object]>([
    ["a check that failed later", { facts: check({ conclusion: "failure" }) }, { checks: "no" }],
    ["a check that runs", { facts: check({ conclusion: null }) }, { checks: "no" }],
    ["a check that was skipped", { facts: check({ conclusion: "skipped" }) }, { checks: "no" }],
    [
      "a check reported by another app",
      {
        facts: {
          checks: { value: [{ name: "ci", app: "somebodys-app", conclusion: "success", startedAt: monday }] },
        },
      },
      { checks: "no" },
    ],
    ["a record that is absent", { facts: { records: { value: [] } } }, { records: "no" }],
    [
      "a record whose newest is bad",
      {
        facts: {
          records: {
            value: [
              { kind: "backup", at: shifted(monday, -2000), good: true },
              { kind: "backup", at: shifted(monday, -1000), good: false },
            ],
          },
        },
      },
      { records: "no" },
    ],
    [
      "an irreversible migration",
      { facts: { migrations: { value: { risk: "irreversible", names: ["016.sql"] } } } },
      { migrations: "no" },
    ],
    ["no artifact to attest", { contract: attested }, { attestation: "no" }],
    [
      "an artifact of another workflow",
      {
        contract: attested,
        facts: {
          attestations: { value: [{ artifact: "api.tgz", verified: false, why: "Signed elsewhere." }] },
        },
      },
      { attestation: "no" },
    ],
    ["a commit that is not on the branch", { facts: { onBranch: { value: false } } }, { branch: "no" }],
    ["a clock that is two hours off", { facts: lag }, { clock: "unknown" }],
    [
      "a pipeline that is not activated",
      { contract: { ...contract, releases: { ...contract.releases, activation: "off" } } },
      { activation: "no" },
    ],
  ])("refuses %s", (_, given, expected) => {
    expect(shut(given)).toEqual(expected);
  });

  it.each([
    ["main", ["main"], true],
    ["feature/x", ["main", "feature/*"], true],
    ["feature/x/y", ["feature/*"], false],
    ["auto/fix-1-b", ["auto/*-*-b"], true],
    ["auto/fix-b", ["auto/*-*-b"], false],
    ["mainline", ["main"], false],
  ])("the branch %s under %j: %s", (branch, branches, open) => {
    if (!("value" in goodFacts.run)) throw new Error("The run is known");
    const run = { value: { ...goodFacts.run.value, branch } };
    expect(shut({ contract: ruled({ branches }), facts: { run } })).toEqual(open ? {} : { branch: "no" });
  });
});

it("never opens on a missing fact, whichever it is", () => {
  const wide = ruled({ evidence: { ...production.evidence, attestation: { workflow: "build.yml" } } });
  const verified = { attestations: { value: [{ artifact: "api.tgz", verified: true, why: "" }] } };
  expect(shut({ contract: wide, facts: verified })).toEqual({});
  const named = Object.keys(goodFacts).filter(
    (name) => !["facts", "subject", "members", "wasGood"].includes(name),
  );
  for (const name of named) {
    const facts = { ...verified, [name]: { missing: "GitHub gave no answer." } };
    const { verdict, gates } = ask({ contract: wide, facts });
    expect([name, verdict]).toEqual([name, "unknown"]);
    expect(gates.every((gate) => gate.verdict !== "no")).toBe(true);
  }
});

describe("a rollback", () => {
  const rollback = { subject: { ...goodFacts.subject, kind: "rollback" as const } };
  const night = "2027-02-07T03:00:00Z";

  it("waits for neither window, rate, incident, freeze nor ledger", () => {
    const missing = { missing: "S3 gave no answer." };
    const facts: Partial<Facts> = {
      ...rollback,
      wasGood: { value: true },
      incidents: { value: [{ reference: "#1", title: "Down", openedAt: night, closedAt: null }] },
      freezes: { value: [{ reference: "#2", title: "Frozen" }] },
      deployments: { value: [{ run: 1, sha: release, at: night, source: "deployment 1" }] },
      releases: missing,
      passes: missing,
      lastGood: missing,
      records: missing,
      declarations: missing,
    };
    expect(ask({ facts, at: night }).verdict).toBe("yes");
  });

  it("is no way in for what was never good here", () => {
    expect(shut({ facts: rollback })).toEqual({ "rollback-target": "no" });
    const lost = { ...rollback, wasGood: { missing: "GitHub answered 500." } };
    expect(shut({ facts: lost })).toEqual({ "rollback-target": "unknown" });
    const aside = { ...rollback, wasGood: { value: true }, onBranch: { value: false } };
    expect(shut({ facts: aside })).toEqual({ branch: "no" });
  });
});
