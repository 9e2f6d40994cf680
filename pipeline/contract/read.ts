import type { z } from "zod";
import { type Contract, contract, contractVersion } from "./contract.ts";
import { keyOf, linesOf } from "./locate.ts";
import { nearestKey } from "./nearest.ts";

/** A contract that cannot be used; the message says where, what is allowed, and what to do. */
export class ContractError extends Error {
  override name = "ContractError";
}

/**
 * Reads the contract from a file's text.
 *
 * @param file its path, for the message.
 * @throws ContractError for another major version, and for a text that is no contract: one message that names the
 * file, the line, the key, what was given and what is allowed.
 */
export function readContract(text: string, file: string): Contract {
  const written = parse(text, file);
  demandVersion(written, text, file);
  const result = contract.safeParse(written);
  if (result.success) return result.data;
  const lines = linesOf(text);
  const [first, ...others] = result.error.issues.flatMap((issue) => explain(issue, written, file, lines));
  throw new ContractError(
    `The contract is wrong: ${first}${others.map((other) => `\n  Also: ${other}`).join("")}\n${remedy}`,
  );
}

const remedy =
  "It is written by the shared stack: mend the settings and let the stack deliver it again; do not edit it by hand.";

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    // Node's words quote the text around the fault; its place is enough.
    const place = /line (\d+) column (\d+)/.exec(reason);
    const where = place ? `, line ${place[1]}, column ${place[2]}` : "";
    throw new ContractError(
      `The contract is no JSON (${file}${where})${text.trim() === "" ? ": it is empty" : ""}. ${remedy}`,
    );
  }
}

/** Looked at first: of another version every key could look wrong. */
function demandVersion(written: unknown, text: string, file: string): void {
  const version = valueAt(written, ["contract"]);
  if (version === contractVersion) return;
  const line = linesOf(text).get("contract");
  throw new ContractError(
    `The contract is of version ${show(version)} (${file}${line ? `, line ${line}` : ""}); this runtime reads version ` +
      `${contractVersion}. Contract and runtime are delivered together: check both out at the same commit.`,
  );
}

function explain(
  issue: z.core.$ZodIssue,
  written: unknown,
  file: string,
  lines: ReadonlyMap<string, number>,
): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      const near = nearestKey(issue.path, key);
      const hint = near === undefined ? "" : `; ${near} is`;
      return `${keyOf(path)} (${place(path, file, lines)}) is not a key of a contract${hint}. Remove it, or use the runtime that knows it.`;
    });
  }
  const given = valueAt(written, issue.path);
  const allowed =
    issue.code === "invalid_key" ? issue.issues.map(({ message }) => message).join("; ") : issue.message;
  return [
    `${keyOf(issue.path) || "the whole"} (${place(issue.path, file, lines)}) is ${show(given)}. Allowed: ${allowed}.`,
  ];
}

/** The line of the key, or of the nearest one above it that is written. */
function place(path: readonly PropertyKey[], file: string, lines: ReadonlyMap<string, number>): string {
  for (let length = path.length; length > 0; length--) {
    const line = lines.get(keyOf(path.slice(0, length)));
    if (line !== undefined) return `${file}, line ${line}`;
  }
  return file;
}

function valueAt(written: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (here, part) =>
      here !== null && typeof here === "object"
        ? Object.getOwnPropertyDescriptor(here, part)?.value
        : undefined,
    written,
  );
}

function show(value: unknown): string {
  const json = JSON.stringify(value);
  return json === undefined ? "missing" : json.length > 80 ? `${json.slice(0, 77)}...` : json;
}
