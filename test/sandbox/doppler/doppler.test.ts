import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openers } from "../accounts.ts";
import { deploymentOf, temporaryFolder } from "../cloud.ts";

const project = "doppler:index/project:Project";
const environment = "doppler:index/environment:Environment";
const branch = "doppler:index/branchConfig:BranchConfig";
const token = "doppler:index/serviceToken:ServiceToken";
const sync = "doppler:secretsSync/githubActions:GithubActions";
const secrets = "doppler:index/getSecrets:getSecrets";
const workplace = () => deploymentOf(openers.doppler(temporaryFolder()));

describe("what the workplace holds at the beginning", () => {
  it("is a project with configs, whose secrets have made-up values that differ", () => {
    const doppler = workplace();
    const production = doppler.invoke(secrets, { project: "acme", config: "prd" })["map"];
    const development = doppler.invoke(secrets, { project: "acme", config: "dev" })["map"];
    expect(production).toMatchObject({
      TOKEN: "marker-of-a-test",
      URL: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(production).not.toEqual(development);
  });

  it("stays the same when the sandbox is opened again", () => {
    const folder = temporaryFolder();
    const first = deploymentOf(openers.doppler(folder)).invoke(secrets, { project: "acme", config: "prd" });
    expect(deploymentOf(openers.doppler(folder)).invoke(secrets, { project: "acme", config: "prd" })).toEqual(
      first,
    );
    expect(JSON.parse(readFileSync(join(folder, "doppler.json"), "utf8")).account).not.toHaveProperty(
      "values",
    );
  });

  it("can be imported, and cannot be created again", () => {
    const doppler = workplace();
    expect(doppler.read(project, "acme")?.inputs).toEqual({ name: "acme" });
    expect(() => doppler.create(project, { name: "acme" })).toThrow("A project named 'acme' already exists");
  });
});

describe("configs", () => {
  it("come with an environment, and branches begin with its secrets", () => {
    const doppler = workplace();
    doppler.create(environment, { project: "acme", name: "Staging", slug: "stg" });
    expect(doppler.invoke(secrets, { project: "acme", config: "stg" })["map"]).toEqual({});
    doppler.create(branch, { project: "acme", environment: "prd", name: "prd_eu" });
    expect(doppler.invoke(secrets, { project: "acme", config: "prd_eu" })["map"]).toMatchObject({
      TOKEN: "marker-of-a-test",
    });
    expect(() => doppler.create(branch, { project: "acme", environment: "prd", name: "eu" })).toThrow(
      /'prd_'/,
    );
  });

  it("that do not exist have neither secrets nor tokens", () => {
    const doppler = workplace();
    expect(() => doppler.invoke(secrets, { project: "acme", config: "ghost" })).toThrow(
      "Could not find requested config 'ghost'",
    );
    expect(() => doppler.create(token, { project: "acme", config: "ghost", name: "ci" })).toThrow(/'ghost'/);
    expect(() => doppler.invoke(secrets, { project: "ghost", config: "prd" })).toThrow(/project 'ghost'/);
  });
});

describe("a service token", () => {
  const inputs = { project: "acme", config: "prd", name: "ci" };

  it("has a key of its own, and reads unless it is asked to write", () => {
    const doppler = workplace();
    const made = doppler.create(token, inputs);
    expect(made.state["key"]).toMatch(/^dp\.st\.prd\.[\w-]{40}$/);
    expect(made.state["access"]).toBe("read");
    expect(doppler.objections(token, { ...inputs, access: "admin" })[0]).toMatch(/to be one of/);
  });

  it("under another name is another token, beside which the first one works until it is deleted", () => {
    const doppler = workplace();
    const first = doppler.create(token, { ...inputs, name: "ci-2026-05-01" });
    const second = doppler.create(token, { ...inputs, name: "ci-2026-11-01" });
    expect(second.state["key"]).not.toBe(first.state["key"]);
    expect(doppler.read(token, first.id)?.outputs["key"]).toBe(first.state["key"]);
    doppler.delete(token, first);
    expect(doppler.read(token, second.id)).toBeDefined();
  });

  it("that somebody took away is an error to the provider, and its name is never read back", () => {
    const provider = openers.doppler(temporaryFolder());
    const doppler = deploymentOf(provider);
    const made = doppler.create(token, inputs);
    doppler.delete(token, made);
    expect(() => doppler.read(token, made.id)).toThrow("Could not find service token");
    const spots = provider.types.find((one) => one.token === token)?.blindSpots;
    expect(spots?.map(({ property }) => property)).toEqual(["name"]);
  });
});

describe("a sync to GitHub Actions", () => {
  const target = {
    project: "acme",
    config: "prd",
    integration: "slug-of-integration",
    syncTarget: "repo",
    repoName: "app",
    environmentName: "production",
  };

  it("needs the integration that was connected, and a config", () => {
    const doppler = workplace();
    expect(doppler.create(sync, target).id).toMatch(/^acme\.prd\./);
    expect(() => doppler.create(sync, { ...target, integration: "ghost" })).toThrow(/integration 'ghost'/);
    expect(() => doppler.create(sync, { ...target, config: "ghost" })).toThrow(/config 'ghost'/);
  });

  it("goes to one repository or one organization, and takes Doppler's words for what a delete leaves", () => {
    const doppler = workplace();
    expect(doppler.objections(sync, { ...target, orgScope: "all" })[0]).toMatch(/exactly one of "repoName"/);
    expect(doppler.objections(sync, { ...target, deleteBehavior: "delete_from_target" })).toEqual([]);
    expect(doppler.objections(sync, { ...target, deleteBehavior: "deleteFromTarget" })[0]).toMatch(
      /\["leave_in_target" "delete_from_target"\]/,
    );
  });

  it("hides from a refresh what the published provider does not read back", () => {
    const provider = openers.doppler(temporaryFolder());
    const type = provider.types.find((one) => one.token === sync);
    expect(type?.blindSpots?.map(({ property }) => property)).toContain("environmentName");
    for (const spot of type?.blindSpots ?? []) expect(spot.source).toMatch(/resource_sync\.go/);
  });
});
