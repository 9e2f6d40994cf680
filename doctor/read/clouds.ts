import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type EngineEvent, LocalWorkspace, type PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { failed, failedBy, type Reading } from "../reading.ts";

/** Clouds as their providers see them, each in a preview of its own. */
export interface Clouds {
  /**
   * Runs questions to one cloud's provider, with the credentials that `pulumi up` would use.
   *
   * @param ask calls data sources only. What it returns stays in this process: it is no output of a stack.
   */
  read<Value>(ask: () => Promise<Value>): Promise<Reading<Value>>;
  close(): void;
}

export interface CloudsOptions {
  pulumiCommand: PulumiCommand;
  /** What the engine is started with, apart from the state: that is a throw-away one. */
  environment: Record<string, string>;
  /** Plain settings of providers, by `provider:key`. */
  config: Record<string, string>;
}

/** Seconds that one cloud may take: AWS's provider looks for credentials in places that answer slowly. */
const patience = 90;

/**
 * Opens a state that nobody knows, in a folder that is removed again: a preview wants a stack, and the team's own
 * stacks may not be there yet and are never touched.
 */
export function openClouds({ pulumiCommand, environment, config }: CloudsOptions): Clouds {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-doctor-"));
  const envVars = {
    ...environment,
    PULUMI_BACKEND_URL: `${pathToFileURL(folder).href}?metadata=skip`,
    // Nothing is encrypted with it: no secret reaches this state.
    PULUMI_CONFIG_PASSPHRASE: "none",
  };
  let count = 0;

  async function read<Value>(ask: () => Promise<Value>): Promise<Reading<Value>> {
    count += 1;
    const workDir = join(folder, `look-${count}`);
    mkdirSync(workDir);
    let reading: Reading<Value> | undefined;
    const errors: string[] = [];
    const signal = AbortSignal.timeout(patience * 1000);
    try {
      const stack = await LocalWorkspace.createStack(
        {
          projectName: `look-${count}`,
          stackName: "once",
          program: async () => {
            reading = await caught(ask);
          },
        },
        { pulumiCommand, envVars, workDir },
      );
      const entries = Object.entries(config).map(([key, value]) => [key, { value }] as const);
      if (entries.length > 0) await stack.setAllConfig(Object.fromEntries(entries));
      await stack.preview({ color: "never", signal, onEvent: (event) => note(event, errors) });
    } catch (error) {
      // The engine ends the preview when a provider cannot be had or configured. Its events say why; the questions
      // that were under way then know only that it ended.
      reading = signal.aborted
        ? failed("away", `gave no answer in ${patience} s`)
        : failedBy(errors.length > 0 ? errors.join("\n") : error);
    }
    return reading ?? failed("away", "the engine ended without asking");
  }

  return { read, close: () => rmSync(folder, { recursive: true, force: true }) };
}

/** One question, caught on its own. */
export async function caught<Value>(ask: () => Promise<Value>): Promise<Reading<Value>> {
  try {
    return { value: await ask() };
  } catch (error) {
    return failedBy(error);
  }
}

function note({ diagnosticEvent }: EngineEvent, errors: string[]): void {
  if (diagnosticEvent?.severity === "error" && !diagnosticEvent.ephemeral)
    errors.push(diagnosticEvent.message);
}
