import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Contract } from "../../../pipeline/contract/contract.ts";
import { incident } from "../../../pipeline/incident/command.ts";
import { notifyCommand } from "../../../pipeline/notify/command.ts";
import { type World as Github, openWorld } from "../../sandbox/github/replay/world.ts";
import { answers, cuts, type HttpServer, startHttp } from "../../servers/http.ts";
import { type Mailbox, startSmtp } from "../../servers/smtp.ts";
import { commit, file, folder, runtime } from "../audit/runtime.ts";
import { contract as usual } from "../world.ts";

const routingKey = "R0123456789ABCDEF0123456789ABCDEF";

/** Escalation as the specifications have it: development the team, staging QA, production a path. */
const escalation: Record<string, { afterMinutes: number; emails: string[] }[]> = {
  staging: [{ afterMinutes: 0, emails: ["qa@acme.example", "stakeholders@acme.example"] }],
  production: [
    { afterMinutes: 0, emails: ["on-call@acme.example"] },
    { afterMinutes: 15, emails: ["lead@acme.example"] },
    { afterMinutes: 60, emails: ["cto@acme.example"] },
  ],
};

interface Setting {
  contract: Contract;
  slack: HttpServer;
  pagerDuty: HttpServer;
  mailbox: Mailbox;
  variables: Record<string, string | undefined>;
}

async function setting(change: Partial<Contract["notifications"]> = {}): Promise<Setting> {
  const [slack, pagerDuty, mailbox] = await Promise.all([
    startHttp(answers(200, "ok")),
    startHttp(answers(202, '{"status":"success"}')),
    startSmtp(),
  ]);
  const environments = Object.fromEntries(
    Object.entries(usual.environments).map(([name, stage]) => {
      const steps = escalation[name];
      const alerts = steps && { severity: "high" as const, escalation: steps };
      return [name, alerts ? { ...stage, alerts } : stage];
    }),
  );
  return {
    slack,
    pagerDuty,
    mailbox,
    contract: {
      ...usual,
      environments,
      notifications: {
        emails: ["team@acme.example"],
        slackWebhookSecret: "SLACK_WEBHOOK",
        pagerDutyKeySecret: "PAGERDUTY_KEY",
        smtp: { host: "127.0.0.1", port: mailbox.port, from: "road@acme.example" },
        ...change,
      },
    },
    variables: {
      SLACK_WEBHOOK: `${slack.url}/services/T0/B0/secret-of-the-webhook`,
      PAGERDUTY_KEY: routingKey,
      RUNNER_TEMP: folder(),
    },
  };
}

function notify(
  world: Setting,
  args: readonly string[],
  variables: Record<string, string | undefined> = {},
  now = Date.now,
) {
  const { contract, pagerDuty } = world;
  return runtime([notifyCommand(pagerDuty.url)], ["notify", ...args], {
    contract,
    now,
    variables: { ...world.variables, ...variables },
  });
}

const about = (environment: string, event: string, more: readonly string[] = []) => [
  "--environment",
  environment,
  "--event",
  event,
  ...more,
];

/** A GitHub whose incidents of production the alarms are about. */
async function withIncident(world: Setting, title = "Health check fails") {
  const github: Github = await openWorld();
  onTestFinished(() => github.close());
  const variables = { GITHUB_API_URL: github.url, GITHUB_TOKEN: github.token };
  const args = ["incident", "--environment", "production", "--action", "open", "--title", title];
  expect(await runtime([incident], args, { contract: world.contract, variables })).toMatchObject({ code: 0 });
  const comments = () =>
    github.state().repositories.find(({ name }) => name === "app")?.issues?.[0]?.comments ?? [];
  return { variables, comments };
}

/** As if it were so many minutes later, in a new job. */
const later = (minutes: number) => ({
  now: () => Date.now() + minutes * 60_000,
  temp: { RUNNER_TEMP: folder() },
});

