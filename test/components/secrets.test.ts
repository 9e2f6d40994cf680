import { describe, expect, it } from "vitest";
import { Secrets } from "../../components/secrets/index.ts";
import { missingSecrets } from "../../components/secrets/presence.ts";
import { only, record } from "./recording.ts";

describe("secrets", () => {
  it("names every missing secret with its group, in the schema's order", () => {
    const schema = { database: ["DATABASE_URL"], stripe: ["STRIPE_A", "STRIPE_B"], jwt: ["JWT_SECRET"] };
    expect(missingSecrets(schema, ["STRIPE_A", "UNRELATED"])).toEqual([
      "database: DATABASE_URL",
      "stripe: STRIPE_B",
      "jwt: JWT_SECRET",
    ]);
    expect(missingSecrets(schema, ["DATABASE_URL", "STRIPE_A", "STRIPE_B", "JWT_SECRET"])).toEqual([]);
  });

  it("syncs one config to one GitHub environment and takes the secrets back when it goes", async () => {
    const registrations = await record(
      () =>
        new Secrets("production-secrets", {
          project: "app",
          config: "prd",
          integration: "slug",
          repository: "app",
          environment: "production",
        }),
    );
    expect(only(registrations, "doppler:secretsSync/githubActions:GithubActions").inputs).toEqual({
      project: "app",
      config: "prd",
      integration: "slug",
      syncTarget: "repo",
      repoName: "app",
      environmentName: "production",
      deleteBehavior: "delete_from_target",
    });
  });
});
