import { readdirSync, utimesSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ApprovalFacts } from "../../../pipeline/approvals/facts.ts";
import { decode, isSealed, type LedgerRecord } from "../../../pipeline/audit/chain/record.ts";
import { auditCommands } from "../../../pipeline/audit/commands/index.ts";
import { decide } from "../../../pipeline/gate/decide.ts";
import { recordOf } from "../../../pipeline/gate/record.ts";
import { type Archive, credentials, startArchive } from "../../platforms/s3/buckets.ts";
import { declared, goodFacts, release, contract as usual } from "../world.ts";
import { commit, file, folder, runtime, type World } from "./runtime.ts";

const slow = { timeout: 180_000 };

const contract = { ...usual, audit: { ...usual.audit, bucket: "app-audit", indexBucket: "app-index" } };

const access = (archive: Archive) => ({
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_SESSION_TOKEN: credentials.sessionToken,
  AWS_ENDPOINT_URL_S3: archive.proxy.url,
  GITHUB_API_URL: archive.proxy.url,
});

function auditRun(archive: Archive, args: readonly string[], { variables, ...world }: World = {}) {
  return runtime(auditCommands, ["audit", "run", ...args], {
    contract,
    ...world,
    variables: { ...access(archive), ...variables },
  });
}

async function recordsOf({ behind }: Archive, environment: string): Promise<LedgerRecord[]> {
  const records: LedgerRecord[] = [];
  for (const book of ["ledger", "metrics"]) {
    for await (const { key } of behind.list(`${book}/${environment}/`)) {
      const stored = await behind.get(key);
      const found = stored && decode(stored.body);
      if (found && isSealed(found)) records.push(found.record);
    }
  }
  return records;
}

const inProduction = ["--environment", "production"];
const inDevelopment = ["--environment", "development"];
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

/** What `approvals --record` writes when a role said yes. */
const approvalsRecord = {
  decision: {
    command: "approvals",
    verdict: "yes",
    roles: [
      {
        role: "tech-lead",
        verdict: "yes",
        why: "terry approved",
        by: "terry",
        comment: "Ship it",
        between: { from: "2027-02-01T14:50:00Z", until: "2027-02-01T14:58:00Z" },
        membersReadAt: "2027-02-01T14:59:00Z",
      },
      { role: "qa-lead", verdict: "no", why: "nobody approved" },
    ],
  },
  contract: {},
  facts: {},
};

const smokeRecord = (good: boolean) => ({
  command: "smoke",
  verdict: good ? "yes" : "no",
  startedAt: ago(50),
  checks: [
    { name: "GET /api/health", verdict: "yes", why: "answered 200" },
    { name: "sign in", verdict: good ? "yes" : "no", why: "answered 500" },
  ],
});

