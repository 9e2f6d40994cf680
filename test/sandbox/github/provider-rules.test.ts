import { beforeEach, describe, expect, it } from "vitest";
import { openApi } from "../../../sandbox/github/api.ts";
import { type Github, githubAccount, openGithub } from "../../../sandbox/github/index.ts";
import type { Method } from "../../../sandbox/github/route.ts";
import { ownersOfPath } from "../../../sandbox/github/rules/owners.ts";
import { temporaryFolder } from "../cloud.ts";

let github: Github;

beforeEach(() => {
  github = openGithub({
    folder: temporaryFolder(),
    account: githubAccount.parse({
      organization: "acme",
      plan: "team",
      users: ["ann", "bob"],
      teams: { security: ["ann"], readers: ["ann"], writers: ["ann", "bob"] },
      repositories: {
        app: {
          branches: ["topic"],
          files: { ".github/CODEOWNERS": "* @bob\n/docs/* @ann\n/api/ @acme/security\n" },
          teams: { security: "push", readers: "pull", writers: "push" },
        },
      },
    }),
  });
});

function request(method: Method, path: string, actor: string, body: object) {
  return openApi(github.cloud).request({ method, target: `/repos/acme/app${path}`, actor, body });
}

const teamNamed = (slug: string) => github.cloud.read().teams.find((team) => team.slug === slug)?.id;

/** What GitHub says to a merge that changes these paths under a rule that asks `slug` for `patterns`. */
function mergeOf(
  paths: readonly string[],
  slug: string,
  patterns: readonly string[],
  yes: readonly string[] = [],
) {
  const rule = {
    type: "pull_request",
    parameters: {
      dismiss_stale_reviews_on_push: false,
      require_code_owner_review: false,
      require_last_push_approval: false,
      required_approving_review_count: 0,
      required_review_thread_resolution: false,
      required_reviewers: [
        { file_patterns: patterns, minimum_approvals: 1, reviewer: { id: teamNamed(slug), type: "Team" } },
      ],
    },
  };
  for (const path of paths) {
    request("PUT", `/contents/${path}`, "bob", { message: "m", content: "eA==", branch: "topic" });
  }
  request("POST", "/rulesets", "acme-admin", {
    name: "r",
    target: "branch",
    enforcement: "active",
    conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
    rules: [rule],
  });
  request("POST", "/pulls", "bob", { title: "t", head: "topic", base: "main" });
  for (const login of yes) request("POST", "/pulls/1/reviews", login, { event: "APPROVE" });
  return () => request("PUT", "/pulls/1/merge", "bob", { merge_method: "squash" });
}

const waits = "Waiting on 1 approvals from security.";

describe("the reviewers that a ruleset demands", () => {
  it("are asked for files at any depth by one star, as gitignore has it", () => {
    expect(mergeOf(["a/b/c.txt"], "security", ["*"])).toThrow(waits);
  });

  it("are asked until one of the team said yes", () => {
    expect(mergeOf(["a.txt"], "security", ["*"], ["ann"])).not.toThrow();
  });

  it("are not asked for files that a later pattern takes out, and are for the rest", () => {
    expect(mergeOf(["docs/a.md"], "security", ["*", "!docs/"])).not.toThrow();
  });

  it("are asked when one file of several is theirs", () => {
    expect(mergeOf(["docs/a.md", "x.txt"], "security", ["*", "!docs/"])).toThrow(waits);
  });

  it("do not count while their team cannot write, though its member can by another team", () => {
    expect(mergeOf(["a.txt"], "readers", ["*"], ["ann"])).toThrow("Waiting on 1 approvals from readers.");
  });

  it.each([
    ["no pattern", { file_patterns: [] }],
    ["eleven approvals", { minimum_approvals: 11 }],
    ["a person", { reviewer: { id: 1, type: "User" } }],
  ])("are refused with %s", (_what, change) => {
    const reviewer = {
      file_patterns: ["*"],
      minimum_approvals: 1,
      reviewer: { id: teamNamed("security"), type: "Team" },
    };
    const parameters = {
      dismiss_stale_reviews_on_push: false,
      require_code_owner_review: false,
      require_last_push_approval: false,
      required_approving_review_count: 0,
      required_review_thread_resolution: false,
      required_reviewers: [{ ...reviewer, ...change }],
    };
    const body = { name: "r", enforcement: "active", rules: [{ type: "pull_request", parameters }] };
    expect(() => request("POST", "/rulesets", "acme-admin", body)).toThrow("Invalid property /rules/0");
  });
});

describe("code owners", () => {
  it("own what lies in a folder by its slash, and only its own files by a star", () => {
    const [app] = github.cloud.read().repositories;
    if (!app) throw new Error("app is gone");
    const commit = app.git.refs["refs/heads/main"] ?? "";
    const owners = (path: string) => ownersOfPath(app, commit, path).join();
    expect(owners("api/deep/a.ts")).toBe("@acme/security");
    expect(owners("docs/a.md")).toBe("@ann");
    expect(owners("docs/deep/a.md")).toBe("@bob");
    expect(owners("x/y")).toBe("@bob");
  });
});
