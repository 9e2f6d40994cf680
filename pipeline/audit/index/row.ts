import { z } from "zod";
import type { Sealed } from "../chain/record.ts";
import { isObject } from "../chain/record.ts";

/** What can be asked of a record, as a line of the index holds it. All of it is derived from the record. */
export interface Row {
  sequence: number;
  hash: string;
  recordedAt: string;
  at: string;
  type: string;
  actor: string;
  commit: string;
  outcome: string;
  /** All that people wrote in the record, and its names, in lower case. */
  text: string;
}

const row = z.strictObject({
  sequence: z.int(),
  hash: z.string(),
  recordedAt: z.string(),
  at: z.string(),
  type: z.string(),
  actor: z.string(),
  commit: z.string(),
  outcome: z.string(),
  text: z.string(),
});

/** @returns undefined when the line is no row. */
export function readRow(line: string): Row | undefined {
  try {
    return row.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** A search is for words, not for hashes; longer texts are found by their beginning. */
const longestText = 300;
const mostText = 2000;

export function rowOf({ hash, record }: Sealed): Row {
  const { type, at, actor, run, body } = record.entry;
  return {
    sequence: record.sequence,
    hash,
    recordedAt: record.recordedAt,
    at,
    type,
    actor,
    commit: commitOf(body) ?? run.commit,
    outcome: outcomeOf(body) ?? "",
    text: [...new Set(textsIn(body))].join("\n").toLowerCase().slice(0, mostText),
  };
}

/** The commit that a record is about: a deployment's, that to which a correction went back, or a decision's. */
function commitOf(body: Readonly<Record<string, unknown>>): string | undefined {
  const { commit, to, decision } = body;
  if (isObject(commit) && typeof commit["sha"] === "string") return commit["sha"];
  if (isObject(decision) && typeof decision["sha"] === "string") return decision["sha"];
  if (typeof commit === "string") return commit;
  return typeof to === "string" && /^[0-9a-f]{40}$/.test(to) ? to : undefined;
}

function outcomeOf(body: Readonly<Record<string, unknown>>): string | undefined {
  const { execution, decision, outcome, verdict, change } = body;
  const inside = isObject(execution)
    ? execution["outcome"]
    : isObject(decision)
      ? decision["verdict"]
      : undefined;
  return [inside, outcome, verdict, change].find((one) => typeof one === "string");
}

function* textsIn(value: unknown): Generator<string> {
  if (typeof value === "string" && !/^[0-9a-f]{64}$/.test(value)) yield value.slice(0, longestText);
  else if (Array.isArray(value)) for (const one of value) yield* textsIn(one);
  else if (isObject(value)) {
    for (const [key, one] of Object.entries(value)) {
      // The rules and facts of a decision name everybody and everything; they are not what a record is about.
      if (key !== "contract" && key !== "facts" && key !== "attachments") yield* textsIn(one);
    }
  }
}
