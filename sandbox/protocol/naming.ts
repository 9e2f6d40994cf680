import { createHash, randomBytes } from "node:crypto";
import type { AutoName } from "./resource-type.ts";

interface Options {
  /** The longest name that the cloud takes; a longer logical name is cut before its digits. */
  maxLength: number;
  unless?: string[];
  /** Stands before every made-up name. */
  prefix?: string;
  lowerCase?: true;
}

/** Names as the providers bridged from Terraform make them: the logical name, `-`, seven digits. */
export function hyphenated(property: string, options: Options): AutoName {
  return named(property, "-", 7, options);
}

/** Names as azure-native makes them: the logical name and eight digits at once. */
export function suffixed(property: string, maxLength = 255): AutoName {
  return named(property, "", 8, { maxLength });
}

function named(property: string, separator: string, digits: number, options: Options): AutoName {
  const stem = (logicalName: string): string => {
    const cased = options.lowerCase ? logicalName.toLowerCase() : logicalName;
    return `${options.prefix ?? ""}${cased.slice(0, options.maxLength - digits - separator.length)}${separator}`;
  };
  return {
    property,
    ...(options.unless && { unless: options.unless }),
    make: (logicalName, hex) => stem(logicalName) + hex(digits),
    made: (logicalName, value) => {
      const start = stem(logicalName);
      const rest = value.slice(start.length);
      return value.startsWith(start) && rest.length === digits && /^[0-9a-f]+$/.test(rest);
    },
  };
}

/** Names that are a GUID, as azure-native gives role assignments. */
export function guid(property: string): AutoName {
  return {
    property,
    make: (_, hex) => [8, 4, 4, 4, 12].map(hex).join("-"),
    made: (_, value) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value),
  };
}

/**
 * Digits for one resource. From a seed they are the same in each check of one deployment, so that the preview of
 * `up` promises the name that is then created; without a seed they are random.
 */
export function hexDigits(seed: Uint8Array, urn: string): (digits: number) => string {
  const bytes = seed.length > 0 ? createHash("sha256").update(seed).update(urn).digest() : randomBytes(32);
  let pool = bytes.toString("hex");
  return (digits) => {
    const taken = pool.slice(0, digits);
    pool = pool.slice(digits);
    return taken;
  };
}
