import { masker } from "../../audit/mask.ts";

/** Shorter ones are ordinary words as often as secrets. */
const shortestValue = 12;

/**
 * Secrets that a job has, by name: variables that the settings declare to be secrets, and those whose name says so, as it
 * does where output is masked.
 */
export function secretValues(
  environment: Readonly<Record<string, string | undefined>>,
  declared: readonly string[],
): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const [name, value = ""] of Object.entries(environment)) {
    const isMasked = masker({ [name]: value })(value) !== value;
    if (value.length >= shortestValue && (isMasked || declared.includes(name))) values.set(name, value);
  }
  return values;
}
