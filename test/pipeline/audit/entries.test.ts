import { describe, expect, it } from "vitest";
import { type EntryInput, readEntry } from "../../../pipeline/audit/entries/entry.ts";
import { governance, recordTypes } from "../../../pipeline/audit/entries/types.ts";
import { LedgerError } from "../../../pipeline/audit/failure.ts";
import { canonicalJson, sha256Hex } from "../../../pipeline/canonical.ts";
import { approval, correction, deployment, environments, input, shas } from "./entries.ts";

const read = (given: unknown) => readEntry(given, environments);

/** The same entry with one member of its body (by path) changed, or without it. */
function changed(given: unknown, path: string, value?: unknown): unknown {
  const copy = structuredClone(given);
  const parts = path.split(".");
  const last = parts.pop() ?? "";
  let at: unknown = copy;
  for (const part of parts) at = typeof at === "object" && at !== null ? Reflect.get(at, part) : undefined;
  if (typeof at !== "object" || at === null) throw new Error(`The entry has no ${path}`);
  if (value === undefined) Reflect.deleteProperty(at, last);
  else Reflect.set(at, last, value);
  return copy;
}

function refusal(given: unknown): string {
  try {
    read(given);
  } catch (error) {
    if (error instanceof LedgerError && error.problem === "entry") return error.message;
    throw error;
  }
  throw new Error("The entry was taken");
}

describe("a deployment's record", () => {
  it("S002-AUD-01: needs timestamp, deployer, environment, commit, branch and version, and knows three environments", () => {
    expect(read(deployment()).place).toEqual({ book: "ledger", environment: "production" });
    for (const path of [
      "at",
      "actor",
      "environment",
      "body.commit.sha",
      "body.commit.branch",
      "body.version",
    ]) {
      expect(refusal(changed(deployment(), path)), path).toContain(path.split(".").at(-1));
    }
    expect(refusal(deployment(1, { environment: "acceptance" }))).toContain(
      'environment: "acceptance" is given; allowed: development, staging, production',
    );
    expect(refusal(changed(deployment(), "body.environment", "staging"))).toContain("body.environment");
    expect(refusal(changed(deployment(), "at", "2027-03-01T15:00:00+01:00"))).toContain("UTC");
  });

  it("S002-AUD-02: holds at least one approval where people open the environment", () => {
    for (const environment of ["staging", "production"]) {
      const given = deployment(1, { environment });
      expect(refusal(changed(given, "body.approvals", [])), environment).toContain("at least one approval");
      for (const field of ["approver", "notBefore", "notAfter", "comment"]) {
        const { [field]: _left, ...rest }: Record<string, unknown> = approval;
        expect(refusal(changed(given, "body.approvals", [rest])), field).toContain(
          `body.approvals.0.${field}`,
        );
      }
    }
    expect(() =>
      read(changed(deployment(1, { environment: "development" }), "body.approvals", [])),
    ).not.toThrow();
  });

  it("S002-AUD-03: takes three outcomes, and a duration that is the end minus the start", () => {
    for (const field of ["startedAt", "endedAt", "durationSeconds", "outcome"]) {
      expect(refusal(changed(deployment(), `body.execution.${field}`)), field).toContain(field);
    }
    for (const outcome of ["success", "failure", "rollback"]) {
      expect(() => read(changed(deployment(), "body.execution.outcome", outcome))).not.toThrow();
    }
    expect(refusal(changed(deployment(), "body.execution.outcome", "refused"))).toContain(
      '"refused" is given; needed: the outcome: success, failure, rollback',
    );
    expect(refusal(changed(deployment(), "body.execution.durationSeconds", 90.501))).toContain("90.5,");
    expect(refusal(changed(deployment(), "body.execution.endedAt", "2027-03-01T14:00:00Z"))).toContain(
      "not before startedAt",
    );
  });

  it("S002-AUD-04: holds the migrations, their duration and both schema versions", () => {
    const migrations = { run: ["003_users"], durationSeconds: 4, schemaBefore: "002", schemaAfter: "003" };
    expect(() => read(changed(deployment(), "body.migrations", migrations))).not.toThrow();
    for (const field of Object.keys(migrations)) {
      const { [field]: _left, ...rest }: Record<string, unknown> = migrations;
      expect(refusal(changed(deployment(), "body.migrations", rest)), field).toContain(
        `body.migrations.${field}`,
      );
    }
    expect(refusal(changed(deployment(), "body.migrations"))).toContain("body.migrations: nothing is given");
  });

  it("S002-AUD-05: holds smoke outcomes, health results, and failures and warnings", () => {
    for (const field of ["smoke", "health", "failures", "warnings"]) {
      expect(refusal(changed(deployment(), `body.tests.${field}`)), field).toContain(`body.tests.${field}`);
    }
  });
});

it("S000-RB-05: a rollback leaves a SYSTEM CORRECTION EVENT with both commits, who and why", () => {
  expect(read(correction()).entry.type).toBe("SYSTEM CORRECTION EVENT");
  for (const field of ["from", "to", "actor", "reason"]) {
    expect(refusal(changed(correction(), `body.${field}`)), field).toContain(`body.${field}`);
  }
});

const snapshot = (digit: string) => ({ location: "s3://app-backups/1", sha256: digit.repeat(64) });
const migration = input("migration", {
  name: "003_users",
  direction: "up",
  user: "app_migrator",
  outcome: "success",
  snapshots: { before: snapshot("1"), after: snapshot("2") },
  startedAt: "2027-03-01T15:00:00Z",
  endedAt: "2027-03-01T15:00:04Z",
  durationSeconds: 4,
});

