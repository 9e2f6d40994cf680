import { describe, expect, it } from "vitest";
import { roadOf } from "../../stacks/shared/road.ts";
import { releaseChecks } from "../../stacks/shared/workflows.ts";
import {
  commandsOf,
  environmentOf,
  isAscending,
  jobOf,
  parsed,
  placesOf,
} from "../components/workflows/files/parsed.ts";
import { activated, settingsOf, textsOf, workflowOf } from "../components/workflows/files/pipelines.ts";

const development = workflowOf("002", "deploy-development.yml");
const staging = workflowOf("002", "deploy-staging.yml");
const production = workflowOf("002", "deploy-production.yml");
const { stages } = roadOf(settingsOf("002"));

const setUp = ["Set up Node", "Set up Flutter", "Set up the Supabase CLI"];

it("S002-PIPE-01: lint and types side by side, both before the unit tests", () => {
  const ci = workflowOf("002", "ci.yml");
  expect(jobOf(ci, "app-lint").needs).toEqual([]);
  expect(jobOf(ci, "app-types").needs).toEqual([]);
  expect(jobOf(ci, "app-unit-tests").needs).toEqual(expect.arrayContaining(["app-lint", "app-types"]));
});

it("every environment migrates, deploys, smoke-tests and goes back by itself", () => {
  for (const workflow of [development, staging, production]) {
    expect(
      isAscending(
        placesOf(jobOf(workflow, "deploy"), [
          "Run the migrations",
          "Deploy to Supabase",
          "Run the smoke tests",
        ]),
      ),
    ).toBe(true);
    expect(commandsOf(jobOf(workflow, "rollback"))).toContain("rollback");
  }
  expect(isAscending(placesOf(jobOf(development, "deploy"), [/lint/i, /test/i, "Run the migrations"]))).toBe(
    true,
  );
  expect(isAscending(placesOf(jobOf(staging, "deploy"), [/test/i, "Run the migrations"]))).toBe(true);
  // What the list of a later environment leaves out must be green on the very commit: the gate is told which checks.
  expect(releaseChecks(settingsOf("002"))).toEqual(
    expect.arrayContaining(["app: lint", "app: types", "app: Unit tests"]),
  );
});

describe("development", () => {
  it("S002-DEV-01: deploys on a push to main, without approval", () => {
    expect(development.on).toEqual({ push: { branches: ["main"] } });
    expect(environmentOf(jobOf(development, "deploy"))).toBe("development");
    expect(stages["development"]?.doors).toEqual([{ name: "development", purpose: "entry" }]);
  });

  it("S002-DEV-02: has the nine steps in their order", () => {
    const steps = [
      "checkout",
      "Set up Flutter",
      "Inject secrets from Doppler",
      /analy|lint/i,
      "Unit tests",
      "Run the migrations",
      "Deploy to Supabase",
      "Run the smoke tests",
      "Notify the team",
    ];
    const places = placesOf(jobOf(development, "deploy"), steps);
    expect(isAscending(places)).toBe(true);
  });

  it("S002-DEV-03: sets up Node.js, Dart and the Supabase CLI, in every deploying workflow", () => {
    for (const workflow of [development, staging, production]) {
      expect(() => placesOf(jobOf(workflow, "deploy"), setUp)).not.toThrow();
    }
  });

  it("S002-DEV-04: a failure goes back and says so; a success says so only when it is one", () => {
    const back = jobOf(development, "rollback");
    expect(
      isAscending(placesOf(back, ["Go back to the last good release", "Tell the team that it went back"])),
    ).toBe(true);
    const { steps } = jobOf(development, "deploy");
    expect(steps.find(({ name }) => name === "Notify the team")?.if).toBe("success()");
    expect(steps.find(({ id }) => id === "notify-failure")?.if).toBe("failure()");
  });
});

describe("staging", () => {
  it("S002-STG-01: starts by hand alone, and waits for the QA lead", () => {
    expect(Object.keys(staging.on)).toEqual(["workflow_dispatch"]);
    expect(stages["staging"]?.doors[0]).toMatchObject({ name: "staging", purpose: "entry", role: "qa-lead" });
  });

  it("S002-STG-02: has the ten steps in their order, after the approval that opens the job", () => {
    const deploy = jobOf(staging, "deploy");
    expect(environmentOf(deploy)).toBe("staging");
    const steps = [
      "Prove the approvals",
      "checkout",
      "Set up Flutter",
      "Inject secrets from Doppler",
      /unit|test/i,
      "Run the migrations",
      "Deploy to Supabase",
      "Run the smoke tests",
      /integration/i,
      "Notify the QA team",
    ];
    expect(isAscending(placesOf(deploy, steps))).toBe(true);
  });

  it("S002-STG-04: goes back and tells QA, or marks the version for production", () => {
    expect(
      isAscending(
        placesOf(jobOf(staging, "rollback"), [
          "Go back to the last good release",
          "Tell the team that it went back",
        ]),
      ),
    ).toBe(true);
    expect(() => placesOf(jobOf(staging, "deploy"), ["Mark the commit: ready for production"])).not.toThrow();
  });
});

