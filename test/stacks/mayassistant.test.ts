import { beforeAll, describe, expect, it } from "vitest";
import { environmentStack } from "../../stacks/environment/index.ts";
import { parseSettings } from "../../stacks/settings/parse.ts";
import { sharedStack } from "../../stacks/shared/index.ts";
import { every, type Functions, only, type Registration, record, types } from "../components/recording.ts";
import { set, written } from "./settings/written.ts";

// The root configuration, which is seed 000's, stack by stack against recorded registrations.

const secretNames = [
  ...[
    "DATABASE_URL",
    "STRIPE_SECRET_KEY",
    "STRIPE_WEBHOOK_SECRET",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
  ],
  ...["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET", "ENCRYPTION_KEY", "JWT_SECRET"],
  ...["CLERK_SECRET_KEY", "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"],
  "VERCEL_TOKEN",
];

/** A key of 32 bytes where one is asked for. */
function secretValue(name: string): string {
  return name === "ENCRYPTION_KEY" ? "ab".repeat(32) : "value";
}

function clouds(changes: Functions = {}): Functions {
  return {
    "github:index/getTeam:getTeam": ({ slug }) => ({
      id: String(100 + String(slug).length),
      privacy: "closed",
      members: ["one", "two"],
    }),
    "github:index/getRepository:getRepository": () => ({
      name: "mayassistant",
      repoId: 7,
      allowMergeCommit: true,
    }),
    "doppler:index/getSecrets:getSecrets": () => ({
      map: Object.fromEntries(secretNames.map((name) => [name, secretValue(name)])),
    }),
    "aws:route53/getZone:getZone": () => ({ zoneId: "Z1" }),
    "pulumi:pulumi:readStackOutputs": () => ({
      outputs: {
        handover: {
          repository: "mayassistant-org/mayassistant",
          auditBucket: "mayassistant-audit-archive",
          auditIndexBucket: "mayassistant-audit-archive-index",
          auditRegion: "us-east-1",
          dnsZoneId: "Z1",
          auditWriterRoles: Object.fromEntries(
            ["development", "staging", "acceptance", "production"].map((name) => [
              name,
              "arn:aws:iam::111122223333:role/mayassistant-audit-writer",
            ]),
          ),
        },
      },
    }),
    "azure-native:authorization:getClientConfig": () => ({ subscriptionId: "sub", tenantId: "tenant" }),
    ...changes,
  };
}

async function declare(
  stack: string,
  functions = clouds(),
  change: (settings: Record<string, unknown>) => unknown = () => undefined,
): Promise<Registration[]> {
  const values = written(stack);
  change(values);
  const result = parseSettings(values);
  if ("refusal" in result) throw new Error(JSON.stringify(result.refusal.issues));
  const { settings } = result;
  return record(
    () => (settings.kind === "shared" ? sharedStack(settings) : environmentStack(settings)),
    functions,
  );
}

