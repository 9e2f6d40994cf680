import { join, resolve } from "node:path";
import { type Account, readAccount } from "./account.ts";
import { type Clouds, openClouds } from "./clouds.ts";
import { type Endpoint, endpointOf, readEndpoint, writeEndpoint } from "./endpoint.ts";
import { environmentOf, makePlaces, ownSecret } from "./environment.ts";
import { ownersOf } from "./github/account.ts";
import { type Plugins, writeLaunchers, writePorts } from "./launchers.ts";
import { type Lock, takeLock } from "./lock.ts";
import type { CloudProvider, Properties } from "./protocol/resource-type.ts";
import { type ServedProvider, serveProvider } from "./protocol/server.ts";

export { type Account, AccountError, readAccount } from "./account.ts";

/** Local clouds that a plain `pulumi` can work with. */
export interface Sandbox {
  /** All that `pulumi` needs to meet these clouds. */
  environment: Record<string, string>;
  /** The root of GitHub's HTTP API. */
  githubUrl: string;
  /** Whether another process runs it. */
  attached: boolean;
  /**
   * The id of a resource that exists, for importing what a killed `up` left behind.
   *
   * @param inputs the plain inputs of the pending operation.
   * @returns undefined when there is none, or when more than one fits.
   */
  find(type: string, inputs: Record<string, unknown>): string | undefined;
  /** Stops it, unless another process runs it. */
  close(): Promise<void>;
}

export interface SandboxOptions {
  /** Where the clouds and Pulumi keep their state; made when it is not there. */
  folder: string;
  /** What the accounts hold when the folder is new. Default: sandbox/account.yaml. */
  account?: Account;
  /** Values of Doppler's secrets by name, when the folder is new; the others are made up. */
  secretValues?: Record<string, string>;
  /** A published GitHub provider plugin that the engine shall use, at the sandbox's API, instead of the sandbox's. */
  githubPlugin?: string | undefined;
}

/**
 * Opens the sandbox of a folder. One process runs it; another that opens the same folder attaches to it.
 *
 * @throws when the process that holds the folder does not answer.
 */
export async function openSandbox(options: SandboxOptions): Promise<Sandbox> {
  const folder = resolve(options.folder);
  const account = options.account ?? readAccount();
  const places = makePlaces(folder);
  const lock = takeLock(folder);
  const clouds = openClouds(places.clouds, account, options.secretValues);
  const plugins: Plugins = options.githubPlugin === undefined ? {} : { github: options.githubPlugin };
  const common = (endpoint: Endpoint) => sandboxOf(folder, account, clouds, endpoint, plugins);
  if ("heldBy" in lock) return attach(folder, lock.heldBy, common);
  try {
    writeLaunchers(places.home, folder, plugins);
    clouds.catchUp();
    return await run(folder, clouds, lock, common);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function attach(folder: string, pid: number, common: (endpoint: Endpoint) => Common): Promise<Sandbox> {
  const endpoint = await endpointOf(folder, pid);
  if (!endpoint) {
    throw new Error(
      `Process ${pid} holds the sandbox in ${folder} but does not answer. Stop it, or, if it is no sandbox, remove ` +
        `${join(folder, "lock")}.`,
    );
  }
  return { ...common(endpoint), attached: true, close: async () => undefined };
}

async function run(
  folder: string,
  clouds: Clouds,
  lock: Lock,
  common: (endpoint: Endpoint) => Common,
): Promise<Sandbox> {
  const last = readEndpoint(folder);
  const http = await onFormerPort(portOf(last?.githubUrl), (port) => clouds.github.serve(port));
  const served = await Promise.all(
    clouds.providers.map((provider) => serveAsBefore(provider, last?.providers[provider.name])),
  );
  const ports = Object.fromEntries(served.map(({ name, port }) => [name, port]));
  const endpoint: Endpoint = { pid: process.pid, providers: ports, githubUrl: http.url };
  writePorts(folder, ports);
  writeEndpoint(folder, endpoint);
  let closing: Promise<void> | undefined;
  return {
    ...common(endpoint),
    attached: false,
    close() {
      closing ??= Promise.all([http.close(), ...served.map((one) => one.close())]).then(() => lock.release());
      return closing;
    },
  };
}

/** What an owner's classic token needs for all that a pipeline declares at GitHub. */
const ownerScopes = ["repo", "workflow", "admin:org"];

type Common = Pick<Sandbox, "environment" | "githubUrl" | "find">;

function sandboxOf(
  folder: string,
  account: Account,
  clouds: Clouds,
  endpoint: Endpoint,
  plugins: Plugins,
): Common {
  const owner = ownersOf(account.github)[0] ?? account.github.organization;
  const token = ownSecret(join(folder, "github-token"), () => clouds.github.issueToken(owner, ownerScopes));
  return {
    environment: environmentOf(folder, account, endpoint, token, Object.keys(plugins)),
    githubUrl: endpoint.githubUrl,
    find: (type, inputs) => clouds.find(type, propertiesOf(inputs)),
  };
}

/** What JSON can hold of a pending operation's inputs. */
function propertiesOf(inputs: Record<string, unknown>): Properties {
  return JSON.parse(JSON.stringify(inputs));
}

function serveAsBefore(provider: CloudProvider, port: number | undefined): Promise<ServedProvider> {
  return onFormerPort(port, (wanted) => serveProvider(provider, wanted));
}

/** Serves where the last run did, so that an environment printed before still holds; elsewhere if that is taken. */
async function onFormerPort<Served>(
  former: number | undefined,
  serve: (port: number) => Promise<Served>,
): Promise<Served> {
  if (former !== undefined) {
    try {
      return await serve(former);
    } catch {
      // Somebody else has the port now: any free one will do.
    }
  }
  return serve(0);
}

function portOf(url: string | undefined): number | undefined {
  return url === undefined ? undefined : Number(new URL(url).port);
}
