import { describe, expect, it } from "vitest";
import { repositoryGrantsBounded as policy } from "../../../policies/access/repository-grants-bounded.ts";
import { notKnown, type Properties, type Value } from "../../../policies/form/value.ts";
import { judgeStack, resource, undecided, violations } from "../resources.ts";

const given = (permission: Value | undefined): Properties => (permission === undefined ? {} : { permission });
const team = (permission?: Value) =>
  resource("github:index/teamRepository:TeamRepository", "operators", given(permission));
const person = (permission?: Value) =>
  resource("github:index/repositoryCollaborator:RepositoryCollaborator", "guest", given(permission));
const everybody = (properties: Properties) =>
  resource("github:index/repositoryCollaborators:RepositoryCollaborators", "all", properties);
const deployKey = (properties: Properties) =>
  resource("github:index/repositoryDeployKey:RepositoryDeployKey", "key", properties);

describe("a grant on the repository", () => {
  it.each([
    team(),
    team("push"),
    team("maintain"),
    person("pull"),
    person("triage"),
    deployKey({ readOnly: true }),
  ])("passes: $name $properties", (grant) => {
    expect(judgeStack(policy, [grant])).toEqual([]);
  });

  it("S004-SEC-04: makes no team an administrator", () => {
    expect(violations(judgeStack(policy, [team("admin")]))).toEqual([
      'Team\'s grant "operators" must have permission of pull, triage, push, maintain; given: "admin".',
    ]);
  });

  it.each<[string, ReturnType<typeof team>]>([
    ["a role of the organization's own making", team("release-manager")],
    ["a person who writes", person("push")],
    ["a person who writes by silence", person()],
    ["a person who administers", person("admin")],
    ["a listed team that administers", everybody({ teams: [{ teamId: "a", permission: "admin" }] })],
    ["a listed person who writes by silence", everybody({ users: [{ username: "a" }] })],
    ["a deploy key that writes", deployKey({ readOnly: false })],
    ["a deploy key that says nothing", deployKey({})],
  ])("is refused for %s", (_what, grant) => {
    expect(violations(judgeStack(policy, [grant]))).toHaveLength(1);
  });
});

describe("a value that only the update knows", () => {
  it.each([
    team(notKnown),
    person(notKnown),
    everybody({ users: [notKnown] }),
    deployKey({ readOnly: notKnown }),
  ])("leaves the grant open", (grant) => {
    const findings = judgeStack(policy, [grant]);
    expect(violations(findings)).toEqual([]);
    expect(undecided(findings)).toHaveLength(1);
  });
});