describe("the shared stack", () => {
  let registrations: Registration[];
  beforeAll(async () => {
    registrations = await declare("shared");
  });

  it("S000-GUARD-05, the label: approved-core-change is declared with that exact name", () => {
    expect(every(registrations, types.label).map((label) => label.inputs["name"])).toContain(
      "approved-core-change",
    );
  });

  it("S000-DEPF-03, the label: approved-dependency-upgrade is declared with that exact name", () => {
    expect(every(registrations, types.label).map((label) => label.inputs["name"])).toContain(
      "approved-dependency-upgrade",
    );
  });

  it("gives every team that holds a role access to the repository, without which GitHub drops it as reviewer", () => {
    expect(every(registrations, types.team).map((team) => team.name)).toContain(
      "protection-team-release-approvers",
    );
  });

  it("tells what the GitHub plan does not enforce, and nothing where it enforces all", async () => {
    const noticesOn = async (plan: string) => {
      const values = set(written("shared"), "github.plan", plan);
      set(values, "environments.production.approval", plan === "team" ? "pull-request" : "reviewers");
      const settings = parseSettings(values);
      if ("refusal" in settings || settings.settings.kind !== "shared")
        throw new Error("the settings are not sound");
      const shared = settings.settings;
      let notices: unknown;
      await record(async () => {
        notices = Object(await (await sharedStack(shared)).summary).notices;
      }, clouds());
      return notices;
    };
    expect(await noticesOn("enterprise")).toEqual([]);
    expect(await noticesOn("team")).toContainEqual(
      expect.stringMatching(/plan team does not enforce required reviewers .* reviews a pull request/),
    );
  });

  it("stops on a team that GitHub does not know, naming the setting", async () => {
    const functions = clouds({
      "github:index/getTeam:getTeam": () => {
        throw new Error("GET https://api.github.com/orgs/o/teams/t: 404 Not Found");
      },
    });
    await expect(declare("shared", functions)).rejects.toThrow(
      /Settings: \S+ is "[a-z-]+", which GitHub does not know\. Allowed: a team/,
    );
  });

  it("stops on a role whose teams have no members", async () => {
    const functions = clouds({ "github:index/getTeam:getTeam": () => ({ id: "1", members: [] }) });
    await expect(declare("shared", functions)).rejects.toThrow(/roles\.release-approver is held by nobody/);
  });

  it("stops on a repository that is said to exist and does not", async () => {
    const functions = clouds({ "github:index/getRepository:getRepository": () => ({ name: "" }) });
    await expect(declare("shared", functions)).rejects.toThrow(/GitHub shows no repository/);
  });
});

describe("an environment without the shared stack", () => {
  it.each([
    [
      "that was never made",
      () => {
        throw new Error('unknown stack "organization/gatehouse/shared"');
      },
    ],
    ["that was made and is not up", () => ({ outputs: {} })],
  ])("says what to run first: one %s", async (_what, readStackOutputs) => {
    await expect(
      declare("staging", clouds({ "pulumi:pulumi:readStackOutputs": readStackOutputs })),
    ).rejects.toThrow(
      /^Settings: the stack organization\/gatehouse\/shared is not up.*Run first: pulumi up -s shared$/,
    );
  });

  it("does not take another trouble for a missing stack", async () => {
    const functions = clouds({
      "pulumi:pulumi:readStackOutputs": () => {
        throw new Error("the backend does not answer");
      },
    });
    await expect(declare("staging", functions)).rejects.toThrow("the backend does not answer");
  });
});

describe("the staging stack", () => {
  let registrations: Registration[];
  beforeAll(async () => {
    registrations = await declare("staging");
  });

  it("S000-STG-01, the environment: staging exists", () => {
    expect(only(registrations, types.environment).inputs["environment"]).toBe("staging");
  });

  it("S000-STG-02, the environment: deployed from auto/* and develop and from no other branch", () => {
    expect(only(registrations, types.environment).inputs["deploymentBranchPolicy"]).toEqual({
      protectedBranches: false,
      customBranchPolicies: true,
    });
    expect(
      every(registrations, types.deploymentPolicy).map((policy) => policy.inputs["branchPattern"]),
    ).toEqual(["auto/*", "develop"]);
  });

  it("S000-STG-02, the environment: without develop where the integration branch is not enabled", async () => {
    const narrow = await declare("staging", clouds(), (settings) =>
      set(settings, "environments.staging.branches", ["auto/*"]),
    );
    expect(every(narrow, types.deploymentPolicy).map((policy) => policy.inputs["branchPattern"])).toEqual([
      "auto/*",
    ]);
  });

  it("rolls back from the default branch alone, whatever branches deploy", async () => {
    const approved = await declare("staging", clouds(), (settings) =>
      set(settings, "environments.staging.approvals", ["release-approver"]),
    );
    const wayBack = every(approved, types.deploymentPolicy).filter(
      ({ inputs }) => inputs["environment"] === "staging-rollback",
    );
    expect(wayBack.map(({ inputs }) => inputs["branchPattern"])).toEqual(["main"]);
  });

  it("S000-STG-03, the stack: the backend is exactly mayassistant-staging", () => {
    expect(only(registrations, "azure-native:web:WebApp").inputs["name"]).toBe("mayassistant-staging");
  });
});

