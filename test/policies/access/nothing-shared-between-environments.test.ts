import { describe, expect, it } from "vitest";
import { nothingSharedBetweenEnvironments as policy } from "../../../policies/access/nothing-shared-between-environments.ts";
import type { Resource } from "../../../policies/form/resource.ts";
import { notKnown, type Properties, type Value } from "../../../policies/form/value.ts";
import { judgeStack, preview, resource, undecided, violations } from "../resources.ts";

const host = "token.actions.githubusercontent.com";
const subjectOf = (environment: string) => `repo:acme/application:environment:${environment}`;
const stage = (tier: Value, gates: Value = [{ name: "staging", purpose: "entry" }]) =>
  resource("gatehouse:components:Environment", `stage-${String(tier)}`, { tier, gates });
const credential = (name: string, environment: string, properties: Properties = {}, from: string[] = []) =>
  resource(
    "azure-native:managedidentity:FederatedIdentityCredential",
    name,
    { resourceName: "deployer", subject: subjectOf(environment), ...properties },
    { sources: { resourceName: from } },
  );
const role = (environments: string[], parent?: Resource) =>
  resource(
    "aws:iam/role:Role",
    "role",
    {
      assumeRolePolicy: JSON.stringify({
        Statement: [{ Condition: { StringEquals: { [`${host}:sub`]: environments.map(subjectOf) } } }],
      }),
    },
    parent && { parent },
  );
const sync = (name: string, config: Value, environmentName: Value) =>
  resource("doppler:secretsSync/githubActions:GithubActions", name, {
    project: "app",
    config,
    environmentName,
  });

describe("a stack of one environment", () => {
  it("passes with its own identity and its own config", () => {
    const all = [
      stage("staging"),
      credential("trust", "staging"),
      sync("sync", "stg", "staging"),
      role(["staging"]),
    ];
    expect(judgeStack(policy, all, { ...preview, tier: "staging" })).toEqual([]);
  });

  it("S004-ENV-01: is refused with another tier beside it", () => {
    expect(violations(judgeStack(policy, [stage("staging"), stage("production")]))).toEqual([
      'Environment component "stage-production" must have tier "staging", the one of its stack; given: "production".',
    ]);
    expect(
      violations(judgeStack(policy, [stage("staging")], { ...preview, tier: "production" })),
    ).toHaveLength(1);
  });
});

describe("an identity that deploys", () => {
  it("is refused when a second environment may take it, by its name or by where it comes from", () => {
    const doors = [
      { name: "production", purpose: "entry" },
      { name: "production-rollback", purpose: "rollback" },
    ];
    const named = [credential("a", "production"), credential("b", "production-rollback")];
    const linked = [
      credential("a", "production", { resourceName: notKnown }, ["urn:identity"]),
      credential("b", "production-rollback", { resourceName: notKnown }, ["urn:identity"]),
    ];
    const apart = [
      credential("a", "production"),
      credential("b", "production-rollback", { resourceName: "restorer" }),
    ];
    const judged = (credentials: Resource[]) =>
      violations(judgeStack(policy, [stage("production", doors), ...credentials]));
    expect(judged(named)).toHaveLength(2);
    expect(judged(linked)).toHaveLength(2);
    expect(judged(apart)).toEqual([]);
  });

  it("is refused for an environment of another stack, and for a door before the entry", () => {
    const doors = [
      { name: "staging-qa", purpose: "approval" },
      { name: "staging", purpose: "entry" },
    ];
    for (const environment of ["production", "staging-qa"]) {
      expect(violations(judgeStack(policy, [stage("staging", doors), credential("a", environment)]))).toEqual(
        [
          `Azure federated credential "a" must have subject of an environment of this stack (staging); given: ${environment}.`,
        ],
      );
    }
  });

  it("is judged by its doors only where there are any", () => {
    expect(judgeStack(policy, [credential("a", "production")])).toEqual([]);
    expect(judgeStack(policy, [stage("staging"), credential("a", "*")])).toEqual([]);
  });

  it("is refused as an AWS role that two environments may take", () => {
    expect(violations(judgeStack(policy, [role(["staging", "production"])]))).toEqual([
      'AWS role "role" must have one environment that may take it; given: staging, production.',
    ]);
  });

  it("may be the role that adds evidence, for several environments", () => {
    const audit = resource("gatehouse:components:Audit", "audit", {});
    expect(judgeStack(policy, [audit, role(["staging", "production"], audit)])).toEqual([]);
  });
});

describe("a Doppler config", () => {
  it("is refused when it fills two environments", () => {
    const found = judgeStack(policy, [
      sync("a", "prd", "production"),
      sync("b", "prd", "production-rollback"),
    ]);
    expect(violations(found)).toHaveLength(2);
  });
});

describe("a Doppler config that jobs read by token", () => {
  const token = (name: string, config: Value = "prd", more: Properties = {}) =>
    resource("doppler:index/serviceToken:ServiceToken", name, {
      project: "app",
      config,
      access: "read",
      ...more,
    });
  const secret = (name: string, environment: Value, from: Resource) =>
    resource(
      "github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret",
      name,
      { environment, secretName: "DOPPLER_TOKEN", value: notKnown },
      { sources: { value: [from.urn] } },
    );
  const prd = token("prd");
  const read = [prd, secret("prd-secret", "production", prd)];

  it("passes with one token that reads, in one environment", () => {
    expect(judgeStack(policy, read)).toEqual([]);
    const stg = token("stg", "stg");
    expect(judgeStack(policy, [...read, stg, secret("stg-secret", "staging", stg)])).toEqual([]);
  });

  it("is refused with a second token", () => {
    expect(violations(judgeStack(policy, [...read, token("second")]))).toEqual([
      'Doppler service token "prd" must have a config that no other service token reads; given: ["second"].',
      'Doppler service token "second" must have a config that no other service token reads; given: ["prd"].',
    ]);
  });

  it("is refused when its token lies in two environments, or its sync fills another one", () => {
    for (const more of [secret("copy", "staging", prd), sync("sync", "prd", "staging")]) {
      expect(violations(judgeStack(policy, [...read, more])).join()).toContain(
        'Doppler service token "prd" must have a config that fills no other environment; given: ["production","staging"].',
      );
    }
  });

  it("is refused with a token that writes", () => {
    expect(violations(judgeStack(policy, [token("prd", "prd", { access: "read/write" })]))).toEqual([
      'Doppler service token "prd" must have access read; given: "read/write".',
    ]);
  });

  it("is open while the config, or where the token lies, is not known", () => {
    for (const all of [
      [...read, token("second", notKnown)],
      [...read, secret("copy", notKnown, prd)],
    ]) {
      expect(violations(judgeStack(policy, all))).toEqual([]);
      expect(undecided(judgeStack(policy, all))).toHaveLength(1);
    }
  });
});

describe("a value that only the update knows", () => {
  it("leaves the tier and the doors open", () => {
    for (const all of [
      [stage(notKnown), stage("staging")],
      [stage("staging", notKnown), credential("a", "production")],
    ]) {
      const findings = judgeStack(policy, all);
      expect(violations(findings)).toEqual([]);
      expect(undecided(findings)).toHaveLength(1);
    }
  });

  it("leaves open whether two environments share a config", () => {
    const findings = judgeStack(policy, [sync("a", notKnown, "one"), sync("b", notKnown, "two")]);
    expect([violations(findings), undecided(findings).length]).toEqual([[], 2]);
  });
});
