import * as pulumi from "@pulumi/pulumi";
import { parseSettings, SettingsError, type Written } from "./parse.ts";
import type { Settings } from "./schema.ts";

/**
 * The settings of the stack that the engine runs: Pulumi.yaml and the stack's file, merged by the engine.
 *
 * @throws SettingsError naming each wrong key, its value, where it stands and what is allowed.
 */
export async function settingsFromEngine(): Promise<Settings> {
  const result = parseSettings(writtenForEngine());
  if ("settings" in result) return result.settings;
  // Loaded only now: the YAML parser is needed to name a line, never to run.
  const [{ explain }, { locateInFiles }] = await Promise.all([import("./explain.ts"), import("./files.ts")]);
  throw new SettingsError(
    explain(result.refusal, locateInFiles(pulumi.getRootDirectory(), pulumi.getStack())),
  );
}

function writtenForEngine(): Written {
  const prefix = `${pulumi.getProject()}:`;
  const settings = Object.entries(pulumi.runtime.allConfig())
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, value]) => [key.slice(prefix.length), plain(value)]);
  return Object.fromEntries(settings);
}

/** The engine hands structured values over as JSON, texts as they are. */
function plain(value: string): unknown {
  return /^[[{]/.test(value) ? JSON.parse(value) : value;
}
