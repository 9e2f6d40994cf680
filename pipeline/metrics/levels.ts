import type { Contract } from "../contract/contract.ts";
import type { Stage } from "../contract/environment.ts";
import { judgeObjective } from "../probe/percentile.ts";
import { type Figure, figure } from "./delivery.ts";
import type { Evidence } from "./evidence.ts";

/** What was promised of durations, response times and availability, held against what was recorded. */
export function levelFigures(evidence: Evidence, stage: Stage, objectives: Contract["objectives"]): Figure[] {
  return [
    ...durationFigures(evidence, stage, objectives),
    ...responseFigures(evidence, stage, objectives),
    ...availabilityFigures(evidence, stage),
  ];
}

function durationFigures(
  { deployments, corrections, metrics }: Evidence,
  { limits }: Stage,
  { continuousIntegration }: Contract["objectives"],
): Figure[] {
  const longest = (seconds: readonly number[]) =>
    seconds.length === 0 ? undefined : Math.max(...seconds) / 60;
  const builds = metrics.filter(({ name }) => name === "ci-duration").map(({ value }) => value);
  return [
    figure(
      { name: "Longest deployment", unit: "minutes", why: `of ${deployments.length}` },
      longest(deployments.map(({ seconds }) => seconds)),
      { says: "at most", limit: limits.deployMinutes },
    ),
    figure(
      { name: "Longest rollback", unit: "minutes", why: `of ${corrections.length}` },
      longest(corrections.map(({ seconds }) => seconds)),
      { says: "at most", limit: limits.rollbackMinutes },
    ),
    ...(continuousIntegration === undefined
      ? []
      : [
          figure(
            { name: "Longest CI run", unit: "minutes", why: `of ${builds.length} recorded` },
            builds.length === 0 ? undefined : Math.max(...builds),
            { says: "below", limit: continuousIntegration },
          ),
        ]),
  ];
}

/** Which samples stand for which promise: a frontend's are loads of its page, all others' are their health's. */
function responseFigures(evidence: Evidence, stage: Stage, objectives: Contract["objectives"]): Figure[] {
  const { healthP99, apiP95, frontendP90 } = objectives;
  const isFrontend = (service: string) => stage.services?.[service]?.kind === "frontend";
  const promises = [
    {
      name: "Health response time",
      percentile: 99,
      limit: healthP99,
      fits: (metric: string, service: string) => metric === "health-response-time" && !isFrontend(service),
    },
    {
      name: "API response time",
      percentile: 95,
      limit: apiP95,
      fits: (metric: string) => metric === "api-response-time",
    },
    {
      name: "Frontend load time",
      percentile: 90,
      limit: frontendP90,
      fits: (metric: string, service: string) =>
        metric === "frontend-response-time" || (metric === "health-response-time" && isFrontend(service)),
    },
  ];
  return promises.flatMap(({ name, percentile, limit, fits }) => {
    if (limit === undefined) return [];
    const taken = evidence.metrics.filter((one) => fits(one.name, one.service));
    const byService = Map.groupBy(taken, ({ service }) => service);
    const groups = byService.size === 0 ? [["", []] as const] : [...byService];
    return groups.map(([service, group]): Figure => {
      const samples = group.flatMap(({ observations = [] }) => observations);
      const title = `${name}${service ? `, ${service}` : ""}, p${percentile}`;
      const judged = judgeObjective(samples, { name: title, percentile, limitMs: limit });
      const target = `below ${limit} ms`;
      if ("missing" in judged)
        return { name: title, verdict: "unknown", unit: "ms", target, why: judged.missing };
      const { met, measured, why } = judged;
      return { name: title, verdict: met ? "yes" : "no", value: measured, unit: "ms", target, why };
    });
  });
}

function availabilityFigures({ metrics }: Evidence, { availability, services = {} }: Stage): Figure[] {
  const taken = Map.groupBy(
    metrics.filter(({ name }) => name === "availability"),
    ({ service }) => service,
  );
  const names = new Set([...Object.keys(services), ...taken.keys()]);
  if (availability === undefined && names.size === 0) return [];
  return [...(names.size === 0 ? [""] : names)].map((service) => {
    const looks = (taken.get(service) ?? []).flatMap(({ observations = [] }) => observations);
    const up = looks.filter((one) => one > 0).length;
    return figure(
      {
        name: `Availability${service ? `, ${service}` : ""}`,
        unit: "%",
        why: `${up} of ${looks.length} looks were answered`,
      },
      looks.length === 0 ? undefined : (100 * up) / looks.length,
      { says: "at least", limit: availability },
    );
  });
}

/**
 * How many releases the rules let out on a day with the longest window (S004-MET-03): one each time the rate limit opens,
 * or each time the one before has had its time.
 */
export function mostReleasesADay({ window, rateLimit, limits }: Stage): number {
  const minutesOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
  const spans = window?.hours.map(({ from, to }) => minutesOf(to) - minutesOf(from)) ?? [24 * 60];
  const longest = Math.max(...spans);
  const byTime = Math.floor(longest / limits.deployMinutes);
  if (!rateLimit) return byTime;
  return Math.min(byTime, rateLimit.deployments * Math.ceil(longest / (rateLimit.perHours * 60)));
}
