import { describe, expect, it } from "vitest";
import { roadOf } from "../../stacks/shared/road.ts";
import {
  ancestorsOf,
  commandsOf,
  environmentOf,
  isAscending,
  jobOf,
  optionOf,
  type ParsedWorkflow,
  parsed,
  placesOf,
} from "../components/workflows/files/parsed.ts";
import { settingsOf, textsOf, workflowOf } from "../components/workflows/files/pipelines.ts";
import { runScript } from "../components/workflows/files/run-script.ts";
import { set } from "../stacks/settings/written.ts";

const backend = workflowOf("000", "backend.yml");
const frontend = workflowOf("000", "frontend.yml");
const staging = workflowOf("000", "staging.yml");
const stagingFrontend = workflowOf("000", "staging-frontend.yml");
const deploys = [backend, frontend, staging, stagingFrontend];

/** Whether each job is among what the next one waits for. */
function isChain(workflow: ParsedWorkflow, ids: readonly string[]): boolean {
  return ids.every((id, index) => index === 0 || ancestorsOf(workflow, id).has(ids[index - 1] ?? ""));
}

it("S000-BE-01: the backend pipeline starts on a push to main", () => {
  expect(backend.on.push?.branches).toContain("main");
});

it("S000-GUARD-04: every deploying job depends on the guard", () => {
  for (const workflow of deploys) {
    for (const [id, job] of Object.entries(workflow.jobs)) {
      if (environmentOf(job) === undefined) continue;
      expect(ancestorsOf(workflow, id), `${workflow.name} ${id}`).toContain("protected-paths");
    }
  }
});

it("S000-CI-01: lint and types come before the tests", () => {
  expect(jobOf(backend, "backend-tests").needs).toEqual(["backend-lint", "backend-types"]);
  expect(jobOf(backend, "backend-lint").steps.some(({ run = "" }) => run.includes("ruff check"))).toBe(true);
  expect(jobOf(backend, "backend-types").steps.some(({ run = "" }) => run.includes("mypy"))).toBe(true);
});

it("S000-CI-04: nothing is built or deployed after a failing test", () => {
  for (const workflow of deploys) {
    for (const [id, job] of Object.entries(workflow.jobs)) {
      expect(job["continue-on-error"]).toBeUndefined();
      const isBuildOrDeploy = id.endsWith("-build") || id === "deploy" || id === "promote";
      if (isBuildOrDeploy) expect(job.if ?? "").not.toMatch(/always|failure|cancelled/);
    }
  }
  expect(isChain(backend, ["backend-tests", "backend-build", "deploy"])).toBe(true);
});

