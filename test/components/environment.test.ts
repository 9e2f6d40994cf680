import { describe, expect, it } from "vitest";
import type { Role } from "../../components/access/roles.ts";
import { gatesOf } from "../../components/environment/gates.ts";
import { Environment, type EnvironmentArgs } from "../../components/environment/index.ts";
import { every, only, record, types } from "./recording.ts";

const techLead: Role = { name: "tech-lead", teams: [{ slug: "leads", id: 11 }], users: [] };
const qaLead: Role = { name: "qa-lead", teams: [], users: [{ login: "qa-one", id: 21 }] };

const production: EnvironmentArgs = {
  repository: "app",
  tier: "production",
  gates: gatesOf("production", ["tech-lead", "qa-lead"]),
  roles: [techLead, qaLead],
  branches: ["main"],
  rollbackBranches: ["main"],
};

describe("gates", () => {
  it("makes a chain of several roles, the last one guarding the entry", () => {
    expect(gatesOf("production", ["tech-lead", "qa-lead"])).toEqual([
      { name: "production-tech-lead", purpose: "approval", role: "tech-lead" },
      { name: "production", purpose: "entry", role: "qa-lead" },
      { name: "production-rollback", purpose: "rollback" },
    ]);
  });

  it("gives a stage without approvals one open door and no way around it", () => {
    expect(gatesOf("staging", [])).toEqual([{ name: "staging", purpose: "entry" }]);
  });
});

describe("environment", () => {
  it("S000-PROD-02: production has required reviewers, never the starter, never by an administrator's bypass", async () => {
    const registrations = await record(() => new Environment("production", production));
    expect(only(registrations, types.environment, "production-production").inputs).toEqual({
      repository: "app",
      environment: "production",
      canAdminsBypass: false,
      preventSelfReview: true,
      reviewers: [{ teams: [], users: [21] }],
      deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
    });
    expect(
      only(registrations, types.environment, "production-production-tech-lead").inputs["reviewers"],
    ).toEqual([{ teams: [11], users: [] }]);
  });

  it("lets a rollback start without a person, from the default branch alone", async () => {
    const registrations = await record(() => new Environment("production", production));
    const door = only(registrations, types.environment, "production-production-rollback");
    expect(door.inputs).toEqual({
      repository: "app",
      environment: "production-rollback",
      canAdminsBypass: false,
      deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
    });
    expect(
      every(registrations, types.deploymentPolicy)
        .filter((policy) => policy.inputs["environment"] === "production-rollback")
        .map((policy) => policy.inputs["branchPattern"]),
    ).toEqual(["main"]);
  });

  it("S000-PROD-01: only `main` may deploy to production", async () => {
    const registrations = await record(() => new Environment("production", production));
    expect(
      every(registrations, types.deploymentPolicy)
        .filter((policy) => policy.inputs["environment"] === "production")
        .map((policy) => policy.inputs["branchPattern"]),
    ).toEqual(["main"]);
  });

  it("sets variables in the named environment only", async () => {
    const registrations = await record(() =>
      new Environment("production", production).setVariables("production", { BACKEND_URL: "https://api" }),
    );
    expect(every(registrations, types.variable).map((variable) => variable.inputs)).toEqual([
      { repository: "app", environment: "production", variableName: "BACKEND_URL", value: "https://api" },
    ]);
  });

  it("tells policies its tier and its gates", async () => {
    const registrations = await record(() => new Environment("production", production));
    expect(only(registrations, "gatehouse:components:Environment").inputs).toMatchObject({
      tier: "production",
      gates: [
        { name: "production-tech-lead", purpose: "approval" },
        { name: "production", purpose: "entry" },
        { name: "production-rollback", purpose: "rollback" },
      ],
    });
  });
});
