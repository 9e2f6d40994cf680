import { createHash } from "node:crypto";

/** A storage account's name: at most 24 lower-case letters and digits, unique in all of Azure. */
export function storageNameOf(service: string): string {
  return `${shortened(service.replace(/[^a-z0-9]/g, ""), service, 22)}st`;
}

/** A vault's name: 3 to 24 letters, digits and single hyphens, beginning with a letter, unique in all of Azure. */
export function vaultNameOf(service: string): string {
  return `kv-${shortened(service.replace(/-{2,}/g, "-"), service, 21)}`;
}

/** What an action group calls itself in messages: at most 12 characters. */
export function alertSenderOf(service: string): string {
  return shortened(service, service, 12);
}

/** The name of a runtime secret in its vault, which knows no underscore. */
export function secretNameOf(variable: string): string {
  return variable.replaceAll("_", "-");
}

/** A name that fits as it is, or a part of it with a digest, so that no two long names become one. */
function shortened(name: string, whole: string, longest: number): string {
  if (name.length <= longest) return name;
  return name.slice(0, longest - 5) + createHash("sha256").update(whole).digest("hex").slice(0, 5);
}
