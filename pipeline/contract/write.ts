import { canonicalJson, sha256Hex } from "../canonical.ts";
import { type Contract, contract } from "./contract.ts";

/**
 * The contract as a file: sorted keys and one key a line, so that a pull request shows which rule changes.
 *
 * @throws ZodError when the rules contradict each other; the settings are checked for that before.
 */
export function writeContract(given: Contract): string {
  const sorted: unknown = JSON.parse(canonicalJson(contract.parse(given)));
  return `${JSON.stringify(sorted, null, 2)}\n`;
}

/** What stands for a contract in a decision: the hash of its canonical JSON, whatever the file's layout. */
export function contractHash(given: Contract): string {
  return sha256Hex(canonicalJson(given));
}
