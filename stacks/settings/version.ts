import { z } from "zod";

/** The layout of the settings that this release reads. */
export const settingsVersion = 2;

/** Refuses settings of another layout, with the way to go. */
export const version = z.unknown().superRefine((given, context) => {
  if (Number(given) === settingsVersion) return;
  context.addIssue({ code: "custom", message: `${settingsVersion}; ${wayFrom(given)}` });
});

function wayFrom(given: unknown): string {
  if (Number(given) > settingsVersion) {
    return "these settings are made for a newer release: install that one, or go back to settings of this one";
  }
  const guide = "docs/upgrading.md says which keys moved where";
  return given === undefined
    ? `settings without a version are of layout 1, and ${guide}; new ones begin with version: ${settingsVersion} in Pulumi.yaml`
    : guide;
}