describe("a deployment", () => {
  it(
    "S002-AUD-08: S002-AUD-01: one that succeeds and one that fails leave a record with who, what, when and the tests",
    slow,
    async () => {
      const archive = await startArchive();
      const attach = (good: boolean) => ["--attach", file("smoke.json", smokeRecord(good))];
      const type = ["--type", "deployment", "--outcome"];
      const good = await auditRun(archive, [...inDevelopment, ...type, "success", ...attach(true)], {
        variables: { GATEHOUSE_STARTED_AT: ago(90), GATEHOUSE_VERSION: "1.4.0" },
      });
      expect(good).toMatchObject({ code: 0, err: "" });
      expect(good.out).toContain("recorded as ledger/development 1");
      const steps = JSON.stringify({ deploy: { outcome: "success" }, smoke: { outcome: "failure" } });
      const bad = await auditRun(archive, [...inDevelopment, ...type, "failure", ...attach(false)], {
        variables: { GATEHOUSE_STEPS: steps },
      });
      expect(bad.code).toBe(0);
      const [one, two, ...more] = await recordsOf(archive, "development");
      expect(more).toEqual([]);
      expect(one?.entry).toMatchObject({
        type: "deployment",
        actor: "ada",
        run: { repository: "acme/app", id: "7001", attempt: 1, job: "deploy", commit },
        body: {
          environment: "development",
          commit: { sha: commit, branch: "main" },
          version: "1.4.0",
          execution: { outcome: "success" },
          tests: {
            smoke: [
              { name: "GET /api/health", outcome: "pass" },
              { name: "sign in", outcome: "pass" },
            ],
          },
        },
      });
      const { execution } = one?.entry.body ?? {};
      expect(execution).toMatchObject({ durationSeconds: expect.closeTo(90, -2) });
      expect(two?.entry.body).toMatchObject({
        version: `41-${commit.slice(0, 12)}`,
        execution: { outcome: "failure" },
        tests: { failures: ["smoke: failure", "sign in: answered 500"] },
        reason: "The job failed: smoke: failure; smoke: no.",
      });
    },
  );

  it(
    "S002-AUD-02: takes its approvals from the attached decision, those alone that count, each as a record too",
    slow,
    async () => {
      const archive = await startArchive();
      const args = ["--type", "deployment", "--outcome", "success"];
      const attached = ["--attach", file("approvals.json", approvalsRecord)];
      expect(await auditRun(archive, [...inProduction, ...args, ...attached])).toMatchObject({ code: 0 });
      const records = await recordsOf(archive, "production");
      expect(records.map(({ entry }) => entry.type)).toEqual(["approval", "deployment"]);
      const approval = {
        approver: "terry",
        role: "tech-lead",
        notBefore: "2027-02-01T14:50:00Z",
        notAfter: "2027-02-01T14:58:00Z",
        comment: "Ship it",
        membershipReadAt: "2027-02-01T14:59:00Z",
      };
      expect(records[0]?.entry.body).toEqual({ commit, approval });
      expect(records[1]?.entry.body["approvals"]).toEqual([approval]);
    },
  );

  it(
    "S002-AUD-02: asks GitHub for the run's approvals where none are attached, and a success without any is refused by name",
    slow,
    async () => {
      const archive = await startArchive();
      const args = [...inProduction, "--type", "deployment", "--outcome", "success"];
      const facts: ApprovalFacts = {
        facts: 1,
        subject: { environment: "production", sha: commit },
        run: goodFacts.run,
        members: goodFacts.members,
        reviews: { value: [{ doors: ["production-tech-lead"], said: "approved", by: "terry", comment: "" }] },
        passings: {
          value: [
            {
              door: "production-tech-lead",
              askedAt: "2027-02-01T14:00:00Z",
              openedAt: "2027-02-01T14:10:00Z",
            },
          ],
        },
        promotion: { value: null },
      };
      const asked = await auditRun(archive, args, { approvalFacts: async () => facts });
      expect(asked).toMatchObject({ code: 0 });
      const [record] = await recordsOf(archive, "production");
      expect(record?.entry.body["approvals"]).toMatchObject([{ approver: "terry", role: "tech-lead" }]);
      const none = await auditRun(archive, args);
      expect(none.code).toBe(2);
      expect(none.err).toMatch(/approvals could not be read.*body\.approvals.*people open production/s);
      expect(await recordsOf(archive, "production")).toHaveLength(1);
    },
  );

  it(
    "S002-AUD-08: one that a gate refused leaves the gate's decision with all that it was made from, and no deployment",
    slow,
    async () => {
      const archive = await startArchive();
      const facts = { ...goodFacts, freezes: { value: [{ reference: "#9", title: "Frozen" }] } };
      const decision = decide(contract, facts, Date.now() - 60_000);
      expect(decision.verdict).toBe("no");
      const attached = ["--attach", file("decision.json", recordOf(decision, contract, facts))];
      const args = [...inProduction, "--type", "deployment", "--outcome", "failure"];
      expect(await auditRun(archive, [...args, ...attached])).toMatchObject({ code: 0 });
      const records = await recordsOf(archive, "production");
      expect(records.map(({ entry }) => entry.type)).toEqual(["gate-decision"]);
      expect(records[0]?.entry.body["facts"]).toEqual(facts);
    },
  );

  it(
    "records an override that the gates took, with its end, so that the next run finds it",
    slow,
    async () => {
      const archive = await startArchive();
      const facts = {
        ...goodFacts,
        freezes: { value: [{ reference: "#9", title: "Frozen" }] },
        declarations: declared({ gates: ["freeze"], at: ago(600), until: ago(-3600) }),
      };
      const decision = decide(contract, facts, Date.now() - 60_000);
      const taken = decision.gates.filter(({ override }) => override);
      expect(taken).toHaveLength(1);
      const attached = ["--attach", file("decision.json", recordOf(decision, contract, facts))];
      await auditRun(archive, [
        ...inProduction,
        "--type",
        "gate",
        "--outcome",
        "success",
        "--sha",
        release,
        ...attached,
      ]);
      const records = await recordsOf(archive, "production");
      expect(records.map(({ entry }) => entry.type)).toEqual(["gate-decision", "override"]);
      expect(records[1]?.entry.body).toMatchObject({
        commit: release,
        kind: "override",
        gates: ["freeze"],
        role: "tech-lead",
        by: "terry",
        reason: "Mends incident #12",
      });
    },
  );

  it(
    "S002-AUD-08: S002-AUD-03: one that was taken back has the outcome rollback, and the rollback its own record",
    slow,
    async () => {
      const archive = await startArchive();
      const back = { command: "rollback", verdict: "yes", from: commit, to: release, trigger: "smoke" };
      const attached = ["--attach", file("rollback.json", back), "--reason", "Smoke tests failed"];
      await auditRun(archive, [
        ...inDevelopment,
        "--type",
        "deployment",
        "--outcome",
        "failure",
        ...attached,
      ]);
      await auditRun(archive, [...inDevelopment, "--type", "rollback", "--outcome", "success", ...attached]);
      const [deployment, correction] = await recordsOf(archive, "development");
      expect(deployment?.entry.body).toMatchObject({ execution: { outcome: "rollback" } });
      expect(correction?.entry).toMatchObject({
        type: "SYSTEM CORRECTION EVENT",
        body: {
          from: commit,
          to: release,
          actor: "ada",
          reason: "Smoke tests failed",
          trigger: "automatic",
          outcome: "success",
        },
      });
    },
  );
});

