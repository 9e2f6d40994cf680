import { canonicalJson, sha256Hex } from "../canonical.ts";
import type { Contract } from "../contract/contract.ts";
import { contractHash } from "../contract/write.ts";
import { verdictOf } from "../gate/decide.ts";
import { type Finding, given, instant, no, unknown, type Verdict, yes } from "../gate/rule.ts";
import { runtimeVersion } from "../version.ts";
import type { FreezeFacts, GuardFacts, GuardRule } from "./facts.ts";
import { judgeLabel } from "./label.ts";
import { matchesPath } from "./pattern.ts";

/** Whether a change may stand, with the hashes of what that was told from. */
export interface GuardDecision {
  decision: 1;
  command: "guard";
  rule: GuardRule;
  runtime: string;
  application: string;
  sha: string;
  time: string;
  verdict: Verdict;
  gates: ({ gate: string } & Finding)[];
  contract: string;
  facts: string;
}

/**
 * May this change stand? A pure function of the contract and the facts.
 *
 * @param at milliseconds since 1970; it stands in the record and decides nothing.
 */
export function judgeChange(contract: Contract, facts: GuardFacts, at: number): GuardDecision {
  const { rule, head } = facts.subject;
  const gates = judges[rule](contract, facts);
  return {
    decision: 1,
    command: "guard",
    rule,
    runtime: runtimeVersion,
    application: contract.application.name,
    sha: head,
    time: instant(at),
    verdict: verdictOf(gates),
    gates,
    contract: contractHash(contract),
    facts: sha256Hex(canonicalJson(facts)),
  };
}

type Judged = GuardDecision["gates"];

const judges: Record<GuardRule, (contract: Contract, facts: GuardFacts) => Judged> = {
  "protected-paths": ({ protection }, facts) =>
    protection.protectedPaths.map(({ paths, label, owners }) => ({
      gate: label,
      ...judgeLabel(facts, { label, owners }, (path) => paths.some((pattern) => matchesPath(pattern, path))),
    })),

  "dependency-freeze": ({ protection }, facts) =>
    protection.dependencyFreeze.flatMap(({ manifest, lock, label }) => [
      { gate: manifest, ...judgeFreeze(facts, manifest) },
      { gate: label, ...judgeLabel(facts, { label }, (path) => path === manifest || path === lock) },
    ]),

  lockfiles: (_, facts) => {
    const found = facts.lockfiles;
    if ("missing" in found) return [{ gate: "lockfiles", ...given(found, () => yes("")) }];
    return found.value.map(({ lock, remedy, ...rest }) => {
      const todo = `Run \`${remedy}\` and commit ${lock}.`;
      if ("missing" in rest)
        return { gate: lock, ...unknown(`${lock} could not be compared: ${rest.missing}.`, todo) };
      return rest.differences.length === 0
        ? { gate: lock, ...yes(`${lock} is in step with its manifests.`) }
        : { gate: lock, ...no(`${lock} is out of step: ${some(rest.differences)}.`, todo) };
    });
  },
};

/** Whatever label there is: requirements are pinned, and the lock says the same (S000-DEPF-04). */
function judgeFreeze(facts: GuardFacts, manifest: string): Finding {
  return given<FreezeFacts[]>(facts.freezes, (all) => {
    const found = all.find((one) => one.manifest === manifest);
    if (!found) return unknown(`${manifest} was not read.`, "Run this again.");
    const { lock, present, unpinned, differences } = found;
    if (!present.manifest && !present.lock) return yes(`There is no ${manifest} yet.`);
    if (!present.manifest)
      return no(`${lock} is there without ${manifest}.`, `Add ${manifest}, or remove ${lock}.`);
    if (unpinned.length > 0) {
      return no(
        `${manifest} does not pin everything: ${some(unpinned)}.`,
        "Pin each requirement as name==version.",
      );
    }
    const todo = `Write ${lock} again from ${manifest}, and commit both.`;
    if (!present.lock) return no(`${manifest} has no ${lock}.`, todo);
    return differences.length === 0
      ? yes(`${manifest} is pinned, and ${lock} mirrors it.`)
      : no(`${lock} does not mirror ${manifest}: ${some(differences)}.`, todo);
  });
}

/** Enough to begin with; the rest follows from the same mistake as a rule. */
export function some(texts: readonly string[]): string {
  const shown = texts.slice(0, 5).join("; ");
  return texts.length > 5 ? `${shown}; and ${texts.length - 5} more` : shown;
}
