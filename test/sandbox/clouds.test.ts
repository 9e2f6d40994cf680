import { describe, expect, it } from "vitest";
import { readAccount } from "../../sandbox/account.ts";
import { openClouds } from "../../sandbox/clouds.ts";
import { type Deployment, deploymentOf, temporaryFolder } from "./cloud.ts";

const environment = "github:index/repositoryEnvironment:RepositoryEnvironment";
const sync = "doppler:secretsSync/githubActions:GithubActions";
const inputs = {
  project: "mayassistant",
  config: "prd",
  integration: "11111111-2222-4333-8444-555555555555",
  syncTarget: "repo",
  repoName: "mayassistant",
  environmentName: "production",
  deleteBehavior: "delete_from_target",
};

function clouds() {
  const { providers, github, catchUp } = openClouds(temporaryFolder(), readAccount(), {
    JWT_SECRET: "marker-of-a-test",
  });
  const of = (name: string): Deployment => {
    const provider = providers.find((one) => one.name === name);
    if (!provider) throw new Error(`no ${name}`);
    return deploymentOf(provider);
  };
  const delivered = (): boolean =>
    github.holdsSecret(
      { owner: "mayassistant-org", repository: "mayassistant", environment: "production" },
      "JWT_SECRET",
      "marker-of-a-test",
    );
  return { doppler: of("doppler"), github: of("github"), delivered, catchUp };
}

describe("a Doppler sync", () => {
  it("puts a config's secrets into a GitHub environment, and takes them away when asked to", () => {
    const { doppler, github, delivered } = clouds();
    github.create(environment, { repository: "mayassistant", environment: "production" });
    const made = doppler.create(sync, inputs);
    expect(delivered()).toBe(true);
    doppler.delete(sync, made);
    expect(delivered()).toBe(false);
  });

  it("leaves the secrets where they are unless told otherwise", () => {
    const { doppler, github, delivered } = clouds();
    github.create(environment, { repository: "mayassistant", environment: "production" });
    const { deleteBehavior: _, ...silent } = inputs;
    doppler.delete(sync, doppler.create(sync, silent));
    expect(delivered()).toBe(true);
  });

  it("exists and delivers nothing while its target is missing, and catches up later", () => {
    const { doppler, github, delivered, catchUp } = clouds();
    expect(doppler.create(sync, inputs).id).toMatch(/^mayassistant\.prd\./);
    github.create(environment, { repository: "mayassistant", environment: "production" });
    expect(delivered()).toBe(false);
    catchUp();
    expect(delivered()).toBe(true);
  });

  it("that a killed process interrupted goes on when the sandbox opens again", () => {
    const { doppler, github, delivered, catchUp } = clouds();
    github.create(environment, { repository: "mayassistant", environment: "production" });
    doppler.create(sync, inputs);
    const secret = { id: "mayassistant:production:JWT_SECRET", state: {} };
    github.delete("github:index/actionsEnvironmentSecret:ActionsEnvironmentSecret", secret);
    expect(delivered()).toBe(false);
    catchUp();
    expect(delivered()).toBe(true);
  });

  it("whose config somebody removed keeps nobody from opening the sandbox", () => {
    const { doppler, catchUp } = clouds();
    doppler.create(sync, inputs);
    const production = { id: "mayassistant.prd", state: {} };
    doppler.delete("doppler:index/environment:Environment", production);
    expect(catchUp).not.toThrow();
  });
});
