import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Account } from "./account.ts";
import type { Endpoint } from "./endpoint.ts";

/** The folder's own files that the environment points to. */
export interface Places {
  /** A private PULUMI_HOME. */
  home: string;
  /** Where Pulumi keeps the state of stacks. */
  state: string;
  /** Where the clouds keep theirs. */
  clouds: string;
}

export function placesOf(folder: string): Places {
  return { home: join(folder, "home"), state: join(folder, "state"), clouds: join(folder, "clouds") };
}

/** Makes the folders that must be there, readable by their owner alone. */
export function makePlaces(folder: string): Places {
  const places = placesOf(folder);
  for (const path of [folder, ...Object.values(places)]) mkdirSync(path, { recursive: true, mode: 0o700 });
  return places;
}

/** The file that holds the passphrase of the state's secrets. */
export function passphraseFile(folder: string): string {
  return join(folder, "passphrase");
}

/** A secret of the folder's own: made up once, readable by its owner alone. */
export function ownSecret(
  file: string,
  make: () => string = () => randomBytes(24).toString("base64url"),
): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "ENOENT")) throw error;
  }
  const made = make();
  writeFileSync(file, `${made}\n`, { mode: 0o600 });
  return made;
}

/**
 * Beside each state file the engine's store would write its attributes, by truncating and writing: killed in between,
 * no later command can load the state. It needs none of them.
 */
function backendUrl(folder: string): string {
  return `${pathToFileURL(folder).href}?metadata=skip`;
}

/**
 * All that a plain `pulumi` needs to meet the sandbox instead of the clouds.
 *
 * @param ownPlugins providers that the engine starts as plugins instead of attaching to the sandbox's.
 */
export function environmentOf(
  folder: string,
  account: Account,
  endpoint: Endpoint,
  githubToken: string,
  ownPlugins: Iterable<string> = [],
): Record<string, string> {
  const places = placesOf(folder);
  const own = new Set(ownPlugins);
  const attached = Object.entries(endpoint.providers).filter(([name]) => !own.has(name));
  const azure = account["azure-native"];
  return {
    PULUMI_HOME: places.home,
    PULUMI_BACKEND_URL: backendUrl(places.state),
    PULUMI_CONFIG_PASSPHRASE: ownSecret(passphraseFile(folder)),
    PULUMI_DEBUG_PROVIDERS: attached.map(([name, port]) => `${name}:${port}`).join(","),
    // The stack files of the working copy are rewritten freely: the salt is then taken from the state.
    PULUMI_FALLBACK_TO_STATE_SECRETS_MANAGER: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    GITHUB_OWNER: account.github.organization,
    GITHUB_TOKEN: githubToken,
    GITHUB_BASE_URL: endpoint.githubUrl,
    AWS_REGION: account.aws.region,
    AWS_ACCESS_KEY_ID: "sandbox",
    AWS_SECRET_ACCESS_KEY: "sandbox",
    ARM_SUBSCRIPTION_ID: azure.subscriptionId,
    ARM_TENANT_ID: azure.tenantId,
    ARM_CLIENT_ID: azure.clientId,
    VERCEL_API_TOKEN: "sandbox",
    VERCEL_TEAM: account.vercel.team,
    DOPPLER_TOKEN: "sandbox",
  };
}
