import type { Declaration } from "../facts/facts.ts";
import { type Finding, holds, hourInMs, type Question, type Rule } from "./rule.ts";
import { isFor } from "./rules/people.ts";

/** A person's word that opened a gate. */
export interface Override {
  by: string;
  role: string;
  reason: string;
  /** When it ends. */
  until: string;
  source: string;
}

/** What an override asks for and does not get is said with the gate, so that nobody wonders. */
export interface Overridden {
  override?: Override;
  refused?: string;
}

/** Whether a person may open a gate that says no, and did. "Could not tell" is not overridden: it is mended. */
export function overrideOf(question: Question, rule: Rule, finding: Finding): Overridden {
  if (finding.verdict === "yes" || !("value" in question.facts.declarations)) return {};
  const given = question.facts.declarations.value.filter(
    (one) => isFor(question, one, "override") && one.gates?.includes(rule.name),
  );
  const refusals: string[] = [];
  for (const one of given) {
    const result = examine(question, rule, finding, one);
    if ("override" in result) return result;
    refusals.push(result.refused);
  }
  return refusals[0] === undefined ? {} : { refused: refusals[0] };
}

function examine(
  question: Question,
  rule: Rule,
  finding: Finding,
  { by, at, until, reason, source }: Declaration,
): { override: Override } | { refused: string } {
  const { contract } = question;
  const role = contract.releases.overriddenBy;
  const longest = contract.releases.longestOverrideHours;
  if (!rule.overridable) return { refused: "this gate cannot be overridden" };
  if (finding.verdict === "unknown") return { refused: "what could not be told cannot be overridden" };
  if (role === undefined) return { refused: "the contract names no role that may (releases.overriddenBy)" };
  if (until === undefined) return { refused: "it names no end" };
  if (Date.parse(until) - Date.parse(at) > longest * hourInMs) {
    return { refused: `it would last longer than ${longest} h` };
  }
  if (question.at >= Date.parse(until)) return { refused: `it ended ${until}` };
  const held = holds(question, role, by);
  if (held.verdict !== "yes") return { refused: held.why };
  return { override: { by, role, reason, until, source } };
}
