import { describe, expect, it } from "vitest";
import { notKnown, type Properties, type Value } from "../../../policies/form/value.ts";
import { secretsReachOneEnvironment as policy } from "../../../policies/secrets/secrets-reach-one-environment.ts";
import { judgeStack, resource, undecided, violations } from "../resources.ts";

const gates = [
  { name: "live-qa", purpose: "approval" },
  { name: "live", purpose: "entry" },
  { name: "live-rollback", purpose: "rollback" },
];
const component = (given: Value = gates) =>
  resource("gatehouse:components:Environment", "stage", { gates: given });
const door = (name: Value, parent = component()) =>
  resource(
    "github:index/repositoryEnvironment:RepositoryEnvironment",
    `door-${String(name)}`,
    { environment: name },
    { parent },
  );
const doors = [door("live-qa"), door("live"), door("live-rollback")];
const sync = (properties: Properties = {}, from: string[] = []) =>
  resource(
    "doppler:secretsSync/githubActions:GithubActions",
    "sync",
    { syncTarget: "repo", deleteBehavior: "delete_from_target", environmentName: "live", ...properties },
    { sources: { environmentName: from } },
  );
const secret = (environment: Value) =>
  resource("github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret", "secret", {
    secretName: "TOKEN",
    environment,
  });

describe("a Doppler sync", () => {
  it("passes into the entry, by its name or by where the name comes from", () => {
    expect(judgeStack(policy, [...doors, sync()])).toEqual([]);
    const linked = sync({ environmentName: notKnown }, [door("live").urn]);
    expect(judgeStack(policy, [...doors, linked])).toEqual([]);
  });

  it("S004-SEC-01: is refused into the way back, which opens without a person", () => {
    expect(violations(judgeStack(policy, [...doors, sync({ environmentName: "live-rollback" })]))).toEqual([
      'Doppler sync "sync" must have environmentName of a door that an Environment component names as its entry; given: "live-rollback".',
    ]);
  });

  it.each<[string, Properties]>([
    ["a door before the entry", { environmentName: "live-qa" }],
    ["an environment of another stack", { environmentName: "staging" }],
    ["the whole repository", { environmentName: null }],
    ["a whole organization", { syncTarget: "org" }],
    ["an environment that keeps them afterwards", { deleteBehavior: "leave_in_target" }],
    ["an environment that keeps them by silence", { deleteBehavior: null }],
  ])("is refused into %s", (_what, properties) => {
    expect(violations(judgeStack(policy, [...doors, sync(properties)]))).toHaveLength(1);
  });

  it("is refused into an environment that no component declares", () => {
    const alone = resource("github:index/repositoryEnvironment:RepositoryEnvironment", "door", {
      environment: "live",
    });
    expect(violations(judgeStack(policy, [alone, sync()]))).toHaveLength(1);
  });
});

describe("a GitHub secret", () => {
  it("passes in the entry and in the way back", () => {
    expect(judgeStack(policy, [...doors, secret("live"), secret("live-rollback")])).toEqual([]);
  });

  it("is refused in a door before the entry", () => {
    expect(violations(judgeStack(policy, [...doors, secret("live-qa")]))).toHaveLength(1);
  });

  it.each([
    "github:index/actionsSecret:ActionsSecret",
    "github:index/actionsOrganizationSecret:ActionsOrganizationSecret",
  ])("is refused for all environments at once: %s", (type) => {
    expect(violations(judgeStack(policy, [resource(type, "wide", { secretName: "TOKEN" })]))).toHaveLength(1);
  });
});

describe("a value that only the update knows", () => {
  it("leaves open which environment it is, and which doors there are", () => {
    for (const all of [
      [...doors, sync({ environmentName: notKnown })],
      [door("live", component(notKnown)), sync()],
    ]) {
      const findings = judgeStack(policy, all);
      expect(violations(findings)).toEqual([]);
      expect(undecided(findings)).toHaveLength(1);
    }
  });
});
