import { masker } from "../audit/mask.ts";
import { canonicalJson } from "../canonical.ts";
import { type Command, type Frame, WrongUse } from "../cli/command.ts";
import { openContract, stageOf } from "../cli/contract-file.ts";
import type { Report } from "../cli/report.ts";
import { commandOptions } from "../contract/commands.ts";
import type { Stage } from "../contract/environment.ts";
import type { MonitorRules } from "../contract/watch.ts";
import type { Verdict } from "../gate/rule.ts";
import { targetsOf } from "../probe/address.ts";
import { type Finding, idOf, type Look } from "./finding.ts";
import { looksOf, type MonitorWorld, realMonitorWorld } from "./looks.ts";
import { muted } from "./mutes.ts";

export function monitorCommand(world: MonitorWorld): Command {
  return {
    name: "monitor",
    purpose: "is everything well right now?",
    help: `One pass for a scheduled workflow. It looks at what the contract lists for the environment: availability,
response times, error rates, resources, certificates, DNS, database, deployments, logs, security alerts,
third parties, and whether other schedules still succeed. --detailed asks every probe of every service.

Each finding has a measured value, its limit, and a name that stays the same from pass to pass, so that it
becomes one incident. Findings under planned maintenance are kept and tell nobody. What could not be looked
at is said, and is never well. A schedule that has not succeeded yet, and a site without a deployment yet,
could not be told.`,
    options: commandOptions.monitor,
    examples: [
      "monitor --environment production",
      "monitor --environment production --detailed --record monitor.json",
    ],
    async run(given, frame) {
      const contract = openContract(given, frame);
      const environment = given.need("environment");
      const stage = stageOf(contract, environment);
      const rules = rulesOf(stage, environment);
      const targets = targetsOf(stage, frame.environment, {
        environment,
        service: given.text("service"),
        target: given.text("target"),
      });
      const looks = looksOf(
        { contract, environment, rules, targets, detailed: given.flag("detailed") },
        frame,
        world,
      );
      const at = frame.now();
      const findings = await findingsOf(looks, { environment, rules, frame, at });
      const verdict = verdictOf(findings);
      const record = { command: "monitor", environment, at: new Date(at).toISOString(), verdict, findings };
      return {
        verdict,
        report: reportOf(findings, verdict, environment),
        json: record,
        record: canonicalJson(record),
      };
    },
  };
}

export const monitor: Command = monitorCommand(realMonitorWorld);

function rulesOf({ monitor: rules }: Stage, environment: string): MonitorRules {
  if (rules) return rules;
  throw new WrongUse(
    `The contract does not say what is monitored in ${environment}: declare it in the settings, and deliver the contract.`,
  );
}

interface At {
  environment: string;
  rules: MonitorRules;
  frame: Frame;
  at: number;
}

async function findingsOf(looks: readonly Look[], { environment, rules, frame, at }: At): Promise<Finding[]> {
  const mask = masker(frame.environment);
  const found = await Promise.all(looks.map((look) => findingOf(look, environment)));
  return found.map((finding) => ({ ...muted(finding, rules.mutes, at), why: mask(finding.why) }));
}

/** One look never keeps the others from being taken. */
async function findingOf(look: Look, environment: string): Promise<Finding> {
  const { check, subject } = look;
  const name = { id: idOf(environment, look), check, subject };
  try {
    return { ...name, ...(await look.run()) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ...name, verdict: "unknown", why };
  }
}

function verdictOf(findings: readonly Finding[]): Verdict {
  const told = findings.filter(({ muted: reason }) => reason === undefined);
  if (told.some(({ verdict }) => verdict === "no")) return "no";
  // Looking at nothing is not seeing that all is well.
  return findings.length > 0 && told.every(({ verdict }) => verdict === "yes") ? "yes" : "unknown";
}

function reportOf(findings: readonly Finding[], verdict: Verdict, environment: string): Report {
  const says = { yes: "is well", no: "is not well", unknown: "could not be looked at as a whole" };
  const silent = findings.filter(({ muted: reason }) => reason !== undefined);
  const bad = findings.filter((one) => one.verdict === "no" && one.muted === undefined).length;
  return {
    verdict,
    title: `${environment} ${says[verdict]}: ${findings.length} looks, ${bad} findings.`,
    rows: findings
      .filter(({ muted: reason }) => reason === undefined)
      .map(({ id, verdict: of, why }) => ({
        name: id.slice(environment.length + 1),
        verdict: of,
        why,
        todo: todo[of],
      })),
    notes: silent.map(({ id, why, muted: reason }) => `Muted, ${reason}: ${id}: ${why}`),
  };
}

const todo: Record<Verdict, string | undefined> = {
  yes: undefined,
  no: "Follow the incident that this pass opens or updates.",
  unknown: "Mend what keeps the monitor from looking; what is not looked at may be down.",
};
