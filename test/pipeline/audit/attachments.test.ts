import { describe, expect, it } from "vitest";
import { readEntry } from "../../../pipeline/audit/entries/entry.ts";
import { checksOf, readAttached, verdictOf } from "../../../pipeline/audit/run/attachment.ts";
import type { Material } from "../../../pipeline/audit/run/bodies.ts";
import { entriesOf, typeNamed } from "../../../pipeline/audit/run/entries.ts";
import { jobOf } from "../../../pipeline/audit/run/job.ts";
import { environments } from "./entries.ts";
import { commit, file, jobVariables } from "./runtime.ts";

const now = Date.parse("2027-03-01T15:10:00Z");

const attached = (name: string, content: unknown) => readAttached([file(name, content)], () => true);

function material(given: Partial<Material> = {}): Material {
  return {
    job: jobOf(jobVariables, now),
    environment: "development",
    sha: commit,
    outcome: "success",
    reason: undefined,
    attached: [],
    approvals: [],
    failures: [],
    endedAt: new Date(now).toISOString(),
    ...given,
  };
}

/** The entries, each of which the ledger would take. */
function made(type: string, given: Partial<Material>) {
  const entries = entriesOf(typeNamed(type), material(given), environments);
  return entries.map((one) => readEntry(one, environments).entry);
}

const span = { startedAt: "2027-03-01T15:00:00Z", endedAt: "2027-03-01T15:01:00Z", durationSeconds: 60 };

describe("what commands write becomes part of the record, or one of its own", () => {
  it("S002-AUD-04: of migrations a record each, and their part in the deployment's", () => {
    const stored = { location: "migrate.json#1", sha256: "1".repeat(64) };
    const migration = {
      name: "015_add_index.sql",
      direction: "up",
      user: "road",
      outcome: "success",
      snapshots: { before: stored, after: stored },
      ...span,
    };
    const part = { run: ["015_add_index.sql"], durationSeconds: 60, schemaBefore: "014", schemaAfter: "015" };
    const entries = made("deployment", {
      attached: attached("migrate.json", { ...part, entries: [migration] }),
    });
    expect(entries.map(({ type }) => type)).toEqual(["migration", "deployment"]);
    expect(entries[0]).toMatchObject({ at: "2027-03-01T15:01:00.000Z", body: migration });
    expect(entries[1]?.body["migrations"]).toEqual(part);
    expect(
      made("migration", { attached: attached("migrate.json", { ...part, entries: [migration] }) }),
    ).toMatchObject([{ type: "migration", body: migration }]);
  });

  it("a backup", () => {
    const record = {
      kind: "backup",
      database: "diary",
      file: "b.dump",
      location: null,
      sha256: "2".repeat(64),
      ...span,
    };
    expect(made("backup", { attached: attached("backup.json", record) })).toMatchObject([
      {
        type: "backup",
        body: { what: "diary", outcome: "success", copy: { location: "b.dump", sha256: "2".repeat(64) } },
      },
    ]);
  });

  it("an incident and the notices of a run", () => {
    const incident = {
      issue: 7,
      change: "opened",
      severity: "high",
      title: "It is down",
      began: span.startedAt,
    };
    const entries = made("incident", {
      attached: [
        ...attached("incident.json", { command: "incident", incidents: [{ ...incident, at: span.endedAt }] }),
        ...attached("notify.json", {
          command: "notify",
          notifications: [
            { channel: "guardian", event: "failed", outcome: "failure", attempts: 3, detail: "away" },
          ],
        }),
      ],
    });
    expect(entries).toMatchObject([
      { type: "incident", at: "2027-03-01T15:01:00.000Z", body: incident },
      { type: "notification", body: { channel: "guardian", outcome: "failure" } },
    ]);
  });

  it("the samples of a watch, and what a monitor's pass saw of availability", () => {
    const reading = (signal: string, state: string, value?: number) => ({
      at: span.startedAt,
      signal,
      state,
      why: "",
      value,
    });
    const watched = made("metric", {
      attached: attached(
        "samples.jsonl",
        [
          reading("backend health", "good", 120),
          reading("backend health", "bad", 900),
          reading("backend deep health", "good", 300),
          reading("backend errors", "good", 0.1),
          reading("backend health", "none"),
        ]
          .map((one) => JSON.stringify(one))
          .join("\n"),
      ),
    });
    expect(watched.map(({ body }) => [body["name"], body["service"], body["observations"]])).toEqual([
      ["availability", "backend", [1, 0]],
      ["health-response-time", "backend", [120]],
      ["deep-health-availability", "backend", [1]],
      ["deep-health-response-time", "backend", [300]],
    ]);
    const finding = (check: string, subject: string, verdict: string) => ({
      id: check,
      check,
      subject,
      verdict,
      why: "",
    });
    const findings = [
      finding("availability", "api", "no"),
      finding("availability", "web", "yes"),
      finding("availability", "db", "unknown"),
      finding("dns", "api", "no"),
    ];
    const pass = { command: "monitor", at: span.startedAt, verdict: "no", findings };
    const monitored = made("metric", { attached: attached("monitor.json", pass) });
    expect(monitored.map(({ body }) => [body["name"], body["service"], body["observations"]])).toEqual([
      ["availability", "api", [0]],
      ["availability", "web", [1]],
    ]);
  });
});

it("a smoke record passes only when the job and every check did", () => {
  const check = (outcome: string) => [{ name: "sign in", outcome, detail: "" }];
  const verdict = (outcome: Material["outcome"], checks: unknown[]) =>
    made("smoke", { outcome, attached: attached("smoke.json", { command: "smoke", checks }) })[0]?.body[
      "verdict"
    ];
  expect(verdict("success", check("pass"))).toBe("pass");
  expect(verdict("success", check("inconclusive"))).toBe("inconclusive");
  expect(verdict("success", check("fail"))).toBe("fail");
  expect(verdict("failure", check("pass"))).toBe("fail");
  expect(verdict("cancelled", check("pass"))).toBe("inconclusive");
  expect(made("smoke", { outcome: "cancelled" })[0]?.body).toMatchObject({ verdict: "inconclusive" });
});

it("findings under maintenance are not told, and a large file goes in by its hash alone", () => {
  const findings = [
    { id: "a", verdict: "no", why: "down", muted: "maintenance" },
    { id: "b", verdict: "yes", why: "up" },
  ];
  const [record] = attached("monitor.json", { command: "monitor", verdict: "yes", findings });
  if (!record) throw new Error("There is no record");
  expect(checksOf(record)).toEqual([{ name: "b", outcome: "pass", detail: "up" }]);
  expect(verdictOf(record)).toBe("pass");
  const [entry] = made("deployment", { attached: attached("big.json", { text: "x".repeat(300_000) }) });
  expect(entry?.body["attachments"]).toEqual([
    { name: "big.json", sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
});
