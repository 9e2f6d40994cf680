/**
 * Why a reading has no value. `absent`: the other side says that there is no such thing. `refused`: it does not take the
 * credential, or there is none. `away`: it gave no answer that says either.
 */
export interface Failed {
  kind: "absent" | "refused" | "away";
  /** The other side's own words. */
  said: string;
}

/** What one look at an account gave: each is caught on its own, so that one cloud does not hide the others. */
export type Reading<Value> = { value: Value } | { failed: Failed };

export const failed = (kind: Failed["kind"], said: string): { failed: Failed } => ({
  failed: { kind, said },
});

const refusals =
  /\b40[13]\b|unauthori[sz]ed|not authori[sz]ed|forbidden|access ?denied|expired ?token|invalid.{0,20}token|credential|az login|sso login|must be set|is required|not logged in|authenticat/i;
const absences = /\b404\b|not[ _-]?found|could not find|does not exist|no matching|empty result/i;

/** What kind of failure a provider's words tell of; each provider has its own, and none a code. */
export function failedBy(error: unknown): { failed: Failed } {
  const said = firstLines(error instanceof Error ? error.message : String(error));
  if (absences.test(said)) return failed("absent", said);
  return failed(refusals.test(said) ? "refused" : "away", said);
}

/** What a person can use of an error's text: the first lines, without a stack of calls. */
export function firstLines(text: string, length = 300): string {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^at .*:\d+/.test(line));
  const joined = lines.join(" ");
  return joined.length > length ? `${joined.slice(0, length - 1)}…` : joined;
}

const secretNames = /TOKEN|SECRET|PASSPHRASE|PASSWORD|PEM|ACCESS_KEY/;

/**
 * Blots out what must never be printed: whatever stands in a variable of the environment whose name tells of a secret.
 * Providers put what they were given into their errors at times.
 */
export function blotting(
  environment: Readonly<Record<string, string | undefined>>,
): (text: string) => string {
  const secrets = Object.entries(environment).flatMap(([name, value]) =>
    secretNames.test(name) && value !== undefined && value.length >= 8 ? [value] : [],
  );
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
}
