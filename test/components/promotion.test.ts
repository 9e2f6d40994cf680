import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { Role } from "../../components/access/roles.ts";
import { gatesOf } from "../../components/environment/gates.ts";
import { Environment, type EnvironmentArgs } from "../../components/environment/index.ts";
import { openApi } from "../../sandbox/github/api.ts";
import { type Github, githubAccount, openGithub } from "../../sandbox/github/index.ts";
import { serviceOf } from "../../sandbox/protocol/provider-service.ts";
import { temporaryFolder } from "../sandbox/cloud.ts";
import { only, type Registration, record, types } from "./recording.ts";

const approvals = ["tech-lead", "qa-lead"];
const teams: Record<string, string[]> = {
  leads: ["lead"],
  qa: ["tester"],
  developers: ["dev", "other", "lead", "tester", "both"],
};

/** One release: who starts it, and who says yes to it. */
interface Release {
  starter: string;
  yes: readonly string[];
}

/** Every way of approval must give these answers. */
const cases: [what: string, release: Release, opens: boolean][] = [
  ["opens when each role says yes", { starter: "dev", yes: ["lead", "tester"] }, true],
  ["stays shut without a yes", { starter: "dev", yes: [] }, false],
  ["stays shut when one role alone says yes", { starter: "dev", yes: ["lead"] }, false],
  ["stays shut when the other role alone says yes", { starter: "dev", yes: ["tester"] }, false],
  ["stays shut for people of no role", { starter: "dev", yes: ["other", "both"] }, false],
  [
    "stays shut for somebody else in the first role's place",
    { starter: "dev", yes: ["other", "tester"] },
    false,
  ],
  [
    "stays shut for somebody else in the last role's place",
    { starter: "dev", yes: ["other", "lead"] },
    false,
  ],
  ["stays shut when who started it is one of the two", { starter: "lead", yes: ["lead", "tester"] }, false],
  ["stays shut for an owner of the organization", { starter: "acme-admin", yes: ["acme-admin"] }, false],
];

function openAcme(more: Record<string, string[]> = {}): Github {
  return openGithub({
    folder: temporaryFolder(),
    account: githubAccount.parse({
      organization: "acme",
      plan: "enterprise",
      users: ["dev", "other", "lead", "tester", "both"],
      teams: { ...teams, ...more },
      repositories: {
        app: {
          files: { "README.md": "# app\n" },
          teams: { leads: "push", qa: "push", developers: "push" },
        },
      },
    }),
  });
}

function roleOf(github: Github, name: string, slug: string): Role {
  const team = github.cloud.read().teams.find((one) => one.slug === slug);
  if (!team) throw new Error(`no team ${slug}`);
  return { name, teams: [{ slug, id: team.id }], users: [], members: team.members.map(({ login }) => login) };
}

function argsOf(github: Github, by: "reviewers" | "pull-request"): EnvironmentArgs {
  return {
    repository: "app",
    tier: "production",
    gates: gatesOf("production", approvals, by),
    roles: [roleOf(github, "tech-lead", "leads"), roleOf(github, "qa-lead", "qa")],
    branches: ["main"],
    defaultBranch: "main",
    writers: ["leads", "qa", "developers"],
    signedCommits: false,
  };
}

const doors = z.object({
  reviewers: z.array(z.object({ teams: z.array(z.number()), users: z.array(z.number()) })).optional(),
  preventSelfReview: z.boolean().optional(),
  canAdminsBypass: z.boolean(),
});

/** A chain opens when for each of its doors one of the reviewers says yes, as GitHub documents required reviewers. */
async function chainOpens(github: Github, { starter, yes }: Release): Promise<boolean> {
  const registrations = await record(() => new Environment("production", argsOf(github, "reviewers")));
  const names = ["production-production-tech-lead", "production-production"];
  return names.every((name) => {
    const door = doors.parse(only(registrations, types.environment, name).inputs);
    const ids = door.reviewers?.flatMap((each) => each.teams) ?? [];
    const voters = github.cloud
      .read()
      .teams.filter(({ id }) => ids.includes(id))
      .flatMap(({ members }) => members.map(({ login }) => login));
    const counted = yes.filter((login) => !(door.preventSelfReview && login === starter));
    return door.canAdminsBypass || counted.some((login) => voters.includes(login));
  });
}

const branchType = "github:index/branch:Branch";