describe("who is told", () => {
  it.each([
    ["S003-ALERT-01: development: the team", "development", ["team@acme.example"]],
    [
      "S003-ALERT-01: S003-ALERT-02: staging: the team, QA and stakeholders",
      "staging",
      ["team@acme.example", "qa@acme.example", "stakeholders@acme.example"],
    ],
    [
      "S003-ALERT-01: production: the team and the first step",
      "production",
      ["team@acme.example", "on-call@acme.example"],
    ],
  ])("%s", async (_what, environment, addresses) => {
    const world = await setting();
    const done = await notify(world, about(environment, "succeeded"), { GATEHOUSE_VERSION: "1.4.0" });
    expect(done).toMatchObject({ code: 0, err: "" });
    const [mail, ...more] = world.mailbox.mails;
    expect(more).toEqual([]);
    expect(mail?.to).toEqual(addresses);
    expect(mail?.source).toContain(`Subject: Clinical Diary: 1.4.0`);
    expect(mail?.source).toContain(`is live in ${environment}`);
    expect(world.slack.received).toHaveLength(1);
    expect(world.slack.received[0]?.body).toContain(`${environment}`);
    // A notice wakes nobody.
    expect(world.pagerDuty.received).toEqual([]);
  });

  it("S003-ALERT-01: production: each step of the escalation when it is due, once, and all of them when it is over", async () => {
    const world = await setting();
    const { variables, comments } = await withIncident(world);
    const unhealthy = about("production", "unhealthy");
    const told: string[][] = [];
    for (const minutes of [0, 5, 16, 20, 70, 80]) {
      const { now, temp } = later(minutes);
      const done = await notify(world, unhealthy, { ...variables, ...temp }, now);
      expect(done).toMatchObject({ code: 0, err: "" });
      told.push(world.mailbox.mails.splice(0).flatMap(({ to }) => to));
    }
    expect(told).toEqual([
      ["team@acme.example", "on-call@acme.example"],
      [],
      ["team@acme.example", "lead@acme.example"],
      [],
      ["team@acme.example", "cto@acme.example"],
      [],
    ]);
    expect(comments()).toHaveLength(4);
    const { now, temp } = later(90);
    for (const _again of [1, 2]) {
      await notify(
        world,
        about("production", "recovered"),
        { ...variables, ...temp, RUNNER_TEMP: folder() },
        now,
      );
    }
    expect(world.mailbox.mails.flatMap(({ to }) => to)).toEqual([
      "team@acme.example",
      "on-call@acme.example",
      "lead@acme.example",
      "cto@acme.example",
    ]);
    const actions = world.pagerDuty.received.map(({ body }) => JSON.parse(body));
    expect(actions.map(({ event_action }) => event_action)).toEqual([
      "trigger",
      "trigger",
      "trigger",
      "resolve",
    ]);
    expect(new Set(actions.map(({ dedup_key }) => dedup_key))).toEqual(new Set(["acme/app/production"]));
    expect(actions[0]).toMatchObject({
      routing_key: routingKey,
      payload: { severity: "error", source: "production" },
    });
  });

  it("a step that a job repeats tells once", async () => {
    const world = await setting();
    await notify(world, about("staging", "started"));
    const again = await notify(world, about("staging", "started"));
    expect(again.out).toContain("This job told it before");
    expect(world.slack.received).toHaveLength(1);
  });
});

const finding = (name: string, why: string) =>
  file("monitor.json", { command: "monitor", verdict: "no", checks: [{ name, verdict: "no", why }] });

