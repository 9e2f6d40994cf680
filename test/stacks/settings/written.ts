import { explain } from "../../../stacks/settings/explain.ts";
import { readSettingsFiles } from "../../../stacks/settings/files.ts";
import { parseSettings } from "../../../stacks/settings/parse.ts";

/** The root configuration of a stack, as a deep copy that a test may break. */
export function written(stack: string): Record<string, unknown> {
  return structuredClone({ ...readSettingsFiles(".", stack).written });
}

/** The message a person reads about these settings; undefined when they are sound. */
export function complaint(settings: Record<string, unknown>): string | undefined {
  const result = parseSettings(settings);
  return "refusal" in result ? explain(result.refusal, () => "somewhere") : undefined;
}

/** Sets the value at a dotted path, for example `github.repository.name`. */
export function set(
  settings: Record<string, unknown>,
  path: string,
  value: unknown,
): Record<string, unknown> {
  const parts = path.split(".");
  const last = parts.pop() ?? "";
  let here: Record<string, unknown> = settings;
  for (const part of parts) {
    const next = here[part];
    if (!isRecord(next)) throw new Error(`${path}: there is no ${part}`);
    here = next;
  }
  here[last] = value;
  return settings;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
