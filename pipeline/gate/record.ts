import { z } from "zod";
import { approve } from "../approvals/approve.ts";
import { approvalFacts } from "../approvals/facts.ts";
import { canonicalJson } from "../canonical.ts";
import { type Contract, contract } from "../contract/contract.ts";
import { type Facts, facts } from "../facts/facts.ts";
import { guardFacts } from "../guard/facts.ts";
import { judgeChange } from "../guard/judge.ts";
import { type Decision, decide } from "./decide.ts";

const head = { decision: z.literal(1), runtime: z.string(), time: z.iso.datetime() };

/** Decisions with all that they were made from: they can be made again without asking anybody. */
const recorded = z.union([
  z.strictObject({
    decision: z.looseObject({ ...head, command: z.literal("gate") }),
    contract,
    facts,
  }),
  z.strictObject({
    decision: z.looseObject({ ...head, command: z.literal("approvals") }),
    contract,
    facts: approvalFacts,
  }),
  z.strictObject({
    decision: z.looseObject({ ...head, command: z.literal("guard") }),
    contract,
    facts: guardFacts,
  }),
]);

/** A record that is none. */
export class RecordError extends Error {
  override name = "RecordError";
}

/** The record of a decision, as canonical JSON. */
export function recordOf(decision: Decision, given: Contract, known: Facts): string {
  return canonicalJson({ decision, contract: given, facts: known });
}

export interface Replayed {
  same: boolean;
  /** The keys of the decision that differ. */
  differences: string[];
  runtime: { recorded: string; now: string };
}

/**
 * Makes a recorded decision again, from the contract, the facts and the time that stand in the record.
 *
 * @throws RecordError when the text is no record of a decision.
 */
export function replay(text: string): Replayed {
  const record = parse(text);
  const again = remake(record);
  return {
    same: canonicalJson(record.decision) === canonicalJson(again),
    differences: differencesOf(record.decision, { ...again }),
    runtime: { recorded: record.decision.runtime, now: again.runtime },
  };
}

function remake(record: z.infer<typeof recorded>) {
  const at = Date.parse(record.decision.time);
  if ("reviews" in record.facts) return approve(record.contract, record.facts, at);
  if ("steps" in record.facts) return judgeChange(record.contract, record.facts, at);
  return decide(record.contract, record.facts, at);
}

function parse(text: string): z.infer<typeof recorded> {
  let written: unknown;
  try {
    written = JSON.parse(text);
  } catch {
    // The parser's own words quote the record; that it does not parse is all there is to say.
    throw new RecordError("The record is no JSON: it is damaged, or another file was named.");
  }
  const result = recorded.safeParse(written);
  if (result.success) return result.data;
  throw new RecordError(
    "The record is not one of a decision: it was changed, or another file was named. Name a file that `gate --record`, " +
      "`approvals --record` or `guard --record` wrote, and use a runtime of the same major version.",
  );
}

function differencesOf(one: Record<string, unknown>, other: Record<string, unknown>): string[] {
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort();
  return keys.filter((key) => textOf(one[key]) !== textOf(other[key]));
}

function textOf(value: unknown): string | undefined {
  return value === undefined ? undefined : canonicalJson(value);
}
