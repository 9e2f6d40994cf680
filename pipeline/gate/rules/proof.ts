import { migrationRisks } from "../../contract/environment.ts";
import { given, hourInMs, no, type Rule, span, unknown, yes } from "../rule.ts";

/** A moment this far ahead is a clock's fault and no fact, in milliseconds. */
const ahead = 120_000;

/** The same commit, or another with the very same tree, passed the earlier stage not long ago. */
export const earlierStage: Rule = {
  name: "earlier-stage",
  binds: ["release"],
  overridable: false,
  judge({ stage, facts, at }) {
    const asked = stage.requires;
    if (!asked) return yes("No earlier stage is asked for.");
    const todo = `Run this commit through ${asked.environment} again.`;
    return given(facts.passes, (passes) =>
      given(facts.tree, (tree) => {
        const newest = passes
          .filter(({ environment }) => environment === asked.environment)
          .filter((pass) => pass.sha === facts.subject.sha || pass.tree === tree)
          .toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at))[0];
        if (!newest) return no(`This commit never passed ${asked.environment}.`, todo);
        const age = at - Date.parse(newest.at);
        const by =
          newest.sha === facts.subject.sha ? "the same commit" : `${newest.sha.slice(0, 12)}, the same tree`;
        if (age < -ahead) {
          return unknown(
            `The record of ${asked.environment} is of ${newest.at}, in the future.`,
            "Check the clocks.",
          );
        }
        if (newest.outcome === "fail") {
          return no(`The newest run in ${asked.environment} failed ${span(age)} ago (${by}).`, todo);
        }
        return age <= asked.withinHours * hourInMs
          ? yes(
              `Passed ${asked.environment} ${span(Math.max(age, 0))} ago (${by}); ${asked.withinHours} h are allowed.`,
            )
          : no(
              `Passed ${asked.environment} ${span(age)} ago (${by}); ${asked.withinHours} h are allowed.`,
              todo,
            );
      }),
    );
  },
  edges: ({ facts }) =>
    "value" in facts.passes ? facts.passes.value.map(({ at }) => Date.parse(at) - ahead) : [],
};

/** The app that runs workflows; anybody with write access can report a check by another one. */
const actionsApp = "github-actions";

/** Continuous integration is green on this very commit. */
export const checks: Rule = {
  name: "checks",
  binds: ["release"],
  overridable: false,
  judge({ stage, facts }) {
    const asked = stage.evidence.checks;
    if (asked.length === 0) return yes("No checks are asked for.");
    return given(facts.checks, (all) => {
      const states = asked.map((name) => {
        const newest = all
          .filter((check) => check.name === name && check.app === actionsApp)
          .toSorted((one, other) => Date.parse(other.startedAt ?? "") - Date.parse(one.startedAt ?? ""))[0];
        return { name, state: newest ? (newest.conclusion ?? "running") : "absent" };
      });
      const bad = states.filter(({ state }) => state !== "success");
      return bad.length === 0
        ? yes(`Green on this commit: ${asked.join(", ")}.`)
        : no(
            `Not green on this commit: ${bad.map(({ name, state }) => `${name} (${state})`).join(", ")}.`,
            "Wait for the checks or mend what they found.",
          );
    });
  },
};

/** Everything that the contract asks the ledger to hold for a release is there. */
export const records: Rule = {
  name: "records",
  binds: ["release"],
  overridable: false,
  judge({ stage, facts }) {
    const asked = stage.evidence.records;
    if (asked.length === 0) return yes("No further evidence is asked for.");
    return given(facts.records, (all) => {
      const lacking = asked.filter((kind) => newestOf(all, kind)?.good !== true);
      return lacking.length === 0
        ? yes(`The ledger holds: ${asked.join(", ")}.`)
        : no(
            `Evidence is lacking: ${lacking.map((kind) => `${kind} (${newestOf(all, kind) ? "bad" : "absent"})`).join(", ")}.`,
            "Run the jobs that write it for this commit.",
          );
    });
  },
};

function newestOf(all: readonly { kind: string; at: string; good: boolean }[], kind: string) {
  return all
    .filter((one) => one.kind === kind)
    .toSorted((one, other) => Date.parse(other.at) - Date.parse(one.at))[0];
}

/** No migration is worse than what may run unasked; an override is the confirmation. */
export const migrations: Rule = {
  name: "migrations",
  binds: ["release"],
  overridable: true,
  judge({ stage, facts }) {
    const worst = stage.evidence.migrations;
    if (worst === "irreversible") return yes("Migrations of any risk run unasked.");
    return given(facts.migrations, ({ risk, names }) =>
      migrationRisks.indexOf(risk) <= migrationRisks.indexOf(worst)
        ? yes(`The worst migration is ${risk}; ${worst} may run unasked.`)
        : no(
            `The worst migration is ${risk} (${names.join(", ")}); only ${worst} may run unasked.`,
            "Confirm it by an override with a reason, or make it milder.",
          ),
    );
  },
};

export const attestation: Rule = {
  name: "attestation",
  binds: ["release"],
  overridable: false,
  judge({ stage, facts }) {
    if (!stage.evidence.attestation) return yes("No attestation is asked for.");
    return given(facts.attestations, (all) => {
      const bad = all.find(({ verified }) => !verified);
      if (bad)
        return no(`${bad.artifact} is not attested: ${bad.why}`, "Build it again by the signing workflow.");
      return all.length > 0
        ? yes(`Attested: ${all.map(({ artifact }) => artifact).join(", ")}.`)
        : no(
            "No artifact was named, so nothing is attested.",
            "Name the release's artifacts with --artifact.",
          );
    });
  },
};
