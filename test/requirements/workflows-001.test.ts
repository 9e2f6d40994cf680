import { describe, expect, it } from "vitest";
import {
  ancestorsOf,
  isAscending,
  jobOf,
  type ParsedWorkflow,
  placesOf,
} from "../components/workflows/files/parsed.ts";
import { workflowOf } from "../components/workflows/files/pipelines.ts";

const backend = workflowOf("001", "backend.yml");
const frontend = workflowOf("001", "frontend.yml");

function isChain(workflow: ParsedWorkflow, ids: readonly string[]): boolean {
  return ids.every((id, index) => index === 0 || ancestorsOf(workflow, id).has(ids[index - 1] ?? ""));
}

/** The stages of a service's jobs, by their ids. */
function stagesOf(service: string): string[] {
  return ["lint-and-type-check", "test", "build", "security-scan"].map((stage) => `${service}-${stage}`);
}

it("S001-FLOW-01: built, tested, scanned; staging, its smoke tests, production, health, alerts", () => {
  for (const [service, workflow] of [
    ["backend", backend],
    ["frontend", frontend],
  ] as const) {
    expect(isChain(workflow, [...stagesOf(service), "deploy-staging", "deploy-production"])).toBe(true);
    expect(jobOf(workflow, "deploy-staging").steps.some(({ id }) => id === "smoke")).toBe(true);
    const { steps } = jobOf(workflow, "deploy-production");
    expect(
      isAscending(["health", "watch", "notify"].map((id) => steps.findIndex((step) => step.id === id))),
    ).toBe(true);
  }
});

it("S001-ORDER-01: both walk lint and type check, test, build, security scan, deploy", () => {
  expect(isChain(backend, [...stagesOf("backend"), "deploy-staging"])).toBe(true);
  expect(isChain(frontend, [...stagesOf("frontend"), "deploy-staging"])).toBe(true);
});

describe("the frontend", () => {
  it("S001-FE-01: starts on main and develop", () => {
    expect(frontend.on.push?.branches).toEqual(["main", "develop"]);
  });

  it("S001-FE-06: deploys to Vercel, runs smoke tests, verifies", () => {
    for (const id of ["deploy-staging", "deploy-production"]) {
      const job = jobOf(frontend, id);
      expect(isAscending(placesOf(job, [/^Deploy to/, "Run smoke tests", "Verify the deployment"]))).toBe(
        true,
      );
      expect(job.steps.find(({ name }) => name.startsWith("Deploy to"))?.run).toContain("vercel@");
    }
  });

  it("S001-FE-05: audit, Snyk and the dependency check come before it is deployed", () => {
    const { steps } = jobOf(frontend, "frontend-security-scan");
    expect(steps.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["npm audit", "Snyk scan", "Dependency check"]),
    );
    expect(ancestorsOf(frontend, "deploy-staging")).toContain("frontend-security-scan");
  });
});

describe("the backend", () => {
  it("S001-BE-01: starts on main and develop", () => {
    expect(backend.on.push?.branches).toEqual(["main", "develop"]);
  });

  it("S001-BE-06: deploys to Railway, runs health checks, verifies", () => {
    for (const id of ["deploy-staging", "deploy-production"]) {
      const job = jobOf(backend, id);
      expect(isAscending(placesOf(job, [/^Deploy to/, "Run health checks", "Verify the deployment"]))).toBe(
        true,
      );
      expect(job.steps.find(({ name }) => name.startsWith("Deploy to"))?.run).toContain("railway");
    }
  });
});

it("both can be started by hand, with the approval and the record of every other run", () => {
  for (const workflow of [backend, frontend]) {
    expect(workflow.on.workflow_dispatch).toBeDefined();
    const ids = jobOf(workflow, "deploy-production").steps.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(["approvals", "gate", "audit"]));
  }
});

it("production is opened on main alone; develop ends at staging", () => {
  for (const workflow of [backend, frontend]) {
    expect(jobOf(workflow, "deploy-production").if).toBe("github.ref == 'refs/heads/main'");
  }
});
