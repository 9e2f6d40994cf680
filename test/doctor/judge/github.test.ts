import { describe, expect, it } from "vitest";
import type { Credential, Facts } from "../../../doctor/facts.ts";
import {
  judgeGithubAccess,
  judgePlan,
  judgeRepository,
  judgeRulesets,
  judgeTeams,
} from "../../../doctor/judge/github.ts";
import { failed } from "../../../doctor/reading.ts";
import { facts, github, githubFacts, granted, stack, wanted } from "../facts.ts";

const away = failed("away", "socket hang up");
const absent = failed("absent", "404");
const refused = failed("refused", "401 Bad credentials");

const withGithub = (changes: Partial<Facts["github"]>) => facts({ github: githubFacts(changes) });

describe("GitHub access", () => {
  const app = (changes: Partial<Extract<Credential, { kind: "app" }>>): Credential => ({
    kind: "app",
    installation: { value: { permissions: granted, suspended: false, page: "https://github.example/app" } },
    covers: { value: true },
    signsIn: { value: true },
    ...changes,
  });
  const granting = (permissions: Record<string, string>, suspended = false) =>
    app({ installation: { value: { permissions, suspended, page: "https://github.example/app" } } });
  const judged = (credential: Credential) => judgeGithubAccess(withGithub({ credential }));

  it("is done for an app with the permissions of the list", () => {
    expect(judged(app({}))).toMatchObject({
      state: "done",
      found: "a GitHub App with the 10 permissions that are needed",
    });
  });

  it("names each permission that an app lacks, with its level", () => {
    const { administration: _, ...rest } = granted;
    expect(judged(granting({ ...rest, environments: "read" }))).toMatchObject({
      state: "wrong",
      found: "the app lacks administration: write, environments: write",
      next: expect.stringContaining("https://github.example/app"),
    });
  });

  it("names what an app could do without", () => {
    expect(judged(granting({ ...granted, members: "write", checks: "write" }))).toMatchObject({
      state: "done",
      found: expect.stringContaining("it does not need members: write, checks: write"),
    });
  });

  it("asks for members: write only where the settings make teams", () => {
    const making = facts({ wanted: wanted({ github: github({ createTeams: new Set(["operators"]) }) }) });
    expect(judgeGithubAccess(making)).toMatchObject({
      state: "wrong",
      found: "the app lacks members: write",
    });
  });

  it("sees an app that is suspended, unknown, or not installed for the repository", () => {
    expect(judged(granting(granted, true)).state).toBe("wrong");
    expect(judged(app({ installation: refused }))).toMatchObject({ state: "missing" });
    expect(judged(app({ installation: away })).state).toBe("unknown");
    expect(judged(app({ covers: absent }))).toMatchObject({
      state: "wrong",
      found: "the app is not installed for acme/app",
    });
    expect(judged(app({ covers: away })).state).toBe("unknown");
    expect(judged(app({ signsIn: refused }))).toMatchObject({
      state: "wrong",
      found: expect.stringContaining("pulumi would not sign in as it"),
    });
    expect(judged(app({ signsIn: away })).state).toBe("unknown");
  });

  it("names the scopes that a classic token lacks", () => {
    const token = (scopes: string[]): Credential => ({
      kind: "token",
      form: "classic",
      user: { value: { login: "ann", scopes } },
    });
    expect(judged(token(["repo", "workflow", "admin:org"])).state).toBe("done");
    expect(judged(token(["repo"]))).toMatchObject({
      state: "wrong",
      found: "the classic token of ann lacks workflow, read:org",
    });
  });

  it("says what cannot be told of a fine-grained token and of an installation's, and does not call it done", () => {
    expect(judged({ kind: "token", form: "fine-grained", user: { value: { login: "ann" } } })).toMatchObject({
      state: "unknown",
      byHand: true,
    });
    expect(judged({ kind: "token", form: "installation", user: absent })).toMatchObject({
      state: "unknown",
      byHand: true,
    });
  });

  it("is missing without a credential or with one that GitHub does not take, unknown when GitHub is away", () => {
    expect(judged({ kind: "none", problem: "GITHUB_TOKEN is not set" })).toMatchObject({
      state: "missing",
      found: "GITHUB_TOKEN is not set",
      next: expect.stringContaining("doctor -- manifest"),
    });
    expect(judged({ kind: "token", form: "classic", user: refused })).toMatchObject({
      state: "missing",
      found: "GitHub: 401 Bad credentials",
    });
    expect(judged({ kind: "token", form: "classic", user: away }).state).toBe("unknown");
  });

  it("must be for the owner of the settings, or the provider works for somebody else", () => {
    const { providerOwner: _, ...without } = githubFacts();
    expect(judgeGithubAccess(facts({ github: without }))).toMatchObject({
      state: "wrong",
      next: "export GITHUB_OWNER=acme",
    });
    expect(judgeGithubAccess(withGithub({ providerOwner: "ann" })).found).toContain("GITHUB_OWNER is ann");
    expect(judgeGithubAccess(withGithub({ providerOwner: "Acme" })).state).toBe("done");
    const neither = withGithub({ providerOwner: "ann", credential: { kind: "none", problem: "no token" } });
    expect(judgeGithubAccess(neither)).toMatchObject({
      state: "missing",
      next: expect.stringMatching(/manifest.*\nexport GITHUB_OWNER=acme/s),
    });
  });
});

