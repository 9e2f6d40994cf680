import { readSettingsFiles } from "../../stacks/settings/files.ts";
import { parseSettings } from "../../stacks/settings/parse.ts";
import type { SharedSettings } from "../../stacks/settings/schema.ts";

/** The settings of a folder's shared stack. @throws where they are not sound. */
export function sharedSettings(folder: string): SharedSettings {
  const { written } = readSettingsFiles(folder, "shared");
  const parsed = parseSettings(written);
  if ("refusal" in parsed) throw new Error(JSON.stringify(parsed.refusal));
  if (parsed.settings.kind !== "shared") throw new Error(`${folder} has no shared stack`);
  return parsed.settings;
}
