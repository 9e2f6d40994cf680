import type { Contract } from "../contract/contract.ts";
import type { Facts } from "../facts/facts.ts";
import { calendarEdges } from "./calendar.ts";
import { bindingRules, type GateResult, judgeAll, questionOf, verdictOf } from "./decide.ts";
import { instant, type Question, type Verdict } from "./rule.ts";

const dayInMs = 24 * 3_600_000;

/** A gate that keeps it shut. */
export interface Blocking {
  gate: string;
  verdict: Exclude<Verdict, "yes">;
  /** What it says when it is met first. */
  why: string;
  /** When it is met first, and when it is found open; absent while it stays shut. */
  from: string;
  until?: string;
}

export interface Opening {
  verdict: Verdict;
  /** The first moment that `gate` accepts; absent where none was found. */
  at?: string;
  /** Every gate that keeps it shut until then, in the order met. */
  blocking: Blocking[];
}

/**
 * When may it go first, if nothing but time changes? Facts that only people or machines change stay as they are, so an
 * open incident or a missing fact never ends by itself.
 *
 * @param from milliseconds since 1970; the first moment that is looked at.
 * @param days how far ahead is looked.
 * @throws UnknownEnvironment
 */
export function firstOpening(contract: Contract, facts: Facts, from: number, days = 400): Opening {
  const first = questionOf(contract, facts, from);
  const blocking = new Map<string, Blocking>();
  let told = true;
  for (const at of momentsOf(first, from + days * dayInMs)) {
    const results = judgeAll({ ...first, at });
    const verdict = verdictOf(results);
    note(blocking, results, at);
    if (verdict === "yes") {
      return { verdict: "yes", at: instant(at), blocking: [...blocking.values()] };
    }
    told &&= verdict !== "unknown";
  }
  // Where only what is not known kept it shut for a moment, that moment may have been the one.
  return { verdict: told ? "no" : "unknown", blocking: [...blocking.values()] };
}

/** `from`, and every moment after it at which a gate may open, in order. Gates open at nothing else. */
function* momentsOf(question: Question, until: number): Generator<number> {
  const { at: from, stage, facts } = question;
  const own = [
    ...bindingRules(question).flatMap((rule) => rule.edges?.(question) ?? []),
    ...declaredAt(facts),
  ].filter((at) => at > from && at <= until);
  yield from;
  // The calendar is unrolled by weeks: mostly the first one holds the answer.
  for (let start = from; start < until; start += 7 * dayInMs) {
    const end = Math.min(start + 7 * dayInMs, until);
    const here = own.filter((at) => at > start && at <= end);
    yield* [...new Set([...here, ...calendarEdges(stage, start, end)])].sort((one, other) => one - other);
  }
}

function declaredAt(facts: Facts): number[] {
  return "value" in facts.declarations ? facts.declarations.value.map(({ at }) => Date.parse(at)) : [];
}

function note(blocking: Map<string, Blocking>, results: readonly GateResult[], at: number): void {
  for (const { gate, verdict, why } of results) {
    const known = blocking.get(gate);
    if (verdict === "yes") {
      if (known && known.until === undefined) known.until = instant(at);
    } else if (!known) {
      blocking.set(gate, { gate, verdict, why, from: instant(at) });
    } else {
      delete known.until;
    }
  }
}
