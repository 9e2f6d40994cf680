import { openAws } from "../../sandbox/aws/index.ts";
import { openAzure } from "../../sandbox/azure-native/index.ts";
import { openDoppler } from "../../sandbox/doppler/index.ts";
import type { CloudProvider } from "../../sandbox/protocol/resource-type.ts";
import { openVercel } from "../../sandbox/vercel/index.ts";

export const auditor = "arn:aws:iam::111122223333:role/auditor";

/** The account of each cloud that the tests begin with. */
export const openers: Record<
  "aws" | "azure-native" | "vercel" | "doppler",
  (folder: string) => CloudProvider
> = {
  aws: (folder) =>
    openAws({
      folder,
      account: {
        accountId: "111122223333",
        region: "us-east-1",
        hostedZones: ["acme.example"],
        oidcProviders: {},
        principals: [auditor],
        takenBuckets: ["theirs"],
      },
    }).provider,
  "azure-native": (folder) =>
    openAzure({
      folder,
      account: {
        subscriptionId: "00000000-0000-4000-8000-000000000001",
        tenantId: "00000000-0000-4000-8000-000000000002",
        clientId: "00000000-0000-4000-8000-000000000003",
        objectId: "00000000-0000-4000-8000-000000000004",
        principals: [],
        takenNames: ["theirs"],
      },
    }).provider,
  vercel: (folder) =>
    openVercel({
      folder,
      account: { team: "team_acme", takenProjects: ["theirs"], takenDomains: ["theirs.example"] },
    }).provider,
  doppler: (folder) =>
    openDoppler({
      folder,
      account: {
        workplace: "Acme",
        githubIntegration: "slug-of-integration",
        projects: { acme: { configs: ["dev", "prd"], secrets: ["TOKEN", "URL"] } },
      },
      secretValues: { TOKEN: "marker-of-a-test" },
    }).provider,
};
