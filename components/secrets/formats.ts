/** A form that a secret's value must have. `aes-256-key`: 32 bytes, written in hex, base64 or base64url (S001-VAR-02). */
export type SecretFormat = "aes-256-key";

/** Secrets whose value must have a certain form, by name. */
export type SecretFormats = Readonly<Record<string, SecretFormat>>;

const rules: Readonly<Record<SecretFormat, { fits(value: string): boolean; demand: string }>> = {
  "aes-256-key": {
    fits: (value) => decodingsOf(value).some((bytes) => bytes.length === 32),
    demand: "must decode to 32 bytes, as hex, base64 or base64url: the length of an AES-256 key",
  },
};

/**
 * The values that lack the form they must have, one sentence each. A sentence names the secret and never says anything of
 * its value. What is not there is not judged: that it is missing is another check's to say.
 */
export function malformedSecrets(formats: SecretFormats, values: Readonly<Record<string, string>>): string[] {
  return Object.entries(formats).flatMap(([name, format]) => {
    const value = values[name];
    const { fits, demand } = rules[format];
    return value === undefined || fits(value) ? [] : [`${name} ${demand}`];
  });
}

/** What a text may stand for. Node decodes what it can and drops the rest, so each alphabet is checked first. */
function decodingsOf(value: string): Buffer[] {
  return [
    ...(/^([0-9a-f]{2})+$/i.test(value) ? [Buffer.from(value, "hex")] : []),
    ...(/^[A-Za-z0-9+/]+={0,2}$/.test(value) && isWhole(value) ? [Buffer.from(value, "base64")] : []),
    ...(/^[\w-]+={0,2}$/.test(value) && isWhole(value) ? [Buffer.from(value, "base64url")] : []),
  ];
}

/** Whether base64 ends where a byte does; padding may be left out, and is none where it is not needed. */
function isWhole(value: string): boolean {
  const letters = value.replace(/=+$/, "").length;
  return letters % 4 !== 1 && (letters === value.length || value.length % 4 === 0);
}
