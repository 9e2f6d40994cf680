import { expect, it } from "vitest";
import { roadOf } from "../../stacks/shared/road.ts";
import {
  ancestorsOf,
  commandsOf,
  environmentOf,
  isAscending,
  jobOf,
  placesOf,
} from "../components/workflows/files/parsed.ts";
import { settingsOf, workflowOf } from "../components/workflows/files/pipelines.ts";
import { runScript } from "../components/workflows/files/run-script.ts";

const development = workflowOf("003", "deploy-development.yml");
const acceptance = workflowOf("003", "deploy-acceptance.yml");
const production = workflowOf("003", "deploy-production.yml");
const { stages } = roadOf(settingsOf("003"));

it("S003-FLOW-01: tests, lint, image, development; then approvals; the image that was pushed once goes everywhere", () => {
  expect(ancestorsOf(development, "app-lint")).toContain("app-tests");
  expect(ancestorsOf(development, "app-docker-image")).toContain("app-lint");
  expect(ancestorsOf(development, "deploy")).toContain("app-docker-image");
  expect(stages["acceptance"]?.doors[0]?.promotion).toEqual({
    branch: "release/acceptance",
    roles: ["team-lead"],
  });
  expect(stages["production"]?.doors[0]?.promotion?.roles).toContain("stakeholder");
  expect(
    isAscending(
      placesOf(jobOf(production, "deploy"), ["Deploy to Production", "Post-deployment Verification"]),
    ),
  ).toBe(true);
  // By its digest, from the registry: a later stage finds the image of the commit and builds none.
  for (const workflow of [acceptance, production]) {
    const job = jobOf(workflow, "deploy");
    const deploy = job.steps.find(({ name }) => name.startsWith("Deploy to"));
    expect(deploy?.env["OPTION_ARTIFACT"]).toBe("$" + "{{ steps.image-app.outputs.reference }}");
    expect(JSON.stringify(workflow)).not.toContain("docker/build-push-action");
  }
});

it("finds the image of the commit by its digest, and stops where there is none", () => {
  const find = jobOf(production, "deploy").steps.find(({ id }) => id === "image-app");
  const script = (find?.run ?? "").replace("docker buildx imagetools inspect", "gh");
  const env = { IMAGE: "ghcr.io/o/r/app", SHA: "a".repeat(40) };
  expect(runScript(script, { env, gh: "echo sha256:1" }).outputs).toEqual([
    "reference=ghcr.io/o/r/app@sha256:1",
  ]);
  expect(runScript(script, { env, gh: "echo" })).toMatchObject({ status: 1, outputs: [] });
});

it("S003-FLOW-02: the image is built after tests and lint, and before development", () => {
  const before = ancestorsOf(development, "app-docker-image");
  expect(before).toContain("app-tests");
  expect(before).toContain("app-lint");
  expect(jobOf(development, "deploy").needs).toContain("app-docker-image");
});

it("S003-ENV-02: development follows main, and nobody has to say yes", () => {
  expect(development.on).toEqual({ push: { branches: ["main"] } });
  expect(stages["development"]?.doors).toEqual([{ name: "development", purpose: "entry" }]);
});

it("S003-ACC-01: Deploy to Acceptance takes the version to deploy", () => {
  expect(acceptance.name).toBe("Deploy to Acceptance");
  expect(acceptance.on.workflow_dispatch?.inputs["version"]).toEqual({
    description: "Version to deploy",
    required: true,
    type: "string",
  });
});

it("S003-ACC-02: its job deploy has the specification's steps in order", () => {
  const job = jobOf(acceptance, "deploy");
  expect(job["runs-on"]).toBe("ubuntu-latest");
  expect(environmentOf(job)).toBe("acceptance");
  expect(
    isAscending(placesOf(job, ["Deploy to Acceptance", "Run Integration Tests", "Notify Stakeholders"])),
  ).toBe(true);
});

it("S003-PROD-01: Deploy to Production takes the version to deploy", () => {
  expect(production.name).toBe("Deploy to Production");
  expect(production.on.workflow_dispatch?.inputs["version"]).toMatchObject({
    description: "Version to deploy",
    required: true,
  });
});

it("S003-PROD-02: its job deploy has the specification's steps in order", () => {
  const job = jobOf(production, "deploy");
  expect(job["runs-on"]).toBe("ubuntu-latest");
  expect(environmentOf(job)).toBe("production");
  const steps = [
    "Pre-deployment Checks",
    "Deploy to Production",
    "Post-deployment Verification",
    "Monitor Metrics",
  ];
  expect(isAscending(placesOf(job, steps))).toBe(true);
});

it("S003-MON-02: production is verified and its metrics watched after it was deployed", () => {
  const commands = commandsOf(jobOf(production, "deploy"));
  expect(isAscending(["deploy", "smoke", "watch"].map((name) => commands.indexOf(name)))).toBe(true);
});

it("takes the promoted commit where no version is given, and the version's commit where one is", () => {
  const script = jobOf(production, "release").steps.find(({ id }) => id === "version")?.run ?? "";
  const sha = "b".repeat(40);
  const promoted = runScript(script, { env: { VERSION: "", GITHUB_SHA: "c".repeat(40) }, gh: `echo ${sha}` });
  expect(promoted.calls).toEqual([
    `api repos/owner/name/commits/${"c".repeat(40)} --jq .parents[1].sha // .sha`,
  ]);
  expect(promoted.outputs).toEqual([`sha=${sha}`]);
  const tagged = runScript(script, { env: { VERSION: "v1.2.3; rm -rf /" }, gh: `echo ${sha}` });
  expect(tagged.calls[0]).toContain("sha=v1.2.3; rm -rf /");
  expect(runScript(script, { env: { VERSION: "v9" }, gh: "echo null" })).toMatchObject({
    status: 1,
    outputs: [],
  });
});