it("S000-BUILD-01: Azure gets a zip by azure/functions-action at v1", () => {
  const text = textsOf(settingsOf("000")).get(".github/workflows/backend.yml") ?? "";
  expect(text).toMatch(/uses: azure\/functions-action@[0-9a-f]{40} # v1\./);
  const job = jobOf(backend, "deploy");
  const [packed = -1, deployed = -1] = placesOf(job, ["Package backend", "Deploy to production"]);
  expect(packed).toBeLessThan(deployed);
  expect(job.steps[deployed]?.with).toMatchObject({ package: "backend.zip", "slot-name": "candidate" });
});

it("S000-BUILD-02: Railway gets the image that was built and pushed, by its digest", () => {
  const settings = settingsOf("000", (written) => {
    set(written, "services", { frontend: { platform: "vercel" } });
    set(written, "workflows.services.backend.host", "railway");
    set(written, "environments.production.secrets.rollbackSecrets", [
      ...["RAILWAY_TOKEN", "VERCEL_TOKEN", "DATABASE_URL"].map((name) => ({
        name,
        reason: "the host has no token that can only go back",
        until: "2027-06-30",
      })),
    ]);
    set(written, "workflows.services.backend.toolchain.stages", [
      { name: "Tests", minutes: 15, checks: ["full"] },
      { name: "Image", minutes: 15, checks: ["image"] },
    ]);
  });
  const workflow = parsed(textsOf(settings).get(".github/workflows/backend.yml") ?? "");
  const image = jobOf(workflow, "backend-image");
  expect(isAscending(placesOf(image, ["Build the image", "Push the image"]))).toBe(true);
  const deploy = jobOf(workflow, "deploy").steps.find(({ name }) => name === "Deploy to production");
  expect(deploy?.env["IMAGE"]).toBe("$" + "{{ needs.backend-image.outputs.image }}");
  expect(deploy?.run).toContain("railway");
  expect(image.outputs["image"]).toContain("outputs.reference");
});

it("S000-BUILD-03: guard, dependency guard, lint, tests, build, deploy, smoke test", () => {
  const order = [
    "protected-paths",
    "dependency-freeze",
    "backend-lint",
    "backend-tests",
    "backend-build",
    "deploy",
  ];
  expect(isChain(backend, order)).toBe(true);
  expect(
    isAscending(placesOf(jobOf(backend, "deploy"), ["Deploy to production", "Run the smoke tests"])),
  ).toBe(true);
});

it("S000-SMOKE-03: a failing smoke test leads to a rollback", () => {
  for (const workflow of [backend, staging]) {
    const back = jobOf(workflow, "rollback");
    expect(back.needs).toContain("deploy");
    expect(back.if).toContain("needs.deploy.result != 'success'");
    expect(commandsOf(back)).toContain("rollback");
  }
});

it("S000-FE-01: lint, build, test, deploy, verify on staging, promote to production", () => {
  const stages = ["frontend-lint", "frontend-build", "frontend-test", "deploy", "verify-staging", "promote"];
  expect(isChain(frontend, stages)).toBe(true);
});

it("S000-FE-02: a setting adds or removes the Playwright step", () => {
  const of = (playwright: boolean) =>
    textsOf(
      settingsOf("000", (written) =>
        set(written, "workflows.services.frontend.toolchain.playwright", playwright),
      ),
    ).get(".github/workflows/frontend.yml") ?? "";
  expect(of(true)).toContain("playwright");
  expect(of(false)).not.toContain("playwright");
  expect(parsed(of(false)).name).toBe("Frontend pipeline");
});

it("S000-FE-03: what was verified is promoted; nothing is built in between", () => {
  const promote = jobOf(frontend, "promote");
  expect(promote.needs).toContain("verify-staging");
  const step = promote.steps.find(({ name }) => name === "Promote to production");
  expect(step?.env["DEPLOYMENT"]).toBe("$" + "{{ needs.deploy.outputs.url }}");
  expect(jobOf(frontend, "verify-staging").steps.find(({ id }) => id === "smoke")?.env["OPTION_TARGET"]).toBe(
    "$" + "{{ needs.deploy.outputs.url }}",
  );
  for (const id of ["verify-staging", "promote"]) {
    expect(JSON.stringify(jobOf(frontend, id))).not.toMatch(/vercel@\S+ (build|deploy)|npm run build/);
  }
});

it("S000-MON-03: a schedule of five minutes asks the frontend", () => {
  const { on, jobs } = workflowOf("000", "monitor-frontend.yml");
  expect(on.schedule?.map(({ cron }) => cron)).toEqual([expect.stringMatching(/^\d+-59\/5 \* \* \* \*$/)]);
  const [step] = Object.values(jobs).flatMap(({ steps }) => steps.filter(({ id }) => id === "monitor"));
  expect(step && optionOf(step, "service")).toEqual(["frontend"]);
  expect(step?.env["FRONTEND_URL"]).toBe("$" + "{{ vars.FRONTEND_URL }}");
});

describe("staging", () => {
  it("S000-STG-02: is deployed from auto/* and develop and from no other branch", () => {
    for (const { on } of [staging, stagingFrontend]) {
      expect(on).toEqual({ push: { branches: ["auto/*", "develop"] } });
    }
    expect(roadOf(settingsOf("000")).stages["staging"]?.branches).toEqual(["auto/*", "develop"]);
  });

  it("S000-STG-04: only when tests and type checks are green, without a way around", () => {
    const before = ancestorsOf(staging, "deploy");
    expect(before).toContain("backend-tests");
    expect(before).toContain("backend-types");
    expect(jobOf(staging, "deploy").if).toBeUndefined();
    expect([...before].map((id) => jobOf(staging, id).if)).toEqual([...before].map(() => undefined));
  });

  it("S000-STG-07: marks the tested commit as ready to promote, or as not", () => {
    const steps = jobOf(staging, "deploy").steps;
    const marks = steps.filter(({ name }) => name.startsWith("Mark the commit"));
    expect(marks.map(({ if: when, env }) => [when, env["STATE"], env["CONTEXT"], env["SHA"]])).toEqual([
      ["success()", "success", "ready to promote", "$" + "{{ github.sha }}"],
      ["failure()", "failure", "ready to promote", "$" + "{{ github.sha }}"],
    ]);
    const watched = steps.findIndex(({ id }) => id === "watch");
    expect(steps.findIndex(({ name }) => name === "Mark the commit: ready to promote")).toBeGreaterThan(
      watched,
    );
    const { calls } = runScript(marks[0]?.run ?? "", {
      env: { SHA: "a".repeat(40), CONTEXT: "ready to promote", STATE: "success", GITHUB_REPOSITORY: "o/r" },
    });
    expect(calls).toEqual([
      expect.stringMatching(
        new RegExp(
          `^api --method POST repos/o/r/statuses/${"a".repeat(40)} --raw-field state=success --raw-field context=ready to promote `,
        ),
      ),
    ]);
  });
});

it("the workflow Rollback to last good needs no version", () => {
  const workflow = workflowOf("000", "rollback-to-last-good.yml");
  expect(workflow.name).toBe("Rollback to last good");
  const [step] = jobOf(workflow, "rollback").steps.filter(({ id }) => id === "rollback");
  // Without a version the command takes the last good release, which it reads from the ledger branch's file.
  expect(step?.env["AZURE_FUNCTIONAPP_NAME"]).toBe("$" + "{{ vars.AZURE_FUNCTIONAPP_NAME }}");
  expect(workflow.on.workflow_dispatch?.inputs["target_version"]?.required).toBe(false);
});

it("S000-RB-06: it can be started by hand, and records whatever happened", () => {
  const workflow = workflowOf("000", "rollback-to-last-good.yml");
  expect(workflow.on.workflow_dispatch).toBeDefined();
  expect(jobOf(workflow, "rollback").steps.find(({ id }) => id === "audit")?.if).toBe("always()");
});
