import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { z } from "zod";
import type { CloudName } from "./world/world.ts";

/** The SDKs by which a program names each provider. */
const sdks: Record<CloudName, string> = {
  github: "@pulumi/github",
  aws: "@pulumi/aws",
  "azure-native": "@pulumi/azure-native",
  vercel: "@pulumiverse/vercel",
  doppler: "@pulumiverse/doppler",
};

export type Plugins = Partial<Record<CloudName, string>>;

const sdkPackage = z.object({
  version: z.string(),
  pulumi: z.object({ version: z.string().optional() }).optional(),
});

/** The version of a provider that the installed SDK asks for. */
export function sdkVersion(cloud: CloudName): string {
  const file = createRequire(import.meta.url).resolve(`${sdks[cloud]}/package.json`);
  const { version, pulumi } = sdkPackage.parse(JSON.parse(readFileSync(file, "utf8")));
  return (pulumi?.version ?? version).replace(/^v/, "");
}

/**
 * Puts a stand-in for each provider plugin into a private PULUMI_HOME: an engine with its official language host
 * looks for the plugins that a program names before it attaches to anything, and would download what is missing.
 *
 * A stand-in prints the port at which the running sandbox serves the provider, as a plugin does, and stays.
 *
 * @param folder the sandbox's folder, with the file that holds the ports.
 * @param plugins published plugins to use instead of a stand-in: the executable of each, by provider.
 */
export function writeLaunchers(home: string, folder: string, plugins: Plugins = {}): void {
  for (const cloud of Object.keys(sdks)) {
    if (!isCloud(cloud)) continue;
    const plugin = join(home, "plugins", `resource-${cloud}-v${sdkVersion(cloud)}`);
    const file = join(plugin, `pulumi-resource-${cloud}`);
    mkdirSync(plugin, { recursive: true });
    // What was there may be a link to a published plugin, which must not be written through.
    rmSync(file, { force: true });
    const published = plugins[cloud];
    if (published === undefined) {
      writeFileSync(file, launcher(cloud, portFile(folder)));
      chmodSync(file, 0o755);
    } else {
      symlinkSync(resolve(published), file);
    }
  }
}

/** Says where each provider answers, for the launchers: one `name port` a line. */
export function writePorts(folder: string, ports: Record<string, number>): void {
  const lines = Object.entries(ports).map(([name, port]) => `${name} ${port}\n`);
  writeFileSync(portFile(folder), lines.join(""), { mode: 0o600 });
}

function portFile(folder: string): string {
  return join(folder, "ports");
}

function isCloud(name: string): name is CloudName {
  return name in sdks;
}

function launcher(cloud: CloudName, ports: string): string {
  const quoted = `'${ports.replaceAll("'", `'\\''`)}'`;
  return `#!/bin/sh
# Stands in for the ${cloud} provider: the sandbox that runs serves it.
port=$(sed -n 's/^${cloud} //p' ${quoted} 2>/dev/null)
if [ -z "$port" ]; then
  echo 'No sandbox is running: start one with "npm run sandbox".' >&2
  exit 1
fi
echo "$port"
exec tail -f /dev/null
`;
}
