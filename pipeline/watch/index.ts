import { setTimeout as sleep } from "node:timers/promises";
import { askHttp } from "../../platforms/http/ask.ts";
import { maskAll, masker } from "../audit/mask.ts";
import { canonicalJson } from "../canonical.ts";
import { type Command, type Frame, type Given, WrongUse } from "../cli/command.ts";
import { openContract, stageOf } from "../cli/contract-file.ts";
import { commandOptions } from "../contract/commands.ts";
import type { Contract } from "../contract/contract.ts";
import type { Stage } from "../contract/environment.ts";
import type { WatchRules } from "../contract/watch.ts";
import { addressIn, type Target, targetsOf } from "../probe/address.ts";
import { commitOf } from "../probe/commit.ts";
import type { AskHttp } from "../probe/probe.ts";
import { verdicts } from "../smoke/report.ts";
import { openMetrics } from "./metrics.ts";
import { promisedOf, recordOf, withPromised } from "./record.ts";
import { reportOf } from "./report.ts";
import { runWatch, type Sample, type Signal } from "./run.ts";
import { keepIn } from "./samples.ts";
import { criticalAlerts } from "./security.ts";
import { healthSignals, metricSignals } from "./signals.ts";
import { githubSource } from "./source.ts";

/** A look at GitHub's alerts a minute is enough, and far from any limit. */
const securityEveryMs = 60_000;

export function watchCommand(ask: AskHttp = askHttp): Command {
  return {
    name: "watch",
    purpose: "does the release do well in its first minutes?",
    help: `Watches an environment after a deployment: health and deep health of every service, and the figures of its
host that the contract asks for: error rate, latency, CPU, memory, critical security alerts.

The error rate fails above its baseline plus percentage points, latency above its baseline plus percent,
both not at the limit; CPU and memory fail at their limits. One bad sample is not a failure: several in a
row are, or too many altogether. A sure failure ends the watch at once. Missing samples are inconclusive,
never a pass. With no baseline yet, errors are held against none and latency against its objective.`,
    options: commandOptions.watch,
    examples: [
      "watch --environment production --samples samples.jsonl --record watch.json",
      "watch --environment production --service backend --minutes 30",
    ],
    async run(given, frame) {
      const contract = openContract(given, frame);
      const environment = given.need("environment");
      const stage = stageOf(contract, environment);
      const rules = rulesOf(stage, environment);
      const minutes = minutesOf(given, stage);
      const sha = commitOf(given, frame.environment);
      const startedAt = frame.now();
      const answers = new Map<string, number[]>();
      const signals = signalsOf(
        { contract, stage, environment, rules, startedAt, answers, ask },
        given,
        frame,
      );
      const { everySeconds, ...tracking } = rules;
      const watched = await runWatch(
        signals,
        { ...tracking, everyMs: everySeconds * 1000, lengthMs: minutes * 60_000 },
        { now: frame.now, wait: frame.wait ?? ((seconds) => sleep(seconds * 1000)) },
        both(keepIn(given.text("samples"), masker(frame.environment)), changesTo(frame.err)),
      );
      const promised = promisedOf(contract, answers);
      const result = withPromised(watched, promised);
      const record = maskAll(
        recordOf(result, promised, { environment, sha, startedAt, endedAt: frame.now(), minutes }),
        masker(frame.environment),
      );
      return {
        verdict: verdicts[result.verdict],
        report: reportOf(result, environment, promised),
        json: record,
        record: canonicalJson(record),
      };
    },
  };
}

export const watch: Command = watchCommand();

function rulesOf({ watch: rules }: Stage, environment: string): WatchRules {
  if (rules) return rules;
  throw new WrongUse(
    `The contract does not say how ${environment} is watched: declare it in the settings, and deliver the contract.`,
  );
}

function minutesOf(given: Given, { watchMinutes }: Stage): number {
  const text = given.text("minutes");
  if (text === undefined) return watchMinutes;
  if (/^[1-9]\d{0,3}$/.test(text) && Number(text) <= 24 * 60) return Number(text);
  throw new WrongUse(
    `--minutes is ${JSON.stringify(text)}. Allowed: a whole number of minutes from 1 to 1440.`,
  );
}

interface Watched {
  contract: Contract;
  stage: Stage;
  environment: string;
  rules: WatchRules;
  startedAt: number;
  answers: Map<string, number[]>;
  ask: AskHttp;
}

function signalsOf(watched: Watched, given: Given, frame: Frame): Signal[] {
  const { contract, stage, environment, rules, startedAt, answers, ask } = watched;
  const variables = frame.environment;
  const targets = targetsOf(stage, variables, {
    environment,
    service: given.text("service"),
    target: given.text("target"),
  });
  const release = {
    rules,
    // What the deployment itself did to the figures is no baseline.
    beganAt: startedAt - stage.limits.deployMinutes * 60_000,
    latencyObjective: contract.objectives.apiP95,
  };
  const health = {
    ask,
    baseOf: (variable: string) => addressIn(variables, variable, environment),
    measured: (service: string, ms: number) => answers.set(service, [...(answers.get(service) ?? []), ms]),
  };
  return [
    ...targets.flatMap((target) => [...healthSignals(target, health), ...figuresOf(target, release, frame)]),
    ...securitySignals(watched, frame),
  ];
}

function figuresOf(
  { name, rules }: Target,
  release: Parameters<typeof metricSignals>[2],
  frame: Frame,
): Signal[] {
  if (!rules.metrics) return [];
  return metricSignals(name, openMetrics(rules.metrics, frame.environment, frame.now), release);
}

function securitySignals({ contract, rules, startedAt, stage }: Watched, frame: Frame): Signal[] {
  if (rules.securityAlerts.length === 0) return [];
  const since = startedAt - stage.limits.deployMinutes * 60_000;
  return [
    {
      name: "security alerts",
      kind: "security",
      fromMs: 0,
      everyMs: securityEveryMs,
      badAfter: 1,
      async sample() {
        const source = githubSource(contract, frame.environment, frame.wait);
        const alerts = await criticalAlerts(source, rules.securityAlerts);
        const fresh = alerts.filter(({ at }) => at >= since);
        const named = fresh.map(({ kind, number }) => `${kind} #${number}`).join(", ");
        return fresh.length > 0
          ? { state: "bad", why: `critical since the release: ${named}`, value: fresh.length, limit: 0 }
          : { state: "good", why: "no critical alert since the release", value: 0, limit: 0 };
      },
    },
  ];
}

function both(one: (sample: Sample) => void, other: (sample: Sample) => void): (sample: Sample) => void {
  return (sample) => {
    one(sample);
    other(sample);
  };
}

/** Tells the job's log when a signal turns, so that people see it while it is watched. */
function changesTo(tell: (text: string) => void): (sample: Sample) => void {
  const states = new Map<string, string>();
  return ({ at, signal, reading }) => {
    const before = states.get(signal) ?? "good";
    states.set(signal, reading.state);
    if (reading.state !== before)
      tell(`${at} ${signal} turned from ${before} to ${reading.state}: ${reading.why}\n`);
  };
}
