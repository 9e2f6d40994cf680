import { isObject } from "../chain/record.ts";
import type { Witness } from "./finding.ts";

/** Witnesses as a file holds them: one JSON object a line. */
export function writeWitnesses(witnesses: readonly Witness[]): string {
  return witnesses.map((one) => `${JSON.stringify(one)}\n`).join("");
}

/** @returns the number of the first line that is no witness, or the witnesses. */
export function readWitnessLines(text: string): Witness[] | { badLine: number } {
  const witnesses: Witness[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const one = witnessIn(line);
    if (!one) return { badLine: index + 1 };
    witnesses.push(one);
  }
  return witnesses;
}

function witnessIn(line: string): Witness | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const { place, sequence, hash, source } = value;
  const isWhole =
    typeof place === "string" &&
    typeof sequence === "number" &&
    typeof hash === "string" &&
    typeof source === "string";
  return isWhole ? { place, sequence, hash, source } : undefined;
}
