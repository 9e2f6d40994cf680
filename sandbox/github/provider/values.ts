import type { Properties, Value } from "../../protocol/resource-type.ts";

/** Leaves out what is null, undefined or empty text: Terraform's types know no difference to "not set". */
export function present(values: Record<string, Value | undefined>): Properties {
  const kept: Properties = {};
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== "") kept[key] = value;
  }
  return kept;
}

/** The named properties that a state has. */
export function pick(state: Properties, names: readonly string[]): Properties {
  return present(Object.fromEntries(names.map((name) => [name, state[name]])));
}

/** A time as the provider keeps it: the way Go prints one. */
export const goTime = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)} +0000 UTC`;