describe("the plan", () => {
  it("must be the declared one", () => {
    expect(judgePlan(facts()).state).toBe("done");
    expect(judgePlan(withGithub({ plan: { value: "business_plus" } })).state).toBe("done");
    expect(judgePlan(withGithub({ plan: { value: "team" } }))).toMatchObject({
      state: "wrong",
      found: "GitHub says team, github.plan says enterprise",
    });
    expect(judgePlan(withGithub({ plan: absent })).state).toBe("wrong");
  });

  it("is for a person to look at where GitHub does not show it", () => {
    expect(judgePlan(withGithub({ plan: { value: undefined } }))).toMatchObject({
      state: "unknown",
      byHand: true,
    });
    expect(judgePlan(withGithub({ plan: away }))).not.toHaveProperty("byHand");
  });
});

describe("the repository", () => {
  const repository = (changes: object, credential = githubFacts().credential) =>
    judgeRepository(
      withGithub({
        credential,
        repository: { value: { visibility: "private", defaultBranch: "main", archived: false, ...changes } },
      }),
    );

  it("must be there, as declared", () => {
    expect(repository({}).state).toBe("done");
    expect(repository({ archived: true }).state).toBe("wrong");
    expect(repository({ visibility: "public" }).found).toContain("github.visibility says private");
    expect(repository({ defaultBranch: "master" }).found).toContain("github.defaultBranch says main");
    expect(judgeRepository(withGithub({ repository: absent }))).toMatchObject({
      state: "missing",
      next: expect.stringContaining("gh repo create acme/app --private"),
    });
    expect(judgeRepository(withGithub({ repository: away })).state).toBe("unknown");
    expect(judgeRepository(withGithub({ repository: failed("refused", "403") })).state).toBe("unknown");
  });

  it("is made by the shared stack where the settings say so", () => {
    const made = {
      wanted: wanted({ github: github({ manage: "create" }) }),
      github: githubFacts({ repository: absent }),
    };
    expect(judgeRepository(facts(made)).state).toBe("done");
  });

  it("must be administered by a token's owner", () => {
    const token: Credential = {
      kind: "token",
      form: "classic",
      user: { value: { login: "ann", scopes: [] } },
    };
    expect(repository({ admin: false }, token)).toMatchObject({
      state: "wrong",
      found: expect.stringContaining("does not administer"),
    });
    expect(repository({ admin: true }, token).state).toBe("done");
    expect(repository({ admin: false }).state).toBe("done");
  });
});

describe("teams", () => {
  const team = (
    reading: ReturnType<typeof githubFacts>["teams"] extends ReadonlyMap<string, infer One> ? One : never,
  ) => withGithub({ teams: new Map([["approvers", reading]]) });

  it("must be there, and somebody must belong to those who approve", () => {
    expect(judgeTeams(facts()).state).toBe("done");
    expect(judgeTeams(team(absent))).toMatchObject({
      state: "missing",
      found: "acme has no team approvers (roles.approver)",
    });
    expect(judgeTeams(team({ value: 0 }))).toMatchObject({
      state: "missing",
      found: expect.stringContaining("nobody could ever approve"),
    });
    expect(judgeTeams(team(away)).state).toBe("unknown");
    expect(judgeTeams(withGithub({ teams: new Map() })).state).toBe("unknown");
  });

  it("are made by the shared stack where the settings say so, and then need people", () => {
    const making = wanted({ github: github({ createTeams: new Set(["approvers"]) }) });
    const teams = new Map([["approvers", absent]]);
    const before = facts({ wanted: making, github: githubFacts({ teams }), stacks: new Map() });
    expect(judgeTeams(before).state).toBe("done");
    expect(judgeTeams({ ...before, stacks: new Map([["shared", stack()]]) }).state).toBe("missing");
  });
});

describe("rulesets", () => {
  const main = (types: string[]) =>
    judgeRulesets(withGithub({ rules: new Map([...githubFacts().rules, ["main", { value: types }]]) }));

  it("must be active on every protected branch", () => {
    expect(judgeRulesets(facts()).state).toBe("done");
    expect(main([])).toMatchObject({ state: "missing", found: "main: no rule is active" });
    expect(main(["deletion"])).toMatchObject({
      state: "wrong",
      found: "main: pull_request, non_fast_forward is not active",
    });
  });

  it("could not be told without an answer", () => {
    expect(judgeRulesets(withGithub({ rules: new Map() })).state).toBe("unknown");
    expect(
      judgeRulesets(withGithub({ rules: new Map([...githubFacts().rules, ["main", away]]) })).state,
    ).toBe("unknown");
  });
});
