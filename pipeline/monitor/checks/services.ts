import type { Contract } from "../../contract/contract.ts";
import type { Probe } from "../../contract/services.ts";
import type { MonitorRules } from "../../contract/watch.ts";
import type { Target } from "../../probe/address.ts";
import { judgeObjective, type Objective } from "../../probe/percentile.ts";
import { type AskHttp, type ProbeResult, runProbe } from "../../probe/probe.ts";
import { rounded } from "../../watch/thresholds.ts";
import type { Look, Seen } from "../finding.ts";

export interface ServiceWorld {
  ask: AskHttp;
  baseOf(variable: string): string;
  /** In seconds. */
  wait(seconds: number): Promise<unknown>;
}

/** Seconds between two tries of what does not answer. */
const betweenTries = 1;

/** Requests that are on their way at the same time while response times are measured. */
const atOnce = 4;

/** Whether a service answers; with every probe of it where details are asked for. */
export function availabilityLooks(
  target: Target,
  { tries }: MonitorRules,
  detailed: boolean,
  world: ServiceWorld,
): Look[] {
  const { health, deep, probes } = target.rules;
  const all = [health, ...(detailed && deep ? [deep] : []), ...(detailed ? probes : [])];
  return all.map((probe, index) => ({
    check: "availability",
    subject: target.name,
    ...(index === 0 ? {} : { part: probe.name }),
    async run() {
      for (let tried = 1; ; tried++) {
        const { ok, why } = await runProbe(probe, baseFor(probe, target, world), world);
        if (ok) return { verdict: "yes", why };
        if (tried >= tries) return { verdict: "no", why: `${why} ${tries} tries.` };
        await world.wait(betweenTries);
      }
    },
  }));
}

function baseFor({ address }: Probe, target: Target, { baseOf }: ServiceWorld): string {
  return address === undefined ? target.address : baseOf(address);
}

/** The answers of a service that response times and success rates are judged by; asked once for both. */
export function sampler(target: Target, { samples }: MonitorRules, world: ServiceWorld) {
  const known = new Map<string, Promise<ProbeResult[]>>();
  const take = async (probes: readonly Probe[]): Promise<ProbeResult[]> => {
    const results: ProbeResult[] = [];
    const queue = Array.from({ length: samples }, (_, index) => probes[index % probes.length]).values();
    const worker = async () => {
      for (const probe of queue) {
        if (probe) results.push(await runProbe(probe, baseFor(probe, target, world), world));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    return results;
  };
  return (of: "health" | "probes"): Promise<ProbeResult[]> => {
    const taken = known.get(of) ?? take(of === "health" ? [target.rules.health] : target.rules.probes);
    known.set(of, taken);
    return taken;
  };
}

export type Sampler = ReturnType<typeof sampler>;

/** Response times against what was promised (S004-SLA-01 to 03). */
export function responseLooks(target: Target, { objectives }: Contract, samples: Sampler): Look[] {
  const { kind, probes } = target.rules;
  const { healthP99, apiP95, frontendP90 } = objectives;
  const look = (of: "health" | "probes", objective: Objective): Look => ({
    check: "response-times",
    subject: target.name,
    part: objective.name,
    run: async () =>
      objectiveSeen(
        (await samples(of)).filter(({ ok }) => ok),
        objective,
      ),
  });
  if (kind === "frontend") {
    return frontendP90 === undefined
      ? []
      : [look("health", { name: "frontend", percentile: 90, limitMs: frontendP90 })];
  }
  return [
    ...(healthP99 === undefined
      ? []
      : [look("health", { name: "health", percentile: 99, limitMs: healthP99 })]),
    ...(apiP95 === undefined || probes.length === 0
      ? []
      : [look("probes", { name: "api", percentile: 95, limitMs: apiP95 })]),
  ];
}

function objectiveSeen(answers: readonly ProbeResult[], objective: Objective): Seen {
  const judged = judgeObjective(
    answers.map(({ ms }) => ms),
    objective,
  );
  if ("missing" in judged) return { verdict: "unknown", why: judged.missing };
  const { met, measured, limit, why } = judged;
  return { verdict: met ? "yes" : "no", why, measured, limit, unit: "ms" };
}

/** The share of requests that fail, by the same answers. */
export function failureLook(
  target: Target,
  { errorRatePercent: limit }: MonitorRules,
  samples: Sampler,
): Look {
  return {
    check: "error-rates",
    subject: target.name,
    async run() {
      const answers = await samples("health");
      const failing = answers.filter(({ ok }) => !ok);
      const measured = rounded((100 * failing.length) / answers.length);
      const [first] = failing;
      const why = `${failing.length} of ${answers.length} requests failed; it must be below ${limit} %.${first ? ` The first: ${first.why}` : ""}`;
      return { verdict: measured < limit ? "yes" : "no", why, measured, limit, unit: "percent" };
    },
  };
}
