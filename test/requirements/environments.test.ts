import { describe, expect, it } from "vitest";
import { every } from "../components/recording.ts";
import { declareExample, settingsOf, teamId } from "./example.ts";

const environmentType = "github:index/repositoryEnvironment:RepositoryEnvironment";
const domainType = "vercel:index/projectDomain:ProjectDomain";
const variableType = "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable";
const rulesetType = "github:index/repositoryRuleset:RepositoryRuleset";

describe("seed 003's environments", () => {
  it("S003-ENV-01: development, acceptance and production are environments at GitHub", async () => {
    for (const name of ["development", "acceptance", "production"]) {
      const registrations = await declareExample(settingsOf("003-acceptance", name));
      expect(every(registrations, environmentType).map(({ inputs }) => inputs["environment"])).toContain(
        name,
      );
    }
  });

  it("S003-CFG-02: acceptance is sized like production, logs little, takes some features and is watched in full", () => {
    const { environments } = settingsOf("003-acceptance", "acceptance");
    const profile = environments["acceptance"]?.profile;
    const most = environments["production"]?.profile.instances?.maximum ?? 0;
    expect(profile?.instances?.maximum).toBeGreaterThan(most / 2);
    expect(profile?.logLevel).toBe("information");
    expect(new Set(Object.values(profile?.featureFlags ?? {}))).toEqual(new Set([true, false]));
    expect(profile?.monitoring).toBe("full");
  });

  it("S003-ACC-03: nothing reaches acceptance without the team leads, by a rule of the branch that it is deployed from", async () => {
    const registrations = await declareExample(settingsOf("003-acceptance", "acceptance"));
    const rules = every(registrations, rulesetType).map(({ inputs }) => inputs["rules"]);
    expect(rules).toEqual([
      expect.objectContaining({
        pullRequest: expect.objectContaining({
          requiredReviewers: [
            expect.objectContaining({
              minimumApprovals: 1,
              reviewer: { id: teamId("team-leads"), type: "Team" },
            }),
          ],
        }),
      }),
    ]);
  });
});

describe("seed 001's addresses", () => {
  const addressOf = async (stack: string) => {
    const registrations = await declareExample(settingsOf("001-omega", stack));
    const variables = every(registrations, variableType).filter(
      ({ inputs }) => inputs["environment"] === stack,
    );
    return {
      domains: every(registrations, domainType).map(({ inputs }) => inputs["domain"]),
      url: variables.find(({ inputs }) => inputs["variableName"] === "FRONTEND_URL")?.inputs["value"],
    };
  };

  it("S001-ENV-04: staging answers at https://staging.mayassistant.com", async () => {
    expect(await addressOf("staging")).toEqual({
      domains: ["staging.mayassistant.com"],
      url: "https://staging.mayassistant.com",
    });
  });

  it("S001-ENV-07: production answers at https://mayassistant.com, with real data", async () => {
    expect(await addressOf("production")).toEqual({
      domains: ["mayassistant.com"],
      url: "https://mayassistant.com",
    });
    const { environments } = settingsOf("001-omega", "production");
    expect(environments["production"]?.dataClass).toBe("real");
    expect(environments["staging"]?.dataClass).toBe("test");
  });
});
