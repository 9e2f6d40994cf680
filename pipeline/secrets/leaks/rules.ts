/** A form that a secret has, as whoever issues it documents it. */
export interface LeakRule {
  name: string;
  /** Global; the first group, or else the whole, is the secret. */
  form: RegExp;
}

/** The keys that the five specifications name, and the tokens of the hosts that a pipeline speaks to. */
export const issuedForms: readonly LeakRule[] = [
  { name: "GitHub token", form: /\b(?:gh[opsur]_[A-Za-z0-9]{36,}|github_pat_\w{60,})/g },
  { name: "AWS access key", form: /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g },
  { name: "Doppler token", form: /\bdp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9_.-]{20,}/g },
  { name: "Slack token", form: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}/g },
  { name: "Slack webhook", form: /https:\/\/hooks\.slack\.com\/services\/T\w+\/B\w+\/\w{16,}/g },
  { name: "Stripe or Clerk key", form: /\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}/g },
  { name: "Twilio key", form: /\b(?:SK|AC)[0-9a-f]{32}\b/g },
  { name: "Anthropic key", form: /\bsk-ant-[A-Za-z0-9_-]{24,}/g },
  { name: "Google API key", form: /\bAIza[A-Za-z0-9_-]{35}\b/g },
  { name: "Google OAuth secret", form: /\bGOCSPX-[A-Za-z0-9_-]{20,}/g },
  { name: "Supabase token", form: /\bsbp_[0-9a-f]{40}\b/g },
  { name: "npm token", form: /\bnpm_[A-Za-z0-9]{36}\b/g },
  { name: "Pulumi token", form: /\bpul-[0-9a-f]{40}\b/g },
  { name: "private key", form: /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/g },
  // An address of a database with its password; one that is a placeholder has signs that no password needs.
  {
    name: "database password",
    form: /\b(?:postgres(?:ql)?|mysql|mongodb(?:\+srv)?|redis):\/\/[^\s:@/]+:([^\s:@/${}<>*]{8,})@/g,
  },
];

/** The fewest signs of a value that is taken for a secret by the name before it. */
const shortestValue = 16;

/** `NAME=value`, `NAME: "value"` for the secrets that the settings declare. A reference to a variable is no value. */
export function declaredForms(names: readonly string[]): LeakRule[] {
  return names.map((name) => ({
    name: `value of ${name}`,
    form: new RegExp(
      `\\b${name.replace(/[^A-Za-z0-9_]/g, "\\$&")}\\b["']?\\s*[:=]\\s*["']?([A-Za-z0-9+/=_.:@-]{${shortestValue},})`,
      "g",
    ),
  }));
}

/** What a rule finds in a line. */
export interface Found {
  rule: string;
  secret: string;
}

export function findIn(
  line: string,
  rules: readonly LeakRule[],
  values: ReadonlyMap<string, string>,
): Found[] {
  const known = [...values].flatMap(([name, value]) =>
    line.includes(value) ? [{ rule: `value of ${name}`, secret: value }] : [],
  );
  const formed = rules.flatMap(({ name, form }) =>
    [...line.matchAll(form)].flatMap((match) => {
      const secret = match[1] ?? match[0];
      return name.startsWith("value of") && !isRandom(secret) ? [] : [{ rule: name, secret }];
    }),
  );
  return [...known, ...formed];
}

/** Words, addresses and placeholders repeat their letters; keys do not (Shannon's entropy, in bits a sign). */
function isRandom(text: string): boolean {
  const counts = new Map<string, number>();
  for (const sign of text) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  const entropy = [...counts.values()].reduce((sum, count) => {
    const share = count / text.length;
    return sum - share * Math.log2(share);
  }, 0);
  return entropy >= 3.5 && /\d/.test(text) && /[A-Za-z]/.test(text);
}
