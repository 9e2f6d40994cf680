import { RunError } from "@pulumi/pulumi";
import { settingsFromEngine } from "./settings/engine.ts";
import { SettingsError } from "./settings/parse.ts";

/** Declares one stack, of the kind that its settings name, and gives its outputs. */
export async function program(): Promise<Record<string, unknown>> {
  try {
    const settings = await settingsFromEngine();
    // Each kind loads its own parts of the SDKs and no other.
    return settings.kind === "shared"
      ? await (await import("./shared/index.ts")).sharedStack(settings)
      : await (await import("./environment/index.ts")).environmentStack(settings);
  } catch (error) {
    // The engine shows a RunError's message alone, without a stack of calls.
    throw error instanceof SettingsError ? new RunError(error.message) : error;
  }
}