describe("S3 away", () => {
  it(
    "forward records stop with 3, a rollback's go on with 0; both wait in files that the next run takes in",
    slow,
    async () => {
      const archive = await startArchive();
      const spool = folder();
      const away = { AWS_ENDPOINT_URL_S3: "http://127.0.0.1:9" };
      const back = [...inDevelopment, "--type", "rollback", "--reason", "5xx", "--spool", spool];
      const attached = file("rollback.json", { command: "rollback", from: commit, to: release });
      const note = file("notify.json", {
        command: "notify",
        notifications: [{ channel: "slack", event: "rolled-back", outcome: "success", attempts: 1 }],
      });
      const gone = await auditRun(
        archive,
        [...back, "--outcome", "success", "--attach", attached, "--attach", note],
        {
          variables: away,
        },
      );
      expect(gone).toMatchObject({ code: 0 });
      expect(gone.out).toContain("Keep the spool's folder as a run artifact");
      const forward = [...inDevelopment, "--type", "deployment", "--outcome", "success"];
      expect(await auditRun(archive, [...forward, "--spool", spool], { variables: away })).toMatchObject({
        code: 3,
      });
      expect(await auditRun(archive, forward, { variables: away })).toMatchObject({ code: 3 });
      expect(readdirSync(spool)).toHaveLength(3);
      const next = await auditRun(archive, [...forward, "--take-in", spool]);
      expect(next).toMatchObject({ code: 0 });
      expect(next.out).toContain("Taken in before it: ledger/development 1: notification.");
      const records = await recordsOf(archive, "development");
      expect(records.map(({ entry }) => entry.type)).toEqual([
        "notification",
        "SYSTEM CORRECTION EVENT",
        "deployment",
        "deployment",
      ]);
    },
  );
});

