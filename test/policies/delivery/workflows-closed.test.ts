import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { repositoryGrantsBounded } from "../../../policies/access/repository-grants-bounded.ts";
import { workflowsClosed as policy } from "../../../policies/delivery/workflows-closed.ts";
import { notKnown, type Properties, type Value } from "../../../policies/form/value.ts";
import { changed, judgeStack, resource, undecided, violations } from "../resources.ts";

/** An expression of GitHub Actions. */
const value = (text: string) => `\${{ ${text} }}`;
const commit = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
const path = ".github/workflows/deploy.yml";
const delivery = (content: Value, at = path) =>
  resource("gatehouse-github:delivery:Files", "files", { files: { [at]: { content } } });
const judged = (workflow: Properties, at = path) => judgeStack(policy, [delivery(stringify(workflow), at)]);

const step = (given: Properties): Properties => ({ "runs-on": "ubuntu-24.04", steps: [given] });
const workflow: Properties = {
  on: { push: { branches: ["main"] } },
  permissions: {},
  jobs: {
    build: {
      "runs-on": "ubuntu-24.04",
      permissions: { contents: "read", "id-token": "write" },
      steps: [
        { uses: `actions/checkout@${commit}` },
        { uses: "./.github/actions/set-up" },
        // The event's text comes by env, as text.
        { run: 'echo "$TITLE"', env: { TITLE: value("github.event.pull_request.title") } },
        { run: `echo ${["matrix.version", "github.event_name", "runner.temp", "github.sha"].map(value)}` },
      ],
    },
    call: { uses: `acme/shared/.github/workflows/call.yml@${commit}` },
  },
};
const withJob = (job: Properties) => changed(workflow, "jobs.more", job);

describe("a delivered workflow", () => {
  it("passes with least permissions, pinned actions, and text by env", () => {
    expect(judged(workflow)).toEqual([]);
    expect(judged(changed(workflow, "permissions", { contents: "read" }))).toEqual([]);
  });

  it.each<[string, Value | undefined]>([
    ["none", undefined],
    ["write-all", "write-all"],
    ["read-all, which names nothing", "read-all"],
    ["a scope to write", { contents: "write" }],
  ])("S004-SECM-03, broad permissions: is flagged with %s at its top", (_what, permissions) => {
    expect(violations(judged(changed(workflow, "permissions", permissions)))[0]).toContain(
      `${path} of the delivery "files" must have permissions at its top that only read`,
    );
  });

  it.each([
    "actions/checkout@v5",
    "actions/checkout@main",
    "actions/checkout",
    `actions/checkout@${commit.slice(1)}`,
    "docker://alpine:3",
  ])("S004-SECM-03, an unpinned action: is flagged with %s", (uses) => {
    for (const job of [step({ uses }), { uses }]) {
      expect(violations(judged(withJob(job)))).toEqual([
        `${path} of the delivery "files" must have uses pinned by a full commit or digest; given: "${uses}".`,
      ]);
    }
  });

  it.each([
    "github.event.issue.title",
    "github.event.comment.body",
    "github['event'].issue.title",
    "format('{0}', github.head_ref)",
    "github.ref_name",
    "inputs.version",
    "github.event.inputs.version",
  ])("S004-SECM-03, script injection: is flagged with %s", (expression) => {
    const text = `echo ${value(expression)}`;
    for (const given of [
      { run: text },
      { uses: `actions/github-script@${commit}`, with: { script: text } },
    ]) {
      expect(violations(judged(withJob(step(given))))).toHaveLength(1);
    }
  });

  it("S004-SEC-04: sets permissions with a read-only default; write-all and a person's admin grant are flagged", () => {
    expect(judged(workflow)).toEqual([]);
    for (const broken of [
      changed(workflow, "permissions", "write-all"),
      changed(workflow, "jobs.build.permissions", "write-all"),
    ]) {
      expect(violations(judged(broken))).toHaveLength(1);
    }
    const grant = (permission: string) =>
      violations(
        judgeStack(repositoryGrantsBounded, [
          resource("github:index/repositoryCollaborator:RepositoryCollaborator", "one", {
            username: "one",
            permission,
          }),
        ]),
      );
    expect([grant("admin").length, grant("pull").length]).toEqual([1, 0]);
    const team = { teamId: "7", permission: "push" };
    expect(
      judgeStack(repositoryGrantsBounded, [
        resource("github:index/teamRepository:TeamRepository", "team", team),
      ]),
    ).toEqual([]);
  });

  it("is flagged with an image by its tag", () => {
    const found = judged(withJob({ ...step({ run: "true" }), services: { db: { image: "postgres:17" } } }));
    expect(violations(found)[0]).toContain('given: "docker://postgres:17"');
    const digest = `postgres@sha256:${"a".repeat(64)}`;
    expect(judged(withJob({ ...step({ run: "true" }), container: digest }))).toEqual([]);
  });

  it("is flagged where it cannot be read", () => {
    for (const content of ["a: [", "just text", ""]) {
      expect(violations(judgeStack(policy, [delivery(content)]))).toHaveLength(1);
    }
  });

  it("is left to the update while it is not known", () => {
    const whole = resource("gatehouse-github:delivery:Files", "files", { files: notKnown });
    for (const one of [delivery(notKnown), whole]) {
      expect([
        violations(judgeStack(policy, [one])).length,
        undecided(judgeStack(policy, [one])).length,
      ]).toEqual([0, 1]);
    }
  });
});

describe("an action of the repository's own", () => {
  it("is judged by its steps; it has no permissions", () => {
    const at = ".github/actions/set-up/action.yml";
    const action = (uses: string): Properties => ({ runs: { using: "composite", steps: [{ uses }] } });
    expect(judged(action(`actions/setup-node@${commit}`), at)).toEqual([]);
    expect(violations(judged(action("actions/setup-node@v6"), at))).toHaveLength(1);
  });
});

describe("other files", () => {
  it("are not judged", () => {
    expect(judgeStack(policy, [delivery("write-all", "docs/deploy.yml")])).toEqual([]);
  });
});