describe("production", () => {
  it("S002-PROD-01: starts by hand alone, with two approvals, one of each role", () => {
    expect(Object.keys(production.on)).toEqual(["workflow_dispatch"]);
    expect(environmentOf(jobOf(production, "production-tech-lead"))).toBe("production-tech-lead");
    expect(jobOf(production, "deploy").needs).toContain("production-tech-lead");
    expect(environmentOf(jobOf(production, "deploy"))).toBe("production");
    expect(stages["production"]?.doors.flatMap(({ role }) => role ?? [])).toEqual(["tech-lead", "qa-lead"]);
  });

  it("S002-PROD-03: has the twelve steps in their order", () => {
    const steps = [
      "Prove the approvals",
      "Pre-deployment checks",
      "checkout",
      "Set up Flutter",
      "Inject secrets from Doppler",
      "Back up the database",
      "Run the migrations",
      "Deploy to Supabase",
      "Run the smoke tests",
      "Check health",
      "Watch it for 15 minutes",
      "Notify the team",
    ];
    expect(isAscending(placesOf(jobOf(production, "deploy"), steps))).toBe(true);
  });

  it("S002-PROD-11: a failure goes back, then opens an incident; success tells the team", () => {
    expect(
      isAscending(
        placesOf(jobOf(production, "rollback"), ["Go back to the last good release", "Open an incident"]),
      ),
    ).toBe(true);
    expect(jobOf(production, "deploy").steps.find(({ name }) => name === "Notify the team")?.if).toBe(
      "success()",
    );
  });
});

it.each([
  ["S002-DEV-05", "deploy-development.yml", 10],
  ["S002-STG-05", "deploy-staging.yml", 15],
  ["S002-PROD-12", "deploy-production.yml", 20],
] as const)("%s: %s ends within %i minutes, and its duration is recorded", (_id, file, minutes) => {
  const deploy = jobOf(workflowOf("002", file), "deploy");
  expect(deploy["timeout-minutes"]).toBe(minutes);
  expect(deploy.steps.find(({ id }) => id === "audit")?.if).toBe("always()");
});

it("S002-RB-04: production's manual rollback waits for the Tech Lead; every one gets its ticket", () => {
  const rollback = workflowOf("002", "rollback.yml");
  expect(environmentOf(jobOf(rollback, "approve-production"))).toBe("production-tech-lead");
  expect(jobOf(rollback, "rollback-production").needs).toEqual(["approve-production"]);
  for (const id of ["rollback-production", "rollback-staging", "rollback-development"]) {
    expect(commandsOf(jobOf(rollback, id))).toContain("incident");
  }
});

it("S002-RB-05: a rollback has five minutes, and its duration is recorded", () => {
  for (const workflow of [development, staging, production]) {
    const back = jobOf(workflow, "rollback");
    expect(back["timeout-minutes"]).toBe(5);
    expect(back.steps.find(({ id }) => id === "audit")?.if).toBe("always()");
  }
});

it("the smoke step ends after three minutes", () => {
  expect(jobOf(production, "deploy").steps.find(({ id }) => id === "smoke")?.["timeout-minutes"]).toBe(3);
});

describe("S002-ACT-04: activation", () => {
  const never = "github.event_name == 'none: releases.activation is off'";
  const moving = (path: string) => !path.endsWith("/ci.yml");

  it("off: every job of a file that moves something has a false condition", () => {
    const off = [...textsOf(settingsOf("002"))].filter(([path]) => moving(path));
    expect(off.length).toBeGreaterThan(4);
    for (const [path, text] of off) {
      for (const [id, job] of Object.entries(parsed(text).jobs)) {
        expect(job.if?.startsWith(never), `${path} ${id}`).toBe(true);
      }
    }
  });

  it("on: none has it, and what deploys names its environment", () => {
    for (const [path, text] of textsOf(activated(settingsOf("002")))) {
      expect(text, path).not.toContain("activation is off");
    }
    expect(environmentOf(jobOf(development, "deploy"))).toBe("development");
  });
});
