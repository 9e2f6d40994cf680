import type { MetricName } from "../contract/services.ts";
import type { WatchRules } from "../contract/watch.ts";
import type { Target } from "../probe/address.ts";
import { type AskHttp, runProbe } from "../probe/probe.ts";
import type { Metrics } from "./metrics.ts";
import type { Signal } from "./run.ts";
import { judgeErrorRate, judgeLatency, judgeUse, none, type Reading } from "./thresholds.ts";

/** The shortest span that a metrics service gives figures for. */
const spanMs = 60_000;

interface Health {
  ask: AskHttp;
  baseOf(variable: string): string;
  /** Told the milliseconds of every good answer. */
  measured(service: string, ms: number): void;
}

/** A service's own word on its health, and on what it depends on. */
export function healthSignals({ name, rules, address }: Target, { ask, baseOf, measured }: Health): Signal[] {
  const { health, deep } = rules;
  return [health, ...(deep ? [deep] : [])].map((probe, index) => ({
    name: `${name} ${index === 0 ? "health" : "deep health"}`,
    kind: "health",
    fromMs: 0,
    everyMs: 0,
    async sample() {
      const base = probe.address === undefined ? address : baseOf(probe.address);
      const { ok, why, ms } = await runProbe(probe, base, { ask });
      if (ok && index === 0) measured(name, ms);
      return { state: ok ? "good" : "bad", why, value: ms };
    },
  }));
}

interface Release {
  rules: WatchRules;
  /** Milliseconds since 1970 at which the release began to go out: the baseline ends there. */
  beganAt: number;
  /** What latency must stay below where it has no baseline, in milliseconds. */
  latencyObjective: number | undefined;
}

/** The figures of a service's host, held against their baselines and limits. */
export function metricSignals(service: string, metrics: Metrics, release: Release): Signal[] {
  const { rules } = release;
  const signal = (
    metric: MetricName,
    kind: Signal["kind"],
    judge: (value: number) => Promise<Reading> | Reading,
  ) => ({
    name: `${service} ${words[metric]}`,
    kind,
    // Before, the newest figures are of the time before the release.
    fromMs: metrics.lagMs + spanMs,
    everyMs: spanMs,
    async sample(at: number): Promise<Reading> {
      const span = { from: at - metrics.lagMs - spanMs, to: at - metrics.lagMs };
      const few = ofTraffic.includes(metric) ? await fewRequests(metrics, span, rules) : undefined;
      if (few) return none(few);
      const figure = await metrics.read(metric, span);
      return "missing" in figure ? none(figure.missing) : judge(figure.value);
    },
  });
  const baseline = baselines(metrics, release);
  const all: Partial<Record<MetricName, Signal>> = {
    errorRate: signal("errorRate", "error-rate", async (value) =>
      judgeErrorRate(value, await baseline("errorRate"), rules),
    ),
    latency: signal("latency", "latency", async (value) =>
      judgeLatency(value, await baseline("latency"), rules, release.latencyObjective),
    ),
    cpu: signal("cpu", "resources", (value) => judgeUse("CPU", value, rules.cpuPercent)),
    memory: signal("memory", "resources", (value) => judgeUse("memory", value, rules.memoryPercent)),
  };
  return metrics.names.flatMap((name) => all[name] ?? []);
}

const words: Record<MetricName, string> = {
  requests: "requests",
  errorRate: "error rate",
  latency: "latency",
  cpu: "CPU",
  memory: "memory",
};

/** Figures that say nothing without requests. */
const ofTraffic: readonly MetricName[] = ["errorRate", "latency"];

async function fewRequests(
  metrics: Metrics,
  span: { from: number; to: number },
  { leastRequests }: WatchRules,
): Promise<string | undefined> {
  if (leastRequests === 0 || !metrics.names.includes("requests")) return undefined;
  const figure = await metrics.read("requests", span);
  if ("missing" in figure) return figure.missing;
  return figure.value < leastRequests ? `${figure.value} requests, ${leastRequests} are needed` : undefined;
}

/** Reads each baseline once; undefined where there was nothing before this release. */
function baselines(
  metrics: Metrics,
  { rules, beganAt }: Release,
): (name: MetricName) => Promise<number | undefined> {
  const known = new Map<MetricName, Promise<number | undefined>>();
  const read = async (name: MetricName) => {
    const span = { from: beganAt - rules.baselineMinutes * 60_000, to: beganAt };
    const figure = await metrics.read(name, span);
    if ("value" in figure) return figure.value;
    if (figure.empty) return undefined;
    // It may be there and cannot be read now: the next sample asks again.
    known.delete(name);
    throw new Error(`the baseline could not be read: ${figure.missing}`);
  };
  return (name) => {
    const reading = known.get(name) ?? read(name);
    known.set(name, reading);
    return reading;
  };
}
