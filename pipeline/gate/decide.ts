import { canonicalJson, sha256Hex } from "../canonical.ts";
import type { Contract } from "../contract/contract.ts";
import { contractHash } from "../contract/write.ts";
import type { Facts } from "../facts/facts.ts";
import { runtimeVersion } from "../version.ts";
import { type Override, overrideOf } from "./override.ts";
import { instant, type Question, type Rule, type Verdict } from "./rule.ts";
import { rules } from "./rules/index.ts";
import { isFor } from "./rules/people.ts";

/** What one gate said, and whether a person opened it all the same. */
export interface GateResult {
  gate: string;
  verdict: Verdict;
  why: string;
  todo?: string;
  override?: Override;
}

/** A decision: what it is about, what came out, and the hashes of all that it was made from. */
export interface Decision {
  decision: 1;
  command: "gate";
  runtime: string;
  application: string;
  environment: string;
  kind: "release" | "rollback";
  sha: string;
  /** In UTC. */
  time: string;
  verdict: Verdict;
  /** Whether a person asked for shorter soaks and may. */
  expedited: boolean;
  gates: GateResult[];
  /** SHA-256 of the canonical JSON of each. */
  contract: string;
  facts: string;
}

/** A stage that the contract does not have. */
export class UnknownEnvironment extends Error {
  override name = "UnknownEnvironment";
}

/**
 * May this go? A pure function of the contract, the facts and the time.
 *
 * @param at milliseconds since 1970.
 * @throws UnknownEnvironment
 */
export function decide(contract: Contract, facts: Facts, at: number): Decision {
  const question = questionOf(contract, facts, at);
  const gates = judgeAll(question);
  return {
    decision: 1,
    command: "gate",
    runtime: runtimeVersion,
    application: contract.application.name,
    environment: facts.subject.environment,
    kind: facts.subject.kind,
    sha: facts.subject.sha,
    time: instant(at),
    verdict: verdictOf(gates),
    expedited: isExpedited(question, gates),
    gates,
    contract: contractHash(contract),
    facts: sha256Hex(canonicalJson(facts)),
  };
}

/** @throws UnknownEnvironment */
export function questionOf(contract: Contract, facts: Facts, at: number): Question {
  const name = facts.subject.environment;
  const stage = Object.hasOwn(contract.environments, name) ? contract.environments[name] : undefined;
  if (!stage) {
    throw new UnknownEnvironment(
      `The contract has no environment ${JSON.stringify(name)}. Allowed: ${Object.keys(contract.environments).join(", ")}.`,
    );
  }
  return { contract, stage, facts, at };
}

/** The gates that bind what is asked about. */
export function bindingRules({ facts }: Question): readonly Rule[] {
  return rules.filter(({ binds }) => binds.includes(facts.subject.kind));
}

/** What every gate says that binds. */
export function judgeAll(question: Question): GateResult[] {
  return bindingRules(question).map((rule) => {
    const finding = rule.judge(question);
    const { override, refused } = overrideOf(question, rule, finding);
    if (override) return { gate: rule.name, verdict: "yes", why: finding.why, override };
    const why =
      refused === undefined ? finding.why : `${finding.why} The override does not count: ${refused}.`;
    return { gate: rule.name, ...finding, why };
  });
}

/** One no is a no; without one, what could not be told keeps it shut. */
export function verdictOf(results: readonly { verdict: Verdict }[]): Verdict {
  if (results.some(({ verdict }) => verdict === "no")) return "no";
  return results.every(({ verdict }) => verdict === "yes") ? "yes" : "unknown";
}

function isExpedited(question: Question, gates: readonly GateResult[]): boolean {
  const { declarations } = question.facts;
  const asked = "value" in declarations && declarations.value.some((one) => isFor(question, one, "expedite"));
  return asked && gates.some(({ gate, verdict }) => gate === "expedite" && verdict === "yes");
}
