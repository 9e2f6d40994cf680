import { describe, expect, it } from "vitest";
import type { Facts, StackState } from "../../../doctor/facts.ts";
import {
  judgeBackend,
  judgeCiIdentities,
  judgeCli,
  judgeEnvironments,
  judgeSecretsProvider,
  judgeShared,
} from "../../../doctor/judge/stacks.ts";
import { failed } from "../../../doctor/reading.ts";
import type { StackFile } from "../../../doctor/settings.ts";
import { facts, githubFacts, stack, wanted } from "../facts.ts";

const away = failed("away", "no answer");
const loggedOut = failed("refused", "PULUMI_ACCESS_TOKEN must be set");

const withStack = (name: string, changes: Partial<StackState>): Facts =>
  facts({ stacks: new Map([...facts().stacks, [name, stack(changes)]]) });

describe("Pulumi on this machine", () => {
  it("must be on PATH, unless the sandbox is asked", () => {
    const brought = { version: "3.259.0", source: "cache" } as const;
    expect(judgeCli(facts()).state).toBe("done");
    expect(judgeCli(facts({ engine: brought }))).toMatchObject({
      state: "missing",
      next: expect.stringContaining("https://www.pulumi.com/docs/install/"),
    });
    expect(judgeCli(facts({ engine: brought, sandbox: true })).state).toBe("done");
  });
});

describe("the state backend", () => {
  it("must be one that everybody sees", () => {
    expect(judgeBackend(facts()).state).toBe("done");
    const local = { value: { url: "file://~", user: "ann" } };
    expect(judgeBackend(facts({ backend: local }))).toMatchObject({
      state: "wrong",
      next: expect.stringContaining("pulumi login"),
    });
    expect(judgeBackend(facts({ backend: local, sandbox: true })).state).toBe("done");
    expect(judgeBackend(facts({ backend: loggedOut })).state).toBe("missing");
    expect(judgeBackend(facts({ backend: away })).state).toBe("unknown");
  });
});

describe("the secrets provider", () => {
  const given = (file: StackFile, state?: Partial<StackState>, changes: Partial<Facts> = {}) =>
    judgeSecretsProvider(
      facts({
        ...changes,
        wanted: wanted({ files: new Map([...wanted().files, ["production", file]]) }),
        stacks: new Map([
          ["shared", stack()],
          ["staging", stack()],
          ...(state ? [["production", stack(state)] as const] : []),
        ]),
      }),
    );
  const key = { secretsProvider: "awskms://alias/gatehouse?region=us-east-1", salted: false };

  it("must be a key of a KMS, in the file or in the state", () => {
    expect(given(key, {}).state).toBe("done");
    expect(given({ salted: false }, { secretsProvider: "cloud" }).state).toBe("done");
  });

  it("is wrong where a file or a state has a passphrase, with the command that changes it", () => {
    const change =
      'pulumi stack change-secrets-provider "awskms://alias/gatehouse?region=us-east-1" -s production';
    expect(given({ salted: true }, {})).toMatchObject({ state: "wrong", next: change });
    expect(given({ secretsProvider: "passphrase", salted: true }, {}).state).toBe("wrong");
    expect(given(key, { secretsProvider: "passphrase" })).toMatchObject({ state: "wrong", next: change });
    expect(given(key, { secretsProvider: "b64" }).state).toBe("wrong");
  });

  it("is missing where the stack is not there yet, with the command that makes it", () => {
    expect(given(key)).toMatchObject({
      state: "missing",
      found: "production: no such stack yet",
      next: 'pulumi stack init production --secrets-provider "awskms://alias/gatehouse?region=us-east-1"',
    });
  });

  it("is Pulumi Cloud's own where the state is there", () => {
    const backend = { value: { url: "https://app.pulumi.com/acme", user: "ann" } };
    const { secretsProvider: _, ...bare } = { ...key };
    const unnamed = stack();
    if ("value" in unnamed) delete unnamed.value.secretsProvider;
    const stacks = new Map(["shared", "staging", "production"].map((name) => [name, unnamed]));
    const files = new Map([["production", bare]]);
    expect(judgeSecretsProvider(facts({ backend, stacks, wanted: wanted({ files }) })).state).toBe("done");
    expect(judgeSecretsProvider(facts({ stacks, wanted: wanted({ files }) })).state).toBe("unknown");
    expect(given({ salted: false }, { secretsProvider: "service" }, { backend }).state).toBe("done");
  });

  it("could not be told while nobody is logged in, and is the sandbox's own there", () => {
    expect(judgeSecretsProvider(facts({ backend: loggedOut })).state).toBe("unknown");
    expect(judgeSecretsProvider(facts({ stacks: new Map([["shared", away]]) })).state).not.toBe("done");
    expect(judgeSecretsProvider(facts({ sandbox: true, stacks: new Map() })).state).toBe("done");
  });
});