/** A promotion branch opens when the sandbox's GitHub, which enforces what was declared, merges into it. */
async function promotionOpens(github: Github, { starter, yes }: Release): Promise<boolean> {
  const registrations = await record(() => new Environment("production", argsOf(github, "pull-request")));
  declare(github, registrations);
  const request = asking(github);
  request("PUT", "/contents/new.txt", "other", { message: "m", content: "eA==", branch: "main" });
  request("POST", "/pulls", starter, { title: "Release", head: "main", base: "release/production" });
  for (const login of yes) {
    // GitHub refuses an approval of one's own pull request.
    if (login !== starter) request("POST", "/pulls/1/reviews", login, { event: "APPROVE" });
  }
  try {
    request("PUT", "/pulls/1/merge", starter, { merge_method: "merge" });
    return true;
  } catch (error) {
    expect(String(error)).toContain("Repository rule violations found");
    return false;
  }
}

function declare(github: Github, registrations: readonly Registration[]): void {
  const service = serviceOf(github.provider);
  for (const type of [branchType, types.ruleset]) {
    const { name, inputs } = only(registrations, type);
    const news = z.record(z.string(), z.json()).parse(inputs);
    const checked = service.check(type, { urn: name, name, olds: {}, news, seed: new Uint8Array([1]) });
    expect(checked.failures).toEqual([]);
    service.create(type, checked.inputs, false);
  }
}

function asking(github: Github) {
  const api = openApi(github.cloud);
  return (method: "GET" | "PUT" | "POST" | "PATCH" | "DELETE", path: string, actor: string, body?: object) =>
    api.request({ method, target: `/repos/acme/app${path}`, actor, body });
}

describe("production behind a chain of reviewed environments", () => {
  it.each(cases)("%s", async (_what, release, opens) => {
    expect(await chainOpens(openAcme(), release)).toBe(opens);
  });
});

describe("production behind a promotion branch", () => {
  it.each(cases)("%s", async (_what, release, opens) => {
    expect(await promotionOpens(openAcme(), release)).toBe(opens);
  });

  it("stays shut when one person of both roles is the only one to say yes", async () => {
    const both = { leads: ["both"], qa: ["both"] };
    expect(await promotionOpens(openAcme(both), { starter: "dev", yes: ["both"] })).toBe(false);
  });

  it("stays shut when a commit came after the yes", async () => {
    const github = openAcme();
    declare(github, await record(() => new Environment("production", argsOf(github, "pull-request"))));
    const request = asking(github);
    const write = (path: string) =>
      request("PUT", `/contents/${path}`, "other", { message: "m", content: "eA==", branch: "main" });
    write("one.txt");
    request("POST", "/pulls", "dev", { title: "Release", head: "main", base: "release/production" });
    for (const login of ["lead", "tester"]) request("POST", "/pulls/1/reviews", login, { event: "APPROVE" });
    write("two.txt");
    expect(() => request("PUT", "/pulls/1/merge", "dev", { merge_method: "merge" })).toThrow(
      "At least 2 approving reviews are required",
    );
  });

  it("takes no direct push, no force, no deletion, no squash, from nobody", async () => {
    const github = openAcme();
    declare(github, await record(() => new Environment("production", argsOf(github, "pull-request"))));
    const request = asking(github);
    const branch = "release/production";
    for (const actor of ["acme-admin", "lead"]) {
      const push = { message: "m", content: "eA==", branch };
      expect(() => request("PUT", "/contents/x.txt", actor, push)).toThrow("through a pull request");
      expect(() => request("DELETE", `/git/refs/heads/${branch}`, actor)).toThrow(
        "Cannot delete this branch",
      );
    }
    request("PUT", "/contents/x.txt", "other", { message: "m", content: "eA==", branch: "main" });
    request("POST", "/pulls", "dev", { title: "Release", head: "main", base: branch });
    for (const login of ["lead", "tester"]) request("POST", "/pulls/1/reviews", login, { event: "APPROVE" });
    expect(() => request("PUT", "/pulls/1/merge", "dev", { merge_method: "squash" })).toThrow(
      "Merge method squash is not allowed",
    );
  });

  it("keeps the commit that was tested on the branch", async () => {
    const github = openAcme();
    expect(await promotionOpens(github, { starter: "dev", yes: ["lead", "tester"] })).toBe(true);
    const git = github.cloud.read().repositories[0]?.git;
    const merged = git?.objects[git.refs["refs/heads/release/production"] ?? ""];
    const tested = git?.objects[git.refs["refs/heads/main"] ?? ""];
    if (merged?.kind !== "commit" || tested?.kind !== "commit") throw new Error("no commits");
    expect(merged.parents).toContain(git?.refs["refs/heads/main"]);
    expect(merged.tree).toBe(tested.tree);
  });
});