it("samples become metrics that hold them, by service and kind", slow, async () => {
  const archive = await startArchive();
  const samples = Array.from({ length: 10 }, (_, at) => ({
    at: ago(20 - at),
    ok: at !== 3,
    service: "backend",
    kind: "health",
    ...(at !== 3 && { ms: 100 + at }),
  }));
  const lines = samples.map((one) => JSON.stringify(one)).join("\n");
  const args = [...inProduction, "--type", "metric", "--outcome", "success"];
  expect(await auditRun(archive, [...args, "--attach", file("samples.jsonl", lines)])).toMatchObject({
    code: 0,
  });
  const bodies = (await recordsOf(archive, "production")).map(({ entry }) => entry.body);
  expect(bodies).toMatchObject([
    { name: "availability", unit: "percent", value: 90, samples: 10, service: "backend" },
    { name: "health-response-time", unit: "milliseconds", samples: 9 },
  ]);
  expect(bodies[1]?.["observations"]).toEqual([100, 101, 102, 104, 105, 106, 107, 108, 109]);
});

it(
  "takes the job's begin from the event's file, and a later attempt by another person as that person's",
  slow,
  async () => {
    const archive = await startArchive();
    const event = file("event.json", {});
    const begin = new Date(Date.now() - 45_000);
    utimesSync(event, begin, begin);
    const variables = { GITHUB_EVENT_PATH: event, GITHUB_RUN_ATTEMPT: "2", GITHUB_TRIGGERING_ACTOR: "bob" };
    await auditRun(archive, [...inDevelopment, "--type", "deployment", "--outcome", "success"], {
      variables,
    });
    const [record] = await recordsOf(archive, "development");
    expect(record?.entry).toMatchObject({ actor: "bob", run: { attempt: 2 } });
    expect(record?.entry.body["execution"]).toMatchObject({ startedAt: begin.toISOString() });
  },
);

it("keeps secrets out of the record", slow, async () => {
  const archive = await startArchive();
  const password = "a-very-long-password-1";
  const args = [
    ...inDevelopment,
    "--type",
    "deployment",
    "--outcome",
    "failure",
    "--reason",
    `refused ${password}`,
  ];
  const done = await auditRun(archive, args, { variables: { DATABASE_PASSWORD: password } });
  expect(done.code).toBe(0);
  for await (const { key } of archive.behind.list("")) {
    expect((await archive.behind.get(key))?.body.toString()).not.toContain(password);
  }
});

describe("wrong use", () => {
  const type = ["--type", "deployment", "--outcome", "success"];
  it.each([
    [
      "an unknown type",
      [...inDevelopment, "--type", "party", "--outcome", "success"],
      {},
      /--type is "party"; allowed: deployment/,
    ],
    [
      "an unknown outcome",
      [...inDevelopment, "--type", "smoke", "--outcome", "fine"],
      {},
      /--outcome is "fine"/,
    ],
    ["no job around it", [...inDevelopment, ...type], { GITHUB_RUN_ID: undefined }, /GITHUB_RUN_ID is ""/],
    ["an unknown environment", ["--environment", "moon", ...type], {}, /no environment "moon"/],
    ["a commit that is none", [...inDevelopment, ...type, "--sha", "main"], {}, /--sha is "main"/],
    [
      "steps that are none",
      [...inDevelopment, ...type],
      { GATEHOUSE_STEPS: "[1]" },
      /neither toJSON\(steps\)/,
    ],
    [
      "nothing that is a backup",
      [...inDevelopment, "--type", "backup", "--outcome", "success"],
      {},
      /Nothing that is attached/,
    ],
  ] as const)("%s", async (_what, args, variables, message) => {
    const done = await runtime(auditCommands, ["audit", "run", ...args], { contract, variables });
    expect(done.code).toBe(2);
    expect(done.err).toMatch(message);
  });
});