describe("S001-ALERT-01: S001-ALERT-02: S004-ALERT-01: each kind of trouble becomes an alert, by mail too", () => {
  it.each([
    ["health check failure", "unhealthy", "availability", "/api/health answered 503"],
    ["high error rate", "unhealthy", "error-rates", "12 % of requests failed"],
    ["performance degradation", "unhealthy", "response-times", "p95 is 2400 ms, more than 2000 ms"],
    ["SLA violation", "unhealthy", "objective healthP99", "1200 ms measured, 1000 ms allowed"],
    ["security issue", "unhealthy", "security-alerts", "one critical alert of Dependabot"],
    ["resource exhaustion", "unhealthy", "resources", "memory is at 97 %"],
    ["deployment failure", "failed", "deploy", "railway up ended with 1"],
  ])("%s", async (_kind, event, name, why) => {
    const world = await setting();
    const done = await notify(world, about("production", event, ["--attach", finding(name, why)]));
    expect(done.code).toBe(0);
    const [mail] = world.mailbox.mails;
    expect(mail?.source.replace(/=\r\n/g, "")).toContain(why.split(" ")[0]);
    expect(world.slack.received[0]?.body).toContain(why.replaceAll('"', '\\"'));
    expect(JSON.parse(world.pagerDuty.received[0]?.body ?? "{}")).toMatchObject({ event_action: "trigger" });
  });
});

it("S001-ALERT-03: Slack and PagerDuty stay silent where the contract does not name them", async () => {
  const world = await setting();
  const { slackWebhookSecret: _slack, pagerDutyKeySecret: _pager, ...others } = world.contract.notifications;
  world.contract = { ...world.contract, notifications: others };
  const done = await notify(world, about("production", "failed"));
  expect(done).toMatchObject({ code: 0, err: "" });
  expect([world.slack.received, world.pagerDuty.received]).toEqual([[], []]);
  expect(world.mailbox.mails).toHaveLength(1);
});

it("S000-MON-04: alarms reach the Guardian's address as JSON, and notices do not", async () => {
  const world = await setting();
  const guardian = await startHttp(answers(204));
  const variables = { GATEHOUSE_GUARDIAN_URL: guardian.url };
  await notify(world, about("production", "unhealthy", ["--message", "5xx"]), variables);
  await notify(world, about("production", "started"), variables);
  expect(guardian.received).toHaveLength(1);
  expect(JSON.parse(guardian.received[0]?.body ?? "{}")).toMatchObject({
    event: "unhealthy",
    environment: "production",
    severity: "high",
    paragraphs: expect.arrayContaining(["5xx"]),
  });
});

it("the links that a step gives are in every message", async () => {
  const world = await setting();
  const links = ["https://railway.example/dashboard", "https://railway.example/logs"];
  await notify(
    world,
    about(
      "production",
      "succeeded",
      links.flatMap((one) => ["--link", one]),
    ),
  );
  for (const link of links) {
    expect(world.mailbox.mails[0]?.source).toContain(link);
    expect(world.slack.received[0]?.body).toContain(link);
  }
});

