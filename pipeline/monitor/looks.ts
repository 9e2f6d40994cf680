import { setTimeout as sleep } from "node:timers/promises";
import { askHttp } from "../../platforms/http/ask.ts";
import { readCertificate } from "../../platforms/http/certificate.ts";
import { resolveName } from "../../platforms/http/names.ts";
import type { Environment, Frame } from "../cli/command.ts";
import type { Contract } from "../contract/contract.ts";
import type { MonitorCheck, MonitorRules } from "../contract/watch.ts";
import type { Source } from "../facts/tell.ts";
import { addressIn, type Target } from "../probe/address.ts";
import type { OpenDatabase } from "../smoke/database/database.ts";
import { openPostgres } from "../smoke/database/postgres.ts";
import { openMetrics } from "../watch/metrics.ts";
import { criticalAlerts } from "../watch/security.ts";
import { githubSource } from "../watch/source.ts";
import { databaseLook } from "./checks/database.ts";
import { vercelLook } from "./checks/deployments.ts";
import { figureLooks } from "./checks/figures.ts";
import { logLooks } from "./checks/logs.ts";
import { certificateLook, nameLook, type ReadCertificate, type ResolveName } from "./checks/network.ts";
import { scheduleLook } from "./checks/schedules.ts";
import { availabilityLooks, failureLook, responseLooks, sampler } from "./checks/services.ts";
import { thirdPartyLook } from "./checks/third-parties.ts";
import type { Look } from "./finding.ts";

/** What a pass has of the world. */
export interface MonitorWorld {
  ask: typeof askHttp;
  readCertificate: ReadCertificate;
  resolveName: ResolveName;
  openDatabase: OpenDatabase;
  /** Milliseconds of a clock that only goes forward. */
  tick(): number;
}

export const realMonitorWorld: MonitorWorld = {
  ask: askHttp,
  readCertificate,
  resolveName,
  openDatabase: openPostgres,
  tick: () => performance.now(),
};

export interface Pass {
  contract: Contract;
  environment: string;
  rules: MonitorRules;
  targets: readonly Target[];
  /** Every probe, not availability alone. */
  detailed: boolean;
}

/** Every look of a pass: for each service what the environment's checks ask, then what there is once. */
export function looksOf(
  pass: Pass,
  frame: Pick<Frame, "environment" | "now" | "wait">,
  world: MonitorWorld,
): Look[] {
  const { contract, environment, rules, targets } = pass;
  const variables = frame.environment;
  const now = frame.now();
  const source = () => githubSource(contract, variables, frame.wait);
  const has = (check: MonitorCheck) => rules.checks.includes(check);
  return [
    ...targets.flatMap((target) => serviceLooks(target, pass, frame, world)),
    ...(has("database") && rules.database
      ? [databaseLook(rules.database, { variables, open: world.openDatabase, tick: world.tick })]
      : []),
    ...(has("logs") && rules.logs ? logLooks(rules.logs, { environment, variables }) : []),
    ...(has("security-alerts") ? [alertLook(rules, source)] : []),
    ...(has("third-parties") ? rules.thirdParties.map((name) => partyLook(contract, name)) : []),
    ...(has("schedules") ? rules.schedules.map((one) => scheduleLook(one, { source, now })) : []),
  ];
}

function serviceLooks(
  target: Target,
  { contract, environment, rules, detailed }: Pass,
  frame: Pick<Frame, "environment" | "now" | "wait">,
  { ask, readCertificate: read, resolveName: resolve }: MonitorWorld,
): Look[] {
  const variables: Environment = frame.environment;
  const now = frame.now();
  const has = (check: MonitorCheck) => rules.checks.includes(check);
  const world = {
    ask,
    baseOf: (variable: string) => addressIn(variables, variable, environment),
    wait: frame.wait ?? ((seconds: number) => sleep(seconds * 1000)),
  };
  const samples = sampler(target, rules, world);
  const metrics = target.rules.metrics ? openMetrics(target.rules.metrics, variables, frame.now) : undefined;
  const figures = metrics ? figureLooks(target.name, metrics, rules, now) : [];
  return [
    ...(has("availability") ? availabilityLooks(target, rules, detailed, world) : []),
    ...(has("response-times") ? responseLooks(target, contract, samples) : []),
    ...(has("error-rates") ? [failureLook(target, rules, samples)] : []),
    ...figures.filter(({ check }) => has(check)),
    ...(has("certificates") ? [certificateLook(target, { days: rules.certificateDays, now, read })] : []),
    ...(has("dns") ? [nameLook(target, resolve)] : []),
    ...(has("deployments") && target.rules.platform === "vercel"
      ? [vercelLook(target.name, variables, now)]
      : []),
  ];
}

function alertLook({ securityAlerts }: MonitorRules, source: () => Source): Look {
  return {
    check: "security-alerts",
    subject: "repository",
    async run() {
      const alerts = await criticalAlerts(source(), securityAlerts);
      const measure = { measured: alerts.length, limit: 0, unit: "count" } as const;
      if (alerts.length === 0)
        return { verdict: "yes", why: "No critical security alert is open.", ...measure };
      const named = alerts.map(({ kind, number }) => `${kind} #${number}`).join(", ");
      return { verdict: "no", why: `Critical security alerts are open: ${named}.`, ...measure };
    },
  };
}

function partyLook({ thirdParties = {} }: Contract, name: string): Look {
  const party = thirdParties[name];
  if (party) return thirdPartyLook(name, party);
  const why = `The contract names ${name} here, and has no status page of it.`;
  return { check: "third-parties", subject: name, run: async () => ({ verdict: "unknown", why }) };
}