it("S002-MIG-11: a migration's record has its time, user and duration", () => {
  expect(() => read(migration)).not.toThrow();
  for (const field of ["startedAt", "user", "durationSeconds"]) {
    expect(refusal(changed(migration, `body.${field}`)), field).toContain(`body.${field}`);
  }
});

it("S002-MIG-12: it names two stored snapshots by hash, and taking it back is a record of its own", () => {
  for (const field of ["before", "after", "before.sha256", "after.location"]) {
    expect(refusal(changed(migration, `body.snapshots.${field}`)), field).toContain(
      `body.snapshots.${field}`,
    );
  }
  const down = read(changed(migration, "body.direction", "down")).entry;
  expect(down.id).not.toBe(read(migration).entry.id);
  expect(down.body).toMatchObject({ name: "003_users", direction: "down" });
});

it("S004-GOV-02: each of the five has a type of record, a book and a retention", () => {
  expect(Object.keys(governance)).toHaveLength(5);
  for (const types of Object.values(governance)) {
    for (const type of types)
      expect(recordTypes[type]).toEqual({ book: expect.any(String), retentionDays: 2557 });
  }
  expect(recordTypes["secret-access"].book).toBe("secret-access");
  expect(recordTypes["security-scan"].book).toBe("security-scans");
  expect(recordTypes.metric.book).toBe("metrics");
});

const others: EntryInput[] = [
  input("approval", { commit: shas.new, approval }),
  input("override", {
    commit: shas.new,
    kind: "override",
    gates: ["window"],
    role: "tech-lead",
    by: "grace",
    reason: "data loss",
    grantedAt: "2027-03-01T14:00:00Z",
    expiresAt: "2027-03-01T16:00:00Z",
  }),
  input("genesis", { commit: shas.new, role: "tech-lead", by: "grace", reason: "first release" }),
  input("smoke", {
    commit: shas.new,
    tree: null,
    verdict: "pass",
    checks: [{ name: "GET /", outcome: "pass" }],
  }),
  input("backup", {
    what: "production database",
    outcome: "success",
    copy: snapshot("4"),
    startedAt: "2027-03-01T14:00:00Z",
    endedAt: "2027-03-01T14:00:10.250Z",
    durationSeconds: 10.25,
  }),
  input("incident", { issue: 12, change: "opened", severity: "critical", title: "down" }),
  input("notification", { channel: "slack", event: "deployed", outcome: "failure", attempts: 3 }),
  input("secret-access", {
    secret: "DATABASE_URL",
    store: "doppler",
    action: "read",
    by: "ci",
    accessedAt: "2027-03-01T14:00:00Z",
    source: "Doppler's activity log",
  }),
  input("security-scan", {
    commit: shas.new,
    tool: "osv-scanner",
    version: "2.0.0",
    verdict: "pass",
    findings: { critical: 0, high: 0, medium: 1, low: 2 },
    report: snapshot("3"),
  }),
  input("metric", {
    name: "GET /api/health, p95",
    unit: "ms",
    value: 120.5,
    samples: 288,
    from: "2027-02-28T00:00:00Z",
    to: "2027-03-01T00:00:00Z",
  }),
];

it.each(others.map((one) => [one.type, one] as const))(
  "takes a whole %s, and none without one of its fields",
  (_type, given) => {
    expect(() => read(given)).not.toThrow();
    for (const field of Object.keys(given.body))
      expect(refusal(changed(given, `body.${field}`))).toContain(field);
    expect(refusal(changed(given, "body.more", 1))).toContain("no such field: more");
  },
);

it("takes a gate's decision only with the contract and the facts that its hashes stand for", () => {
  const [contract, facts] = [{ contract: 1 }, { facts: 1 }];
  const given = input("gate-decision", {
    decision: {
      sha: shas.new,
      verdict: "no",
      time: "2027-03-01T14:00:00Z",
      gates: [{ gate: "window", verdict: "no", why: "closed" }],
      contract: sha256Hex(canonicalJson(contract)),
      facts: sha256Hex(canonicalJson(facts)),
    },
    contract,
    facts,
  });
  expect(() => read(given)).not.toThrow();
  expect(refusal(changed(given, "body.facts", { facts: 2 }))).toContain("body.decision.facts");
});

it("gives the same event the same id, and another to whatever differs", () => {
  const { id } = read(deployment()).entry;
  expect(read(deployment(1, { at: "2027-03-01T15:00:01.000Z" })).entry.id).toBe(id);
  const run = { ...deployment().run, attempt: 2 };
  for (const other of [
    { actor: "bob" },
    { at: "2027-03-01T15:00:02Z" },
    { run },
    { environment: "staging" },
  ]) {
    expect(read(deployment(1, other)).entry.id).not.toBe(id);
  }
});

it("names all wrong fields at once, with what is allowed, and never a long value", () => {
  const long = "x".repeat(500);
  const message = refusal(changed(changed(deployment(), "body.version", ""), "body.commit.sha", long));
  expect(message).toContain('body.version: "" is given; needed: the version number');
  expect(message).toContain("body.commit.sha");
  expect(message).not.toContain(long);
  expect(refusal(input("deploy", {}))).toMatch(/type: "deploy" is given; allowed: deployment, approval/);
});
