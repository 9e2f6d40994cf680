import { Config, runtime } from "@pulumi/pulumi";
import { isRecord, isText, type Value } from "./value.ts";

/** What the pack knows of the run besides its resources. */
export interface Run {
  /** The day in UTC, as YYYY-MM-DD. */
  today: string;
  /** False only in an update: there every value is known, or will never be. */
  preview: boolean;
  /** The branch that production is deployed from: the setting `github.defaultBranch`, `main` where it is not given. */
  defaultBranch: string;
  /** The setting `kind` of the stack: `shared` or `environment`; undefined where the stack has none. */
  kind?: string | undefined;
  /** The tier that `environments` gives the stack's environment. */
  tier?: string | undefined;
}

/**
 * Reads the run from what the engine tells the pack's process. Settings can only add to what a policy demands, but for
 * the name of the default branch, which is the owner's to choose. A run that does not say it is a preview counts as an
 * update: a language host that passes nothing on weakens nothing.
 */
export function readRun(now: Date): Run {
  const config = new Config();
  const tier = settingOf(config, "environments", config.get("environment"), "tier");
  return {
    today: now.toISOString().slice(0, 10),
    preview: runtime.isDryRun(),
    kind: config.get("kind"),
    tier,
    defaultBranch: settingOf(config, "github", "defaultBranch") ?? "main",
  };
}

function settingOf(
  config: Config,
  group: string,
  ...keys: readonly (string | undefined)[]
): string | undefined {
  let here: Value | undefined = config.getObject(group);
  for (const key of keys) here = isRecord(here) && key !== undefined ? here[key] : undefined;
  return isText(here) && here !== "" ? here : undefined;
}
