import { workflowsOf } from "../../../../components/workflows/files/index.ts";
import type { Workflow } from "../../../../components/workflows/model/index.ts";
import { explain } from "../../../../stacks/settings/explain.ts";
import { readSettingsFiles } from "../../../../stacks/settings/files.ts";
import { parseSettings } from "../../../../stacks/settings/parse.ts";
import type { SharedSettings } from "../../../../stacks/settings/schema.ts";
import { roadOf } from "../../../../stacks/shared/road.ts";
import { filesOf, workflowFiles } from "../../../../stacks/shared/workflows.ts";
import { type ParsedWorkflow, parsed } from "./parsed.ts";

/** Each specification's configuration, by its seed. */
export const folders = {
  "000": ".",
  "001": "examples/001-omega",
  "002": "examples/002-clinical-diary",
  "003": "examples/003-acceptance",
  "004": "examples/004-salunga",
} as const;
export type Seed = keyof typeof folders;
export const seeds = ["000", "001", "002", "003", "004"] as const satisfies readonly Seed[];

/** What the settings of a folder say, after a change to what was written. */
export function settingsOf(seed: Seed, change: (written: Record<string, unknown>) => void = () => undefined) {
  const written = structuredClone({ ...readSettingsFiles(folders[seed], "shared").written });
  change(written);
  const result = parseSettings(written);
  if ("refusal" in result) throw new Error(explain(result.refusal, () => folders[seed]));
  if (result.settings.kind !== "shared") throw new Error(`${folders[seed]}: no shared stack`);
  return result.settings;
}

/** The same settings with what they deliver switched on: how the specification's workflows look in use. */
export function activated(settings: SharedSettings): SharedSettings {
  return { ...settings, releases: { ...settings.releases, activation: "on" } };
}

/** The workflow files by path, as text. */
export function textsOf(settings: SharedSettings): Map<string, string> {
  return new Map(
    Object.entries(workflowFiles(settings).files).flatMap(([path, { content }]) =>
      path.startsWith(".github/workflows/") && typeof content === "string" ? [[path, content] as const] : [],
    ),
  );
}

/** The workflows as the model has them. */
export function modelOf(settings: SharedSettings): Workflow[] {
  return workflowsOf(roadOf(settings), filesOf(settings));
}

/** One workflow of a specification, switched on. @throws Error where there is none of that file. */
export function workflowOf(seed: Seed, file: string): ParsedWorkflow {
  const texts = known.get(seed) ?? textsOf(activated(settingsOf(seed)));
  known.set(seed, texts);
  const text = texts.get(`.github/workflows/${file}`);
  if (text === undefined) throw new Error(`${seed} has no ${file}; it has ${[...texts.keys()].join(", ")}`);
  return parsed(text);
}

const known = new Map<Seed, Map<string, string>>();
