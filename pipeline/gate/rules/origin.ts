import { given, no, type Rule, yes } from "../rule.ts";

/** The release comes from a branch that may deploy here. GitHub restricts the run's branch, not the release's commit. */
export const branch: Rule = {
  name: "branch",
  binds: ["release", "rollback"],
  overridable: false,
  judge: ({ stage, facts, contract }) =>
    given(facts.run, (run) => {
      const name = run.branch ?? contract.repository.defaultBranch;
      const promotions = stage.doors.flatMap(({ promotion }) => promotion?.branch ?? []);
      // The rollback workflow runs on the default branch, whatever branches release.
      const home = facts.subject.kind === "rollback" ? [contract.repository.defaultBranch] : [];
      const allowed = [...stage.branches, ...promotions, ...home];
      if (!allowed.some((pattern) => matchesBranch(pattern, name))) {
        return no(
          `The run is on ${name}; ${allowed.join(", ")} may deploy here.`,
          `Start it on ${allowed.join(" or ")}.`,
        );
      }
      return given(facts.onBranch, (reachable) =>
        reachable
          ? yes(`The commit is on ${name}.`)
          : no(`The commit is not on ${name}.`, `Merge it to ${name} first.`),
      );
    }),
};

/** `*` stands for one part of a name, as in GitHub's deployment branch policies. */
function matchesBranch(pattern: string, name: string): boolean {
  const [parts, given] = [pattern.split("/"), name.split("/")];
  return parts.length === given.length && parts.every((part, index) => matchesPart(part, given[index] ?? ""));
}

function matchesPart(pattern: string, part: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return first === part;
  const last = rest.pop() ?? "";
  if (!part.startsWith(first) || !part.endsWith(last) || part.length < first.length + last.length)
    return false;
  let middle = part.slice(first.length, part.length - last.length);
  for (const piece of rest) {
    const found = middle.indexOf(piece);
    if (found < 0) return false;
    middle = middle.slice(found + piece.length);
  }
  return true;
}

/** A rollback brings back only what was good here before; whatever else would be a release by the back door. */
export const rollbackTarget: Rule = {
  name: "rollback-target",
  binds: ["rollback"],
  overridable: false,
  judge: ({ facts }) =>
    given(facts.wasGood, (good) =>
      good
        ? yes("This commit was a good release here before.")
        : no(
            "This commit was never a good release here.",
            "Choose one that was; with none yet, there is nothing to go back to.",
          ),
    ),
};
