import type { Declaration } from "../../facts/facts.ts";
import { type Finding, given, holds, no, type Question, type Rule, unknown, yes } from "../rule.ts";

/** Who set the run in motion, first or again, holds the role that may. */
export const starter: Rule = {
  name: "starter",
  binds: ["release"],
  overridable: false,
  judge(question) {
    const role = question.contract.releases.startedBy;
    if (role === undefined) return yes("Anybody with write access may start a release.");
    return given(question.facts.run, ({ actor, triggeringActor }) => {
      const people = [...new Set([actor, triggeringActor])];
      const findings = people.map((login) => holds(question, role, login));
      const refusal = findings.find(({ verdict }) => verdict === "no");
      const doubt = findings.find(({ verdict }) => verdict === "unknown");
      if (refusal) return no(refusal.why, `Have somebody who holds ${role} start it.`);
      return doubt ?? yes(`${people.join(" and ")} started it and may: ${role}.`);
    });
  },
};

/** Before the first good release there is nothing to go back to: a person says that it goes out all the same. */
export const firstRelease: Rule = {
  name: "first-release",
  binds: ["release"],
  overridable: false,
  judge(question) {
    const { stage, facts, contract } = question;
    if (stage.tier !== "production") return yes(`The first release to ${stage.tier} needs nobody's word.`);
    return given(facts.lastGood, (good) => {
      if (good) return yes(`The last good release is ${good.sha.slice(0, 12)} of ${good.at}.`);
      const role = contract.releases.firstReleaseBy;
      if (role === undefined) {
        return no(
          "There is no good release yet, and no role is named that may declare the first one.",
          "Set releases.firstReleaseBy in the settings.",
        );
      }
      return declared(question, "first-release", role, (it) =>
        yes(`First release, declared by ${it.by} (${role}): ${it.reason}`),
      );
    });
  },
};

/** A security release may shorten its soaks; nothing else becomes shorter, approvals least of all. */
export const expedite: Rule = {
  name: "expedite",
  binds: ["release"],
  overridable: false,
  judge(question) {
    return given(question.facts.declarations, (all) => {
      if (!all.some((one) => isFor(question, one, "expedite"))) return yes("Soaks take their whole time.");
      const role = question.contract.releases.overriddenBy;
      if (role === undefined) {
        return no(
          "Shorter soaks were asked for, and no role is named that may.",
          "Set releases.overriddenBy in the settings, or start without expedite.",
        );
      }
      return declared(question, "expedite", role, (it) =>
        yes(`Soaks are shortened by ${it.by} (${role}): ${it.reason}`),
      );
    });
  },
};

/** Whether a declaration is of this kind and about this very release. */
export function isFor(
  { facts: { subject }, at }: Question,
  declaration: Declaration,
  kind: Declaration["kind"],
): boolean {
  return (
    declaration.kind === kind &&
    declaration.environment === subject.environment &&
    declaration.sha === subject.sha &&
    Date.parse(declaration.at) <= at
  );
}

/** What follows from a declaration for this release by somebody who holds the role; a refusal where there is none. */
function declared(
  question: Question,
  kind: Declaration["kind"],
  role: string,
  accept: (declaration: Declaration) => Finding,
): Finding {
  return given(question.facts.declarations, (all) => {
    const found = all.filter((one) => isFor(question, one, kind));
    const findings = found.map((one) => ({ one, finding: holds(question, role, one.by) }));
    const accepted = findings.find(({ finding }) => finding.verdict === "yes");
    if (accepted) return accept(accepted.one);
    const doubt = findings.find(({ finding }) => finding.verdict === "unknown");
    if (doubt)
      return unknown(doubt.finding.why, "Run this again with a token that may read the role's members.");
    const refused = findings[0];
    return no(
      refused
        ? `The declaration does not count: ${refused.finding.why}`
        : `No ${kind} is declared for this commit.`,
      `Have somebody who holds ${role} start the release with ${kind} and a reason.`,
    );
  });
}
