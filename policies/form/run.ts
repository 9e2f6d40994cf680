import { Config, runtime } from "@pulumi/pulumi";
import { fromJson } from "./json.ts";
import { asList, isRecord, isText, type Properties, type Value } from "./value.ts";

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
  /** The name of the stack's environment, and the setting `environments`: the whole road, as it is written. */
  environment?: string | undefined;
  environments?: Properties | undefined;
  /** The setting `protection.mandatoryControls`: keys that each production environment must have. */
  mandatoryControls?: readonly string[] | undefined;
}

/**
 * Reads the run from what the engine tells the pack's process. Settings can only add to what a policy demands, but for
 * the name of the default branch, which is the owner's to choose. A run that does not say it is a preview counts as an
 * update: a language host that passes nothing on weakens nothing. A setting of the wrong kind counts as one that is not
 * given, and ends nothing here: the program is what says which key of which file is wrong, and what is allowed.
 */
export function readRun(now: Date): Run {
  const config = new Config();
  const environment = config.get("environment");
  const environments = groupOf(config, "environments");
  return {
    today: now.toISOString().slice(0, 10),
    preview: runtime.isDryRun(),
    kind: config.get("kind"),
    tier: textAt(environments, environment, "tier"),
    environment,
    environments,
    mandatoryControls: asList(groupOf(config, "protection")?.["mandatoryControls"]).filter(isText),
    defaultBranch: textAt(groupOf(config, "github"), "defaultBranch") ?? "main",
  };
}

function groupOf(config: Config, group: string): Properties | undefined {
  // `getObject` would throw for a text, and a pack that ends before the program begins hides what is wrong.
  const given = fromJson(config.get(group) ?? "");
  return isRecord(given) ? given : undefined;
}

function textAt(group: Properties | undefined, ...keys: readonly (string | undefined)[]): string | undefined {
  let here: Value | undefined = group;
  for (const key of keys) here = isRecord(here) && key !== undefined ? here[key] : undefined;
  return isText(here) && here !== "" ? here : undefined;
}