describe("the production stack", () => {
  let registrations: Registration[];
  beforeAll(async () => {
    registrations = await declare("production");
  });

  it("S000-PROD-01, the environment: main is the only branch", () => {
    expect(
      every(registrations, types.deploymentPolicy).map(({ inputs }) => [
        inputs["environment"],
        inputs["branchPattern"],
      ]),
    ).toEqual([
      ["production", "main"],
      ["production-rollback", "main"],
    ]);
  });

  it("S000-PROD-02, the environment: a required reviewer stands before production", () => {
    const door = only(registrations, types.environment, "production-production");
    expect(door.inputs["reviewers"]).toEqual([{ teams: [117], users: [] }]);
  });

  it("S000-PROD-03, the stack: the backend is exactly mayassistant-prod", () => {
    expect(only(registrations, "azure-native:web:WebApp").inputs["name"]).toBe("mayassistant-prod");
  });

  it("S000-ENV-01: each group has an entry, and a preview stops when one secret is missing, naming it", async () => {
    const groups = Object.keys(Object(written("production")["secrets"]).backend);
    expect(groups).toEqual(["database", "stripe", "twilio", "google", "encryption", "jwt"]);
    for (const missing of secretNames) {
      const functions = clouds({
        "doppler:index/getSecrets:getSecrets": () => ({
          map: Object.fromEntries(
            secretNames.filter((name) => name !== missing).map((name) => [name, secretValue(name)]),
          ),
        }),
      });
      await expect(declare("production", functions)).rejects.toThrow(
        new RegExp(`lacks \\d .*: ${missing}[.,]`),
      );
    }
  });

  it("S000-ENV-02: the site has NEXT_PUBLIC_API_URL and the Clerk keys for each target", () => {
    const variables = every(
      registrations,
      "vercel:index/projectEnvironmentVariable:ProjectEnvironmentVariable",
    );
    expect(variables.map(({ inputs }) => [inputs["key"], inputs["targets"]])).toEqual([
      ["CLERK_SECRET_KEY", ["production", "preview"]],
      ["NEXT_PUBLIC_API_URL", ["production", "preview"]],
      ["NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", ["production", "preview"]],
    ]);
    expect(variables[1]?.inputs["value"]).toMatchObject({
      value: "https://production-backend-app.azurewebsites.net",
    });
  });

  it("S000-MON-01: the backend's health is checked every 30 seconds at both of its paths", () => {
    const checks = every(registrations, types.healthCheck).filter(({ inputs }) =>
      String(inputs["resourcePath"]).startsWith("/health"),
    );
    expect(checks.map(({ inputs }) => [inputs["resourcePath"], inputs["requestInterval"]])).toEqual([
      ["/health", 30],
      ["/health/deep", 30],
    ]);
  });

  it("gives the rollback environment an identity that can only go back", () => {
    const variables = every(registrations, types.variable);
    const clientOf = (environment: string) =>
      variables.find(
        ({ inputs }) => inputs["environment"] === environment && inputs["variableName"] === "AZURE_CLIENT_ID",
      )?.inputs["value"];
    expect(clientOf("production")).toBe("production-backend-deployer-client");
    expect(clientOf("production-rollback")).toBe("production-backend-restorer-client");
  });
});

it("S000-BE-02, the schema: a host that is neither built nor known is refused", async () => {
  await expect(
    declare("production", clouds(), (settings) => set(settings, "services.backend.platform", "heroku")),
  ).rejects.toThrow(/services/);
});
