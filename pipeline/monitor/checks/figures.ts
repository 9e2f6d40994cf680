import type { MetricName } from "../../contract/services.ts";
import type { MonitorRules } from "../../contract/watch.ts";
import type { Metrics } from "../../watch/metrics.ts";
import { rounded } from "../../watch/thresholds.ts";
import type { Look } from "../finding.ts";

/** The span that a pass looks back on: what lies between two passes. */
const spanMs = 5 * 60_000;

interface Kind {
  check: "error-rates" | "resources";
  what: string;
  limit(rules: MonitorRules): number;
}

const kinds: Partial<Record<MetricName, Kind>> = {
  errorRate: { check: "error-rates", what: "error rate", limit: (rules) => rules.errorRatePercent },
  cpu: { check: "resources", what: "CPU", limit: (rules) => rules.cpuPercent },
  memory: { check: "resources", what: "memory", limit: (rules) => rules.memoryPercent },
};

/** A service's figures as its host has them, against their limits; at the limit it is too much. */
export function figureLooks(subject: string, metrics: Metrics, rules: MonitorRules, now: number): Look[] {
  return metrics.names.flatMap((name) => {
    const kind = kinds[name];
    if (!kind) return [];
    const { check, what } = kind;
    const limit = kind.limit(rules);
    const look: Look = {
      check,
      subject,
      part: what,
      async run() {
        const to = now - metrics.lagMs;
        const figure = await metrics.read(name, { from: to - spanMs, to });
        if ("missing" in figure) return { verdict: "unknown", why: `${what}: ${figure.missing}.` };
        const measured = rounded(figure.value);
        const why = `${what} is ${measured} %; it must be below ${limit} %.`;
        return { verdict: measured < limit ? "yes" : "no", why, measured, limit, unit: "percent" };
      },
    };
    return [look];
  });
}
