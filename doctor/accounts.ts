import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { findEngine } from "../sandbox/engine/index.ts";
import { AccountError, openSandbox, readAccount } from "../sandbox/index.ts";
import { type Arguments, UsageError } from "./arguments.ts";
import type { Facts } from "./facts.ts";
import type { CloudsOptions } from "./read/clouds.ts";
import type { Cli } from "./read/pulumi.ts";

/** The way to the accounts that are asked. */
export interface Accounts {
  sandbox: boolean;
  engine: Facts["engine"];
  cli: Cli;
  clouds: Omit<CloudsOptions, "config">;
  close(): Promise<void>;
}

/**
 * Readies the engine and, where it is asked for, the sandbox.
 *
 * @throws UsageError when there is no sandbox in the folder: making one would be a change.
 * @throws EngineError when no engine can be had.
 */
export async function meetAccounts(
  { config, sandbox: folder }: Arguments,
  onProgress: (text: string) => void,
): Promise<Accounts> {
  if (folder !== undefined && !existsSync(join(folder, "clouds"))) {
    throw new UsageError(
      `There is no sandbox in ${folder}. npm start makes one and puts the pipeline up in it; ` +
        `npm run sandbox -- --folder ${folder} makes an empty one.`,
    );
  }
  if (folder !== undefined) forgetPulumi();
  else if (process.env["PULUMI_DEBUG_PROVIDERS"]) {
    throw new UsageError(
      "This shell has the variables of npm run sandbox, so pulumi would meet the sandbox in it and not real accounts. " +
        "Use another shell, or npm run doctor -- --sandbox.",
    );
  }
  const engine = await findEngine({ onProgress });
  const pulumiCommand = await PulumiCommand.get({ root: engine.root });
  const sandbox = folder === undefined ? undefined : await openSandbox({ folder, ...accountOf(config) });
  const own = {
    ...sandbox?.environment,
    PATH: [...engine.path, process.env["PATH"] ?? ""].join(delimiter),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  return {
    sandbox: sandbox !== undefined,
    engine: { version: engine.version, source: engine.source },
    cli: { command: engine.command, folder: config, environment: { ...process.env, ...own } },
    clouds: { pulumiCommand, environment: own },
    close: async () => sandbox?.close(),
  };
}

/** What a shell exported for work by hand must not lead the engine elsewhere than to this sandbox. */
function forgetPulumi(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith("PULUMI_")) delete process.env[name];
}

/** A pipeline of its own brings the accounts that its sandbox began with. */
function accountOf(config: string) {
  const file = join(config, "account.yaml");
  if (!existsSync(file)) return {};
  try {
    return { account: readAccount(file) };
  } catch (error) {
    throw error instanceof AccountError ? new UsageError(error.message) : error;
  }
}
