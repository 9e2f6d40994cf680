import { isList, isRecord, isText, type Value } from "../form/value.ts";

/** What secrets look like, by the forms that their issuers publish. */
const forms: readonly (readonly [what: string, form: RegExp])[] = [
  ["an AWS access key", /\b(AKIA|ASIA)[0-9A-Z]{16}\b/],
  ["a GitHub token", /\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{22})/],
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY-----/],
  ["a Stripe or Clerk secret key", /\b[rs]k_(live|test)_[A-Za-z0-9]{16}/],
  ["a webhook's signing secret", /\bwhsec_[A-Za-z0-9+/]{16}/],
  ["a Slack token", /\bxox[abeprs]-[A-Za-z0-9-]{10}/],
  ["a Doppler token", /\bdp\.(st|pt|ct|sa|scim|audit)\.[\w.-]{20}/],
  ["a storage account's key", /\b(AccountKey|SharedAccessKey)=[A-Za-z0-9+/]{40}/],
  ["a shared access signature", /[?&;]sig=[A-Za-z0-9%+/]{40}/],
  ["an Entra client secret", /(^|[^\w~.-])[\w~.-]{3}[78]Q~[\w~.-]{31}/],
  ["a JSON web token", /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10}/],
  ["an address with a password", /\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:[^\s/@]+@/i],
];

/** What a text looks like when it looks like a secret. */
export function secretIn(text: string): string | undefined {
  return forms.find(([, form]) => form.test(text))?.[0];
}

export interface FoundSecret {
  /** Where it lies, for example `siteConfig.appSettings.2.value`. */
  path: string;
  what: string;
}

/** The texts in a value that look like secrets. */
export function findSecrets(value: Value | undefined, path = ""): FoundSecret[] {
  if (isText(value)) {
    const what = secretIn(value);
    return what === undefined ? [] : [{ path, what }];
  }
  const parts = isList(value) ? value.entries() : isRecord(value) ? Object.entries(value) : [];
  return [...parts].flatMap(([step, part]) => findSecrets(part, path === "" ? `${step}` : `${path}.${step}`));
}

const secretName =
  /(^|_)(SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIALS?|TOKEN|CONNECTION_STRING|DATABASE_URL|((API|ACCESS|PRIVATE|ENCRYPTION|SIGNING|ACCOUNT|SERVICE_ROLE)_?KEY))(_|$)/;
/** A setting that says where a secret lies or how long it lives holds none; a site's builder shows the last ones to browsers. */
const harmlessName =
  /_(NAME|ID|ARN|URI|HOST|PATH|REGION|TTL|DAYS|SECONDS|MINUTES)$|(PUBLISHABLE|PUBLIC|ANON)_KEY$|^APPLICATIONINSIGHTS_CONNECTION_STRING$/;
const browserPrefix = /^(NEXT_PUBLIC|VITE|PUBLIC|REACT_APP)_/;

/** Whether a setting's name says that its value is a secret. */
export function soundsSecret(name: string): boolean {
  const words = name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();
  if (harmlessName.test(words)) return false;
  if (browserPrefix.test(words)) return /SECRET|PASSWORD|PRIVATE/.test(words);
  return secretName.test(words) || words === "AZURE_WEB_JOBS_STORAGE";
}

/**
 * What stands for a secret and is none: a reference that Azure resolves by the app's own identity (Microsoft Learn, "Use
 * Key Vault references"), or the word by which a connection asks for that identity ("Use managed identities").
 */
export function isByIdentity(value: Value | undefined): boolean {
  return isText(value) && /^(@Microsoft\.KeyVault\(.+\)|managedidentity)$/i.test(value);
}
