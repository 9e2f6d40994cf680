type Environment = Readonly<Record<string, string | undefined>>;

/** Variables whose values are secrets, by the words that people put into such names. */
const secretNames = /TOKEN|SECRET|PASSWORD|PASSPHRASE|PRIVATE_KEY|API_KEY|WEBHOOK|DATABASE_URL/i;

/** Shorter values are ordinary words as often as secrets, and masking those would falsify records. */
const shortestSecret = 12;

/** Forms of tokens that their makers document, whoever's they are: GitHub, AWS, Doppler, Slack. */
const tokenForms =
  /\b(?:gh[opsur]_[A-Za-z0-9]{36,}|github_pat_\w{22,}|A[KS]IA[A-Z0-9]{16}|dp\.[a-z]+\.[A-Za-z0-9_.-]{20,}|xox[a-z]-[A-Za-z0-9-]{10,})|https:\/\/hooks\.slack\.com\/services\/[\w/]+/g;

const mask = "***";

/** Takes secrets out of text: the values of the environment's secret variables, and whatever looks like a token. */
export function masker(environment: Environment): (text: string) => string {
  const secrets = Object.entries(environment)
    .filter(([name]) => secretNames.test(name))
    .map(([, value]) => value ?? "")
    .filter((value) => value.length >= shortestSecret)
    // The longest first, so that one which holds another leaves no rest.
    .sort((one, other) => other.length - one.length);
  return (text) =>
    secrets.reduce((masked, secret) => masked.replaceAll(secret, mask), text).replace(tokenForms, mask);
}

/** The same for every text in a value, names of members included. */
export function maskAll(value: unknown, masked: (text: string) => string): unknown {
  if (typeof value === "string") return masked(value);
  if (Array.isArray(value)) return value.map((one) => maskAll(one, masked));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [masked(key), maskAll(one, masked)]));
}
