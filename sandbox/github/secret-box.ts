import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import sodium from "libsodium-wrappers";
import type { Repository, Secret } from "./document.ts";
import { GithubError } from "./errors.ts";

await sodium.ready;

/** Opens a sealed box with the repository's private key. @throws 422 when it was not sealed for that key. */
export function openBox(key: Repository["secretsKey"], keyId: string, sealed: string): Uint8Array {
  if (keyId !== key.id) throw new GithubError(422, "Bad request - invalid key_id.");
  try {
    return sodium.crypto_box_seal_open(
      Buffer.from(sealed, "base64"),
      Buffer.from(key.publicKey, "base64"),
      Buffer.from(key.privateKey, "base64"),
    );
  } catch {
    // libsodium says only that the ciphertext is wrong; GitHub's client needs to know which field it was.
    throw new GithubError(422, "Bad request - encrypted_value could not be decrypted with the public key.");
  }
}

/** Seals a value as a client of the API does. */
export function seal(publicKey: string, value: string): string {
  const box = sodium.crypto_box_seal(Buffer.from(value, "utf8"), Buffer.from(publicKey, "base64"));
  return Buffer.from(box).toString("base64");
}

// A small cost: the state of a sandbox is thrown away, and a whole pipeline has dozens of secrets.
const digest = (value: Uint8Array, salt: string): Buffer => scryptSync(value, salt, 32, { N: 1024 });

/** What is kept of a value: a salted hash. */
export function fingerprint(value: Uint8Array): Pick<Secret, "hash" | "salt"> {
  const salt = randomBytes(16).toString("hex");
  return { salt, hash: digest(value, salt).toString("hex") };
}

/** Whether a secret was made of this value. */
export function isValue(secret: Secret, value: string): boolean {
  return timingSafeEqual(digest(Buffer.from(value, "utf8"), secret.salt), Buffer.from(secret.hash, "hex"));
}
