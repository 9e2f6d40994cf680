import type { Facts } from "../facts.ts";
import { failed, type Reading } from "../reading.ts";
import type { Wanted } from "../settings.ts";
import { type Clouds, type CloudsOptions, caught, openClouds } from "./clouds.ts";
import { readIntegration } from "./doppler.ts";
import { readGithub } from "./github.ts";
import { type Cli, readBackend, readStacks } from "./pulumi.ts";

/** Where and with what the accounts are read. */
export interface Surroundings {
  wanted: Wanted;
  sandbox: boolean;
  engine: Facts["engine"];
  cli: Cli;
  clouds: Omit<CloudsOptions, "config">;
  /** Hears what is being read. */
  onProgress(text: string): void;
}

/** Reads everything that the steps judge. Throws nothing that one account is to blame for. */
export async function readFacts({
  engine,
  wanted,
  sandbox,
  cli,
  clouds,
  onProgress,
}: Surroundings): Promise<Facts> {
  const open = openClouds({ ...clouds, config: wanted.providerConfig });
  const waiting = new Set<string>();
  async function reading<Value>(what: string, work: Promise<Value>): Promise<Value> {
    waiting.add(what);
    onProgress([...waiting].join(", "));
    const value = await work;
    waiting.delete(what);
    onProgress([...waiting].join(", "));
    return value;
  }
  const { environment } = cli;
  try {
    const stackNames = [wanted.sharedStack, ...wanted.stages.map(({ stack }) => stack)];
    const [backend, stacks, github, aws, azure, doppler, integration, vercel] = await Promise.all([
      reading("state", readBackend(cli)),
      reading("stacks", readStacks(cli, stackNames)),
      reading("GitHub", readGithub(wanted, environment)),
      reading("AWS", readAws(open, wanted)),
      reading("Azure", readAzure(open, wanted)),
      reading("Doppler", readDoppler(open, wanted)),
      sandbox
        ? failed("refused", "the sandbox does not serve Doppler's own API")
        : reading("Doppler's integration", readIntegration(wanted.doppler.integration, environment)),
      reading("Vercel", readVercel(open, wanted)),
    ]);
    return { wanted, sandbox, engine, backend, stacks, github, ...aws, azure, doppler, integration, vercel };
  } finally {
    open.close();
  }
}

async function readAws(clouds: Clouds, { aws }: Wanted): Promise<Pick<Facts, "aws" | "awsOidc" | "zone">> {
  const { getCallerIdentity } = await import("@pulumi/aws/getCallerIdentity.js");
  const { getOpenIdConnectProvider } = await import("@pulumi/aws/iam/getOpenIdConnectProvider.js");
  const { getZone } = await import("@pulumi/aws/route53/getZone.js");
  const { zone } = aws;
  const all = await clouds.read(async () => ({
    aws: await caught(async () => {
      const { accountId, arn } = await getCallerIdentity({});
      return { account: accountId, arn };
    }),
    awsOidc: await caught(async () => (await getOpenIdConnectProvider({ url: issuer })).arn),
    ...(zone && { zone: await caught(async () => (await getZone({ name: zone })).zoneId) }),
  }));
  return "failed" in all ? { aws: all, awsOidc: all, ...(zone && { zone: all }) } : all.value;
}

const issuer = "https://token.actions.githubusercontent.com";

async function readAzure(clouds: Clouds, { stages }: Wanted): Promise<Facts["azure"]> {
  if (!stages.some(({ azure }) => azure)) return failed("absent", "no stage runs on Azure");
  const { getClientConfig } = await import("@pulumi/azure-native/authorization/getClientConfig.js");
  return clouds.read(async () => {
    const { subscriptionId, tenantId } = await getClientConfig();
    return { subscription: subscriptionId, tenant: tenantId };
  });
}

async function readDoppler(clouds: Clouds, { doppler, stages }: Wanted): Promise<Facts["doppler"]> {
  const { getSecrets } = await import("@pulumiverse/doppler/getSecrets.js");
  const { project } = doppler;
  const configs = new Set(stages.flatMap(({ dopplerConfig }) => dopplerConfig ?? []));
  // The values are dropped where they arrive: names are all that is kept.
  return readEach(clouds, configs, async (config) =>
    Object.keys((await getSecrets({ project, config })).map),
  );
}

async function readVercel(clouds: Clouds, { stages }: Wanted): Promise<Facts["vercel"]> {
  const sites = stages.flatMap(({ vercel }) => vercel ?? []);
  const teams = new Map(sites.map(({ project, teamId }) => [project, teamId]));
  const { getProject } = await import("@pulumiverse/vercel/getProject.js");
  return readEach(clouds, teams.keys(), async (name) => {
    const teamId = teams.get(name);
    return (await getProject({ name, ...(teamId && { teamId }) })).id;
  });
}

/** Asks one cloud about several things; where the cloud itself cannot be met, that is the answer to each. */
async function readEach<Value>(
  clouds: Clouds,
  given: Iterable<string>,
  ask: (name: string) => Promise<Value>,
): Promise<Map<string, Reading<Value>>> {
  const names = [...given];
  if (names.length === 0) return new Map();
  const all = await clouds.read(() =>
    Promise.all(names.map(async (name) => [name, await caught(() => ask(name))] as const)),
  );
  return new Map("failed" in all ? names.map((name) => [name, all]) : all.value);
}
