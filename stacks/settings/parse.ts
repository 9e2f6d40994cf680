import type { z } from "zod";
import { heading, type Settings, schemas } from "./schema.ts";

/** Settings as they were written, before anything is checked: top-level keys with their values. */
export type Written = Readonly<Record<string, unknown>>;

/** Says where a key stands, for example `Pulumi.yaml, line 12`. */
export type Locate = (path: readonly PropertyKey[]) => string;

/** What is wrong with what was written, and the schema that says so. */
export interface Refusal {
  issues: readonly z.core.$ZodIssue[];
  schema: z.ZodType;
  written: Written;
}

/** A setting that cannot be: its message is all that a person needs to mend it. */
export class SettingsError extends Error {
  override name = "SettingsError";
}

/** Turns what was written into settings, or says what is wrong with it. */
export function parseSettings(written: Written): { settings: Settings } | { refusal: Refusal } {
  const first = heading.safeParse(written);
  if (!first.success) {
    const ofVersion = first.error.issues.filter(({ path }) => path[0] === "version");
    const issues = ofVersion.length > 0 ? ofVersion : first.error.issues;
    return { refusal: { issues, schema: heading, written } };
  }
  const schema = schemas[first.data.kind];
  const result = schema.safeParse(written);
  return result.success
    ? { settings: result.data }
    : { refusal: { issues: result.error.issues, schema, written } };
}