describe("the shared stack", () => {
  it("is up when its program came to its end and nothing is pending", () => {
    expect(judgeShared(facts()).state).toBe("done");
    expect(judgeShared(facts({ stacks: new Map() }))).toMatchObject({
      state: "missing",
      next: "pulumi up -s shared --policy-pack policies",
    });
    expect(judgeShared(withStack("shared", { resources: 0, finished: false })).state).toBe("missing");
    expect(judgeShared(withStack("shared", { finished: false }))).toMatchObject({
      state: "wrong",
      found: "shared has 12 resources and did not come to its end",
    });
    expect(judgeShared(withStack("shared", { pending: 1 }))).toMatchObject({
      state: "wrong",
      next: expect.stringContaining("pulumi refresh -s shared"),
    });
    expect(judgeShared(facts({ stacks: new Map([["shared", away]]) })).state).toBe("unknown");
    expect(judgeShared(facts({ backend: loggedOut })).state).toBe("unknown");
  });

  it("is put up by npm start in the sandbox", () => {
    expect(judgeShared(facts({ sandbox: true, stacks: new Map() })).next).toBe("npm start -- --stack shared");
  });
});

describe("environments", () => {
  it("go up in the order in which a release meets them", () => {
    const shared = facts({ stacks: new Map([["shared", stack()]]) });
    expect(judgeEnvironments(shared)).toMatchObject({
      state: "missing",
      next: "pulumi up -s staging --policy-pack policies",
    });
    const staging = facts({
      stacks: new Map([
        ["shared", stack()],
        ["staging", stack()],
      ]),
    });
    expect(judgeEnvironments(staging).next).toBe("pulumi up -s production --policy-pack policies");
  });

  const door = { name: "production", reviewers: [7], preventSelfReview: true, adminsBypass: false };
  const live = (changes: Partial<typeof door>) =>
    judgeEnvironments(facts({ github: githubFacts({ environments: { value: [{ ...door, ...changes }] } }) }));

  it("must be at GitHub as their stack left them, which the provider's refresh does not all see", () => {
    expect(live({}).state).toBe("done");
    expect(live({ reviewers: [] })).toMatchObject({
      state: "wrong",
      found: expect.stringContaining("lacks a required reviewer"),
    });
    expect(live({ preventSelfReview: false }).found).toContain("lets who started a run approve it");
    expect(live({ adminsBypass: true }).found).toContain("lets administrators pass");
    expect(live({ name: "elsewhere" }).found).toContain("GitHub has no environment production any more");
  });

  it("that people made are named before the first up takes them over", () => {
    const first = (name: string) =>
      judgeEnvironments(
        facts({
          stacks: new Map([["shared", stack()]]),
          github: githubFacts({ environments: { value: [{ ...door, name, reviewers: [8] }] } }),
        }),
      );
    expect(first("Production").found).toContain("GitHub has an environment production already");
    expect(first("preview").found).not.toContain("already");
  });

  it("could not be told without GitHub, or without a login", () => {
    expect(judgeEnvironments(facts({ github: githubFacts({ environments: away }) })).state).toBe("unknown");
    expect(judgeEnvironments(facts({ backend: loggedOut })).state).toBe("unknown");
  });
});

describe("identities of workflows", () => {
  it("are there when AWS and Azure trust GitHub's tokens", () => {
    expect(judgeCiIdentities(facts()).state).toBe("done");
    expect(judgeCiIdentities(facts({ awsOidc: failed("absent", "404") })).state).toBe("missing");
    expect(judgeCiIdentities(withStack("production", { types: new Set() }))).toMatchObject({
      state: "wrong",
      found: "production has no federated identity at Azure",
    });
    expect(judgeCiIdentities(facts({ stacks: new Map() })).state).toBe("missing");
    expect(judgeCiIdentities(facts({ backend: loggedOut })).state).toBe("unknown");
  });
});
