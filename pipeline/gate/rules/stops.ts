import type { Passage, Run } from "../../facts/facts.ts";
import { given, hourInMs, instant, no, type Rule, span, yes } from "../rule.ts";

/** The contract refuses releases as a whole, until the pipeline is activated. */
export const activation: Rule = {
  name: "activation",
  binds: ["release"],
  overridable: false,
  judge: ({ contract }) =>
    contract.releases.activation === "on"
      ? yes("The pipeline is activated.")
      : no(
          "The pipeline is delivered and not activated (releases.activation is off).",
          "Set releases.activation to on in the settings, and let the shared stack deliver the contract.",
        ),
};

/** A person stopped releases by an open issue with the freeze label. */
export const freeze: Rule = {
  name: "freeze",
  binds: ["release"],
  overridable: true,
  judge: ({ contract, facts }) =>
    given(facts.freezes, (freezes) => {
      const [first] = freezes;
      return first
        ? no(
            `Releases are frozen: ${first.reference} ${JSON.stringify(first.title)} is open.`,
            `Close ${first.reference}, or take the label ${contract.labels.freeze} off it, once its reason is gone.`,
          )
        : yes(`No open issue has the label ${contract.labels.freeze}.`);
    }),
};

export const incidents: Rule = {
  name: "incidents",
  binds: ["release"],
  overridable: true,
  judge({ stage, facts, at }) {
    const hours = stage.incidentFreeHours;
    if (hours === undefined) return yes("No time without incidents is set.");
    return given(facts.incidents, (all) => {
      const found = all.find(
        ({ closedAt }) => closedAt === null || Date.parse(closedAt) > at - hours * hourInMs,
      );
      if (!found) return yes(`No critical incident was open in the last ${hours} h.`);
      const { reference, openedAt, closedAt } = found;
      const state = closedAt === null ? "and is open" : `and was closed ${closedAt}`;
      return no(
        `The critical incident ${reference} was opened ${openedAt} ${state}; ${hours} h without one are asked.`,
        closedAt === null
          ? `Resolve ${reference} first; a release that mends it passes by an override.`
          : `Wait until ${instant(Date.parse(closedAt) + hours * hourInMs)}; a release that mends it passes by an override.`,
      );
    });
  },
  edges: ({ stage, facts }) =>
    "value" in facts.incidents
      ? facts.incidents.value.flatMap(({ closedAt }) =>
          closedAt === null ? [] : [Date.parse(closedAt) + (stage.incidentFreeHours ?? 0) * hourInMs],
        )
      : [],
};

/** Counts what went in, whatever became of it: users met it. Rollbacks use a door of their own and do not count. */
export const rateLimit: Rule = {
  name: "rate-limit",
  binds: ["release"],
  overridable: true,
  judge(question) {
    const { stage, facts, at } = question;
    const limit = stage.rateLimit;
    if (!limit) return yes("No rate limit is set.");
    return given(facts.run, (run) =>
      given(facts.deployments, (deployments) =>
        given(facts.releases, (releases) => {
          const recent = others([...deployments, ...releases], run).filter(
            (time) => at - time < limit.perHours * hourInMs,
          );
          const rule = `${limit.deployments} in ${limit.perHours} h ${limit.deployments === 1 ? "is" : "are"} allowed`;
          if (recent.length < limit.deployments) {
            return yes(`${recent.length} went in within the last ${limit.perHours} h; ${rule}.`);
          }
          const newest = Math.max(...recent);
          return no(
            `${recent.length} went in within the last ${limit.perHours} h, the newest ${span(at - newest)} ago; ${rule}.`,
            `Wait until ${instant(opening(recent, limit.deployments, limit.perHours))}. A rollback does not wait.`,
          );
        }),
      ),
    );
  },
  edges({ stage, facts }) {
    const limit = stage.rateLimit;
    if (!limit || !("value" in facts.deployments) || !("value" in facts.releases)) return [];
    return [...facts.deployments.value, ...facts.releases.value].map(
      ({ at }) => Date.parse(at) + limit.perHours * hourInMs,
    );
  },
};

/** The first moment at which fewer than `allowed` of these are recent. */
function opening(recent: readonly number[], allowed: number, hours: number): number {
  const ordered = recent.toSorted((one, other) => one - other);
  return (ordered[ordered.length - allowed] ?? 0) + hours * hourInMs;
}

/**
 * When each release other than this attempt's own went in. Several deployments of one run are one release: each job
 * that names the environment makes one. An earlier attempt of this run did go in and counts.
 */
function others(passages: readonly Passage[], own: Run): number[] {
  const releases = new Map<string, number>();
  for (const { run, at, source } of passages) {
    const time = Date.parse(at);
    if (run === own.id && time >= Date.parse(own.startedAt)) continue;
    const key = run === null ? source : `run ${run}`;
    releases.set(key, Math.max(releases.get(key) ?? time, time));
  }
  return [...releases.values()];
}
