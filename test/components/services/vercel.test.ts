import { describe, expect, it } from "vitest";
import { Vercel, type VercelArgs } from "../../../components/services/vercel/index.ts";
import { every, only, type Registration, record } from "../recording.ts";

const site: VercelArgs = {
  project: "app",
  framework: "nextjs",
  domain: "app.example",
  targets: ["production", "preview"],
  variables: [
    { key: "NEXT_PUBLIC_API_URL", value: "https://api.example", sensitive: false },
    { key: "CLERK_SECRET_KEY", value: "from-doppler", sensitive: true },
    { key: "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", value: "pk", sensitive: false },
  ],
};
const staging: VercelArgs = {
  ...site,
  project: "app-staging",
  domain: "staging.app.example",
  targets: ["preview"],
  customEnvironment: "staging",
};

function declare(args: VercelArgs = site): Promise<Registration[]> {
  return record(async () => new Vercel("frontend", args));
}

const variable = "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable";
const domain = "vercel:index/projectDomain:ProjectDomain";
const environment = "vercel:index/customEnvironment:CustomEnvironment";

describe("a site on Vercel", () => {
  it("has no Git link, gets its domain by promotion, and shows what is not production to the team alone", async () => {
    expect(only(await declare(), "vercel:index/project:Project").inputs).toEqual({
      name: "app",
      framework: "nextjs",
      autoAssignCustomDomains: false,
      vercelAuthentication: { deploymentType: "standard_protection_new" },
    });
  });

  it("S000-ENV-02: sets NEXT_PUBLIC_API_URL and the Clerk keys for each target", async () => {
    const variables = every(await declare(), variable);
    expect(variables.map(({ inputs }) => [inputs["key"], inputs["targets"], inputs["sensitive"]])).toEqual([
      ["CLERK_SECRET_KEY", ["production", "preview"], true],
      ["NEXT_PUBLIC_API_URL", ["production", "preview"], false],
      ["NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", ["production", "preview"], false],
    ]);
    for (const { inputs } of variables) expect(inputs).not.toHaveProperty("customEnvironmentIds");
  });

  it("has a domain that follows production, and no custom environment", async () => {
    const registrations = await declare();
    expect(only(registrations, domain).inputs).toEqual({
      projectId: "frontend-project-id",
      domain: "app.example",
    });
    expect(every(registrations, environment)).toEqual([]);
  });

  it("lies in its team", async () => {
    const registrations = await declare({ ...staging, teamId: "team_acme" });
    const declared = registrations.filter(({ type }) => type.startsWith("vercel:"));
    expect(declared.length).toBeGreaterThan(4);
    for (const { name, inputs } of declared) expect(inputs["teamId"], name).toBe("team_acme");
  });

  it("tells the jobs what to deploy to, without a secret", async () => {
    const targets: unknown[] = [];
    await record(() => {
      targets.push(new Vercel("frontend", site).deployVariables["VERCEL_TARGET"]);
      targets.push(new Vercel("preview", staging).deployVariables["VERCEL_TARGET"]);
    });
    expect(targets).toEqual(["production", "staging"]);
  });
});

describe("a stage before production", () => {
  it("deploys to a custom environment that follows no branch, and has its domain and its variables", async () => {
    const registrations = await declare(staging);
    expect(only(registrations, environment).inputs).toEqual({
      projectId: "frontend-project-id",
      name: "staging",
      description: "Deployed to by gated jobs; follows no branch",
    });
    expect(only(registrations, domain).inputs).toEqual({
      projectId: "frontend-project-id",
      domain: "staging.app.example",
      customEnvironmentId: "frontend-environment-id",
    });
    for (const { inputs } of every(registrations, variable)) {
      expect(inputs).toMatchObject({
        targets: ["preview"],
        customEnvironmentIds: ["frontend-environment-id"],
      });
    }
  });

  it.each<[what: string, change: Partial<VercelArgs>, reason: RegExp]>([
    [
      "a name that Vercel keeps for itself",
      { customEnvironment: "preview" },
      /^app-staging .*customEnvironment: /,
    ],
    ["a name with capitals", { customEnvironment: "Staging" }, /customEnvironment: /],
    ["no domain", { domain: undefined }, /domain: the custom environment staging has no address/],
    [
      "a production deployment as well",
      { targets: ["production", "preview"] },
      /take production out of targets/,
    ],
    [
      "previews alone",
      { customEnvironment: undefined },
      /targets: previews alone have no address that stays/,
    ],
  ])("cannot have %s", async (_, change, reason) => {
    await expect(declare({ ...staging, ...change })).rejects.toThrow(reason);
  });
});
