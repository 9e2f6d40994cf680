import { samePerson } from "../approvals/people.ts";
import { type Finding, given, no, unknown, yes } from "../gate/rule.ts";
import type { GuardFacts, PullFacts, Step } from "./facts.ts";

/** A label that lets a change stand. */
export interface Approval {
  label: string;
  /** The role that may set it; default is whoever may write to the repository. */
  owners?: string | undefined;
}

/** Whether each step that touches certain paths came by a pull request with the label, set by somebody who may. */
export function judgeLabel(
  facts: GuardFacts,
  approval: Approval,
  isTouched: (path: string) => boolean,
): Finding {
  return given<Step[]>(facts.steps, (steps) => {
    const touching = steps.filter(({ paths }) => paths.some(isTouched));
    if (touching.length === 0) return yes(`The change touches nothing that asks for ${approval.label}.`);
    const findings = touching.map((step) => judgeStep(facts, approval, step, step.paths.filter(isTouched)));
    return (
      findings.find(({ verdict }) => verdict === "no") ??
      findings.find(({ verdict }) => verdict === "unknown") ??
      yes(findings.map(({ why }) => why).join(" "))
    );
  });
}

function judgeStep(
  facts: GuardFacts,
  approval: Approval,
  { commit, pull }: Step,
  paths: readonly string[],
): Finding {
  const what = `${paths.slice(0, 3).join(", ")}${paths.length > 3 ? ` and ${paths.length - 3} more` : ""}`;
  if (pull === null) {
    return no(
      `${commit.slice(0, 12)} changes ${what} and came by no merged pull request.`,
      `Take it back, and bring it by a pull request that gets the label ${approval.label}.`,
    );
  }
  return given<PullFacts[]>(facts.pulls, (pulls) => {
    const found = pulls.find(({ number }) => number === pull);
    if (!found) return unknown(`#${pull} was not read.`, "Run this again.");
    const label = found.labels.find(({ name }) => name.toLowerCase() === approval.label.toLowerCase());
    const holders = approval.owners === undefined ? "may write here" : `holds ${approval.owners}`;
    const todo = `Have somebody who ${holders} and did not write it look at it and set the label ${approval.label}.`;
    if (!label) return no(`#${pull} changes ${what} and has no label ${approval.label}.`, todo);
    return judgeSetter(facts, approval, found, label, todo);
  });
}

function judgeSetter(
  facts: GuardFacts,
  { label: name, owners }: Approval,
  { number, author, mergedAt }: PullFacts,
  { by, at }: PullFacts["labels"][number],
  todo: string,
): Finding {
  const head = `The label ${name} of #${number}`;
  if (by === null || at === null) return no(`${head} was set by somebody whom GitHub does not name.`, todo);
  if (samePerson(by, author)) return no(`${head} was set by ${by}, who wrote it.`, todo);
  if (mergedAt !== null && Date.parse(at) > Date.parse(mergedAt)) {
    return no(`${head} was set ${at}, after it was merged ${mergedAt}.`, todo);
  }
  if (owners !== undefined) {
    return given(
      facts.members[owners] ?? { missing: `The members of ${owners} were not read.` },
      ({ logins }) =>
        logins.some((login) => samePerson(login, by))
          ? yes(`${head} was set by ${by} (${owners}).`)
          : no(`${head} was set by ${by}, who does not hold ${owners}.`, todo),
    );
  }
  const permission = Object.hasOwn(facts.permissions, by) ? facts.permissions[by] : undefined;
  return given(permission ?? { missing: `What ${by} may do was not read.` }, (may) =>
    may === "admin" || may === "write" || may === "maintain"
      ? yes(`${head} was set by ${by}, who may write here.`)
      : no(`${head} was set by ${by}, who may not write here (${may}).`, todo),
  );
}