describe("a channel that fails fails no deployment, is named, and recorded", () => {
  it.each([
    ["Slack has no such webhook", [answers(404, "no_service")], 1, /Slack answered 404: no_service/],
    ["Slack is down", [answers(503, "down")], 3, /Slack answered 503/],
    ["Slack cuts its answer", [cuts], 3, /Slack gave no answer/],
    ["Slack says ok with other words", [answers(200, "<html>proxy</html>")], 1, /Slack answered 200: <html>/],
    ["Slack's limit is long", [answers(429, "limited", { "retry-after": "3600" })], 1, /Slack answered 429/],
  ])("%s", async (_what, behaviours, attempts, why) => {
    const world = await setting();
    world.slack.behaviours = behaviours;
    const record = join(folder(), "notify.json");
    const done = await notify(world, about("staging", "failed", ["--record", record]));
    expect(done.code).toBe(0);
    expect(done.err).toMatch(/Warning: slack was not told/);
    expect(done.err).toMatch(why);
    expect(`${done.out}${done.err}`).not.toContain("secret-of-the-webhook");
    const { notifications } = JSON.parse(readFileSync(record, "utf8"));
    expect(notifications).toContainEqual({
      channel: "slack",
      event: "failed",
      outcome: "failure",
      attempts,
      detail: expect.stringMatching(why),
    });
    expect(notifications).toContainEqual({
      channel: "email",
      event: "failed",
      outcome: "success",
      attempts: 1,
    });
  });

  it("one that fails at first is told at the second try, when it asks for that", async () => {
    const world = await setting();
    world.slack.behaviours = [answers(429, "limited", { "retry-after": "7" }), answers(200, "ok")];
    const done = await notify(world, about("staging", "succeeded"));
    expect(done).toMatchObject({ code: 0, err: "" });
    expect(world.slack.received).toHaveLength(2);
  });

  it("secrets that are not there, a server that is not there, and PagerDuty's refusal", async () => {
    const world = await setting({ smtp: { host: "127.0.0.1", port: 9, from: "road@acme.example" } });
    world.pagerDuty.behaviours = [answers(400, '{"message":"Event object is invalid","errors":["no key"]}')];
    const done = await notify(world, about("production", "failed"), { SLACK_WEBHOOK: "" });
    expect(done.code).toBe(0);
    expect(done.err).toMatch(/slack was not told: SLACK_WEBHOOK is not set/);
    expect(done.err).toMatch(/email was not told: 127\.0\.0\.1:9: .*ECONNREFUSED/);
    expect(done.err).toMatch(
      /pagerduty was not told: PagerDuty answered 400: Event object is invalid: no key/,
    );
    expect(done.err).not.toContain(routingKey);
  });

  it("with nobody told, the next run tells again; with no channel at all it says so", async () => {
    const world = await setting();
    const { variables } = await withIncident(world);
    world.slack.behaviours = [answers(500)];
    world.pagerDuty.behaviours = [answers(500)];
    const smtp = { host: "127.0.0.1", port: 9, from: "road@acme.example" };
    const down = {
      ...world,
      contract: { ...world.contract, notifications: { ...world.contract.notifications, smtp } },
    };
    await notify(down, about("production", "unhealthy"), variables);
    world.slack.behaviours = [answers(200, "ok")];
    world.slack.received.length = 0;
    await notify(world, about("production", "unhealthy"), variables);
    expect(world.slack.received).toHaveLength(1);
    const none = { ...world, contract: { ...usual, notifications: { emails: [] } } };
    expect((await notify(none, about("production", "started"))).out).toContain("no channel is set up");
  });

  it("GitHub away: alarms go out all the same", async () => {
    const world = await setting();
    const done = await notify(world, about("production", "unhealthy"), {
      GITHUB_TOKEN: "x",
      GITHUB_API_URL: "http://127.0.0.1:9",
    });
    expect(done.code).toBe(0);
    expect(done.out).toMatch(/GitHub gave no answer/);
    expect(world.slack.received).toHaveLength(1);
  });
});

it("keeps secrets out of messages, and control signs out of their markup", async () => {
  const world = await setting();
  const message = "refused with a-very-long-password-1 <!channel> *bold*";
  await notify(world, about("staging", "failed", ["--message", message]), {
    DATABASE_PASSWORD: "a-very-long-password-1",
  });
  const everything = JSON.stringify([world.slack.received, world.mailbox.mails, world.pagerDuty.received]);
  expect(everything).not.toContain("a-very-long-password-1");
  expect(world.slack.received[0]?.body).toContain("&lt;!channel&gt;");
});

it("tells the release, who and the run", async () => {
  const world = await setting();
  await notify(world, about("staging", "started"));
  const { text, blocks } = JSON.parse(world.slack.received[0]?.body ?? "{}");
  expect(text).toBe(`Clinical Diary: deployment of ${commit.slice(0, 12)} to staging has started`);
  expect(JSON.stringify(blocks)).toContain("by ada");
  expect(JSON.stringify(blocks)).toContain("/acme/app/actions/runs/7001/attempts/1");
});

it("wrong use is named", async () => {
  const world = await setting();
  const done = await notify(world, about("staging", "party"));
  expect(done).toMatchObject({ code: 2, err: expect.stringContaining("Allowed: started, succeeded") });
});
