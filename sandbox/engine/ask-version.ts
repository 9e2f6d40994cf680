import type { FoundEngine } from "./engine.ts";
import { runQuietly } from "./setup/index.mjs";
import { readVersion } from "./version.ts";

/** An engine answers in a fraction of a second; a first start from a cold disk may take longer. Milliseconds. */
const patience = 30_000;

/** Starts the engine once: `pulumi version`. Throws where it does not run or says no version. */
export async function askVersion(command: string, signal?: AbortSignal): Promise<FoundEngine> {
  const said = await runQuietly(command, ["version"], {
    env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeout: patience,
    signal,
  });
  const version = readVersion(said);
  if (version === undefined) throw new Error(`\`${command} version\` said no version: ${said.trim()}`);
  return { command, version };
}
